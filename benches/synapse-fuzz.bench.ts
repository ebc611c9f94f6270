// `npm run bench -- synapse-fuzz [--count N] [--seed N]`: broken queries, updates, RDF and terms for a real Synapse over HTTP and gRPC.
import { parseArgs } from 'node:util';
import { fuzzSynapse } from '../services/synapse-engine/test/fuzz-synapse.ts';
import { SynapseProcess } from '../services/synapse-engine/test/synapse-process.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isSafeInteger(count) || !Number.isSafeInteger(seed)) throw new RangeError('--count and --seed are whole numbers');

const EXAMPLES_SHOWN = 20;
const synapse = new SynapseProcess();
await synapse.initialise();
synapse.settings['PANAL_LOG_LEVEL'] = 'warn';
synapse.settings['PANAL_SYNAPSE_QUERY_TIMEOUT_MS'] = '5000';
const startMs = performance.now();
try {
  await synapse.start();
  const { placeless, problems, ...report } = await fuzzSynapse(synapse, { count, seed });
  for (const problem of problems) console.log(problem);
  for (const example of placeless.slice(0, EXAMPLES_SHOWN)) console.log(`no place: ${example}`);
  const elapsedS = Math.round((performance.now() - startMs) / 1000);
  console.log(
    JSON.stringify({ bench: 'synapse-fuzz', seed, ...report, placeless: placeless.length, problems: problems.length, elapsedS }),
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await synapse.remove();
}
