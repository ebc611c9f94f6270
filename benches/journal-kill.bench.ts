// `npm run bench -- journal-kill [--cycles N] [--seed N]`: deaths by kill -9 under 16 writers, judged by their acknowledgements.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../packages/testkit/src/simulated-disk.ts';
import { killCycles } from '../packages/journal/test/kill-cycles.ts';

const { values } = parseArgs({ options: { cycles: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } });
const cycles = Number(values.cycles);
const seed = Number(values.seed);
if (!Number.isSafeInteger(cycles) || cycles < 1 || !Number.isSafeInteger(seed))
  throw new RangeError('--cycles and --seed are whole numbers');

const dir = await mkdtemp(join(tmpdir(), 'panal-journal-kill-'));
try {
  const startMs = performance.now();
  const result = await killCycles({ dir: join(dir, 'journal'), cycles, random: seededRandom(seed) });
  const elapsedS = Math.round((performance.now() - startMs) / 100) / 10;
  for (const problem of result.problems) console.log(problem);
  console.log(JSON.stringify({ bench: 'journal-kill', cycles, seed, ...result, problems: result.problems.length, elapsedS }));
  process.exitCode = result.problems.length === 0 ? 0 : 1;
} finally {
  await rm(dir, { recursive: true });
}
