// `npm run bench -- synapse-kill [--cycles N] [--minutes N] [--seed N]`: deaths of a real Synapse by kill -9 under feeds, ingests, transactions,
// updates, deletes and quarantine, with the graph stored and the journal trimmed all the time; judged by what was acknowledged.
import { parseArgs } from 'node:util';
import { seededRandom } from '@panal/testkit';
import { killCycles } from '../services/synapse-engine/test/kill-cycles.ts';
import { SynapseProcess } from '../services/synapse-engine/test/synapse-process.ts';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '300' },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});
const [cycles, seed] = [Number(values.cycles), Number(values.seed)];
if (!Number.isSafeInteger(cycles) || cycles < 1 || !Number.isSafeInteger(seed))
  throw new RangeError('--cycles and --seed are whole numbers');

const synapse = new SynapseProcess();
await synapse.initialise();
Object.assign(synapse.settings, {
  PANAL_LOG_LEVEL: 'warn',
  PANAL_SYNAPSE_SNAPSHOT_EVERY_CHANGES: '100',
  PANAL_SYNAPSE_JOURNAL_KEEP_RECORDS: '0',
  PANAL_SYNAPSE_JOURNAL_KEEP_DAYS: '0',
});
try {
  await synapse.start();
  const startMs = performance.now();
  const result = await killCycles(synapse, {
    cycles,
    untilMs: startMs + Number(values.minutes) * 60_000,
    random: seededRandom(seed),
  });
  const elapsedS = Math.round((performance.now() - startMs) / 1000);
  for (const problem of result.problems) console.log(problem);
  console.log(JSON.stringify({ bench: 'synapse-kill', seed, ...result, problems: result.problems.length, elapsedS }));
  process.exitCode = result.problems.length === 0 ? 0 : 1;
} finally {
  await synapse.remove();
}
