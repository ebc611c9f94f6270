/** Storms against hard budgets; `npm run bench -- gateway-storm` runs them longer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingUpstream } from './billing-upstream.ts';
import { GatewayHome } from './gateway-process.ts';
import { equalStorm, randomStorm } from './storm-campaign.ts';

const SEED = Number(process.env['PANAL_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
let home: GatewayHome;
let upstream: BillingUpstream;

beforeAll(async () => {
  home = await GatewayHome.create();
  upstream = await new BillingUpstream().listen();
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

test.each([
  [37, 0],
  [38, 2],
])(
  '1,000 requests at once of equal cost against a hard budget for exactly %i of them, %i worker processes: so many succeed, and are billed',
  async (k, workers) => {
    const result = await equalStorm({ home, upstream, seed: SEED, k, settings: { workers } });
    expect(result).toMatchObject({ problems: [], succeeded: k, billed: k });
  },
);

test.each([
  ['one process', 0],
  ['two worker processes', 2],
])(
  `a storm of faults, streams, leavers, reservations, keys and fallbacks (%s): never above a limit, nearly all used, corrected to the nano-dollar (PANAL_FAULT_SEED=${SEED})`,
  async (_name, workers) => {
    const own = await GatewayHome.create();
    try {
      const common = { home: own, upstream, seed: SEED + workers, settings: { workers } };
      const result = await randomStorm({ ...common, callers: 24, limitNanoUsd: 100_000_000 });
      expect(result.problems).toEqual([]);
      expect(result.billedCalls).toBeGreaterThan(50);
      expect(result.observations).toBeGreaterThan(20);
      expect(result.fellBack).toBeGreaterThan(0);
    } finally {
      await own.remove();
    }
  },
);
