// `npm run bench -- journal-crash [--runs N] [--seed N]`: random histories on a disk that drops what was not flushed.
import { parseArgs } from 'node:util';
import { checkHistories } from '../packages/journal/test/crash-check.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } } });
const [runs, seed] = [Number(values.runs), Number(values.seed)];
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed))
  throw new RangeError('--runs and --seed are whole numbers');

const startMs = performance.now();
const details = await checkHistories({ runs, seed });
const elapsedS = Math.round((performance.now() - startMs) / 100) / 10;
if (details.failed) console.log(String(details.errorInstance), JSON.stringify(details.counterexample));
console.log(JSON.stringify({ bench: 'journal-crash', runs: details.numRuns, seed, failed: details.failed, elapsedS }));
process.exitCode = details.failed ? 1 : 0;
