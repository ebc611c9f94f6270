// `npm run bench -- gateway-kill [--cycles N] [--seed N] [--workers N] [--settings JSON]`: deaths of the gateway by kill -9 under load, judged by what its
// clients saw and by the upstream's own ledger. Last line: one JSON object; exit code 1 where anything was wrong.
import { parseArgs } from 'node:util';
import { BillingUpstream } from '../services/llm-gateway/test/billing-upstream.ts';
import { GatewayHome } from '../services/llm-gateway/test/gateway-process.ts';
import { killCampaign } from '../services/llm-gateway/test/kill-campaign.ts';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    workers: { type: 'string', default: '0' },
    settings: { type: 'string', default: '{}' },
  },
});
const cycles = Number(values.cycles);
const seed = Number(values.seed);
if (!Number.isSafeInteger(cycles) || cycles < 1) throw new RangeError('--cycles is a whole number');
if (!Number.isSafeInteger(seed)) throw new RangeError('--seed is a whole number');

const startMs = performance.now();
const upstream = await new BillingUpstream().listen();
const home = await GatewayHome.create();
try {
  const settings = { workers: Number(values.workers), ...(JSON.parse(values.settings) as Record<string, unknown>) };
  const onCycle = (cycle: number): void => {
    if (cycle > 0 && cycle % 10 === 0) console.log(`${cycle} of ${cycles} deaths, ${upstream.billed.length} calls billed`);
  };
  const result = await killCampaign({ home, upstream, cycles, seed, compiled: true, settings, onCycle });
  for (const problem of result.problems) console.log(problem);
  const elapsedS = Math.round((performance.now() - startMs) / 1_000);
  console.log(
    JSON.stringify({ bench: 'gateway-kill', cycles, seed, settings, ...result, problems: result.problems.length, elapsedS }),
  );
  process.exitCode = result.problems.length === 0 ? 0 : 1;
} finally {
  await home.remove();
  await upstream.close();
}
