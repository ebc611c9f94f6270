// `npm run bench -- gateway-storm [--rounds N] [--seed N] [--workers N] [--settings JSON]`: 1,000 requests at once of equal cost against a budget for
// exactly k of them, then random requests, streams, time-outs, disconnects and faults of the upstream until hard budgets are used up;
// observed all the while, and judged by the upstream's own ledger. Last line: one JSON object; exit code 1 where anything was wrong.
import { parseArgs } from 'node:util';
import { BillingUpstream } from '../services/llm-gateway/test/billing-upstream.ts';
import { GatewayHome } from '../services/llm-gateway/test/gateway-process.ts';
import {
  type EqualStormResult,
  type RandomStormResult,
  equalStorm,
  randomStorm,
} from '../services/llm-gateway/test/storm-campaign.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    workers: { type: 'string', default: '0' },
    settings: { type: 'string', default: '{}' },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed);
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new RangeError('--rounds is a whole number');
if (!Number.isSafeInteger(seed)) throw new RangeError('--seed is a whole number');
const settings = { workers: Number(values.workers), ...(JSON.parse(values.settings) as Record<string, unknown>) };
const KS = [1, 37, 500, 999];

async function inNewHome<T>(work: (given: { home: GatewayHome; upstream: BillingUpstream }) => Promise<T>): Promise<T> {
  const upstream = await new BillingUpstream().listen();
  const home = await GatewayHome.create();
  try {
    return await work({ home, upstream });
  } finally {
    await home.remove();
    await upstream.close();
  }
}

const startMs = performance.now();
const equal: EqualStormResult[] = [];
const random: RandomStormResult[] = [];
for (let round = 0; round < rounds; round += 1) {
  const common = { compiled: true, settings, seed: seed + round };
  equal.push(await inNewHome((given) => equalStorm({ ...given, ...common, k: KS[round % KS.length]! })));
  random.push(await inNewHome((given) => randomStorm({ ...given, ...common, callers: 40, limitNanoUsd: 300_000_000 })));
  console.log(`round ${round + 1} of ${rounds}: ${JSON.stringify({ ...equal.at(-1), ...random.at(-1) })}`);
}
const problems = [...equal, ...random].flatMap((result) => result.problems);
for (const problem of problems) console.log(problem);
const sum = (of: (result: RandomStormResult) => number): number => random.reduce((total, result) => total + of(result), 0);
console.log(
  JSON.stringify({
    bench: 'gateway-storm',
    rounds,
    seed,
    settings,
    problems: problems.length,
    equal: equal.map(({ k, succeeded, billed }) => ({ k, succeeded, billed })),
    requests: sum(({ requests }) => requests),
    billedCalls: sum(({ billedCalls }) => billedCalls),
    observations: sum(({ observations }) => observations),
    estimated: sum(({ estimated }) => estimated),
    utilisationLeast: Math.min(...random.map(({ utilisation }) => utilisation)),
    elapsedS: Math.round((performance.now() - startMs) / 1_000),
  }),
);
process.exitCode = problems.length === 0 ? 0 : 1;
