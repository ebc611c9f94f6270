// `npm run bench -- journal-kill [--cycles N]`: deaths by kill -9 under 16 writers, judged by their acknowledgements.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killCycles } from '../packages/journal/test/kill-cycles.ts';

const { values } = parseArgs({ options: { cycles: { type: 'string', default: '200' } } });
const cycles = Number(values.cycles);
if (!Number.isSafeInteger(cycles) || cycles < 1) throw new RangeError('--cycles is a whole number');

const dir = await mkdtemp(join(tmpdir(), 'panal-journal-kill-'));
try {
  const startMs = performance.now();
  const result = await killCycles({ dir: join(dir, 'journal'), cycles, random: Math.random });
  const elapsedS = Math.round((performance.now() - startMs) / 100) / 10;
  for (const problem of result.problems) console.log(problem);
  console.log(JSON.stringify({ bench: 'journal-kill', cycles, ...result, problems: result.problems.length, elapsedS }));
  process.exitCode = result.problems.length === 0 ? 0 : 1;
} finally {
  await rm(dir, { recursive: true });
}
