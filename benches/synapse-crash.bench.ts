// `npm run bench -- synapse-crash [--runs N] [--seed N] [--coins N] [--damages N]`: random lives of Synapse's shell on a disk that loses what was not
// flushed; a power loss and a full disk at each operation of storing a graph; damage to stored graphs and journals.
import { parseArgs } from 'node:util';
import { damageJournal } from '../services/synapse-engine/test/simulated-damage.ts';
import { playHistory } from '../services/synapse-engine/test/simulated-history.ts';
import {
  crashAtEachOperation,
  damageStoredGraph,
  fillAtEachOperation,
} from '../services/synapse-engine/test/stored-graph-crash.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    coins: { type: 'string', default: '100' },
    damages: { type: 'string', default: '1000' },
  },
});
const [runs, seed, coins, damages] = [values.runs, values.seed, values.coins, values.damages].map(Number);
if (![runs, seed, coins, damages].every((value) => Number.isSafeInteger(value))) throw new RangeError('whole numbers only');

const startMs = performance.now();
const problems: string[] = [];
const say = (part: string, result: object): void => {
  const elapsedS = Math.round((performance.now() - startMs) / 1000);
  console.log(JSON.stringify({ bench: 'synapse-crash', part, seed, ...result, elapsedS }));
};

let acknowledged = 0;
let deaths = 0;
for (let run = 0; run < (runs ?? 0); run += 1) {
  const report = await playHistory({ seed: (seed ?? 0) + run });
  acknowledged += report.acknowledged;
  deaths += report.deaths;
  problems.push(...report.problems);
}
if ((runs ?? 0) > 0) say('lives on a simulated disk', { histories: runs, acknowledged, deaths, problems: problems.length });

for (const image of (coins ?? 0) > 0 ? [false, true] : []) {
  // A start by the engine's memory takes a thread of its own.
  const count = await crashAtEachOperation({
    seeds: image ? Math.ceil((coins ?? 0) / 20) : (coins ?? 0),
    firstSeed: seed ?? 0,
    image,
  });
  problems.push(...count.problems);
  say(`power loss at each operation of storing${image ? ', with the engine’s memory' : ''}`, {
    ...count,
    problems: count.problems.length,
  });
}
if ((damages ?? 0) > 0) {
  const full = await fillAtEachOperation();
  const damage = await damageStoredGraph({ runs: damages ?? 0, seed: seed ?? 0 });
  problems.push(...full.problems, ...damage.problems);
  say('full disk at each operation of storing', { ...full, problems: full.problems.length });
  say('damaged stored graphs', { damages, problems: damage.problems.length });
  const outcomes = { refused: 0, whole: 0, unharmed: 0 };
  let wrong = 0;
  for (let run = 0; run < (damages ?? 0); run += 1) {
    const report = await damageJournal((seed ?? 0) + run);
    outcomes[report.outcome] += 1;
    wrong += report.problems.length;
    problems.push(...report.problems);
  }
  say('damaged journals', { damages, ...outcomes, problems: wrong });
}
for (const problem of problems.slice(0, 20)) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
