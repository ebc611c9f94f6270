// `npm run bench -- analyst-kill [--cycles N] [--minutes N]`: deaths of a real analyst by kill -9 under single reports and bulk streams; judged by
// what was acknowledged. Runs the built files.
import { parseArgs } from 'node:util';
import { AnalystWorld } from '../services/analyst-service/test/analyst-process.ts';
import { killCycles } from '../services/analyst-service/test/kill-cycles.ts';

const { values } = parseArgs({
  options: { cycles: { type: 'string', default: '200' }, minutes: { type: 'string', default: '60' } },
});
const cycles = Number(values.cycles);
if (!Number.isSafeInteger(cycles) || cycles < 1) throw new RangeError('--cycles is a whole number');

const world = await AnalystWorld.create({ built: true });
try {
  const startMs = performance.now();
  const result = await killCycles(world, { cycles, untilMs: startMs + Number(values.minutes) * 60_000 });
  for (const problem of result.problems) console.log(problem);
  const elapsedS = Math.round((performance.now() - startMs) / 1000);
  console.log(JSON.stringify({ bench: 'analyst-kill', ...result, problems: result.problems.length, elapsedS }));
  process.exitCode = result.problems.length === 0 ? 0 : 1;
} finally {
  await world.remove();
}
