import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  OTHERS,
  type UsageKind,
  type UsageTotals,
  addUsage,
  adjustUsage,
  plainUsageDays,
  readUsageDays,
  summarizeUsage,
  usageKinds,
} from './usage-totals.ts';
import { Bench, hold, mint, settle } from './ledger-bench.ts';
import { defaultBounds } from './bounds.ts';
import { decodeState, encodeState } from './snapshot.ts';
import type { UsageDay } from './usage-totals.ts';
import type { UsageRecord } from './state.ts';

const wide = { usageRowsMax: 100_000, usageNamesMax: 5_000 };

const fields = {
  model: fc.constantFrom('gpt', 'claude', 'local'),
  project: fc.constantFrom('', 'shop', 'site'),
  missionId: fc.constantFrom('m-1', 'm-2', 'm-3', ''),
  agentId: fc.constantFrom('coder', 'reviewer'),
  leaseId: fc.constantFrom('t-1.1', 't-2.1', 'key:ci', 'key:notebook'),
  day: fc.constantFrom('2026-06-30', '2026-07-01', '2026-07-02', '2026-07-03'),
  inputTokens: fc.nat(1_000_000),
  cachedTokens: fc.nat(1_000),
  cacheWriteTokens: fc.nat(1_000),
  outputTokens: fc.nat(100_000),
  reasoningTokens: fc.nat(1_000),
  audioTokens: fc.nat(1_000),
  costNanoUsd: fc.nat({ max: 2_000_000_001 }),
  estimated: fc.boolean(),
};

const records: fc.Arbitrary<UsageRecord[]> = fc.array(
  fc.record(fields).map((some) => ({
    ...some,
    requestId: 'r',
    upstream: 'openai',
    outcome: 'ok' as const,
    latencyMs: 1,
    priceVersion: 'v',
    scripted: false,
  })),
  { maxLength: 60 },
);

const days = () => ({ usageDays: new Map<string, UsageDay>() });

function summed(of: readonly UsageRecord[], bounds = wide) {
  const state = days();
  for (const record of of) addUsage(state, record, bounds);
  return state;
}

const nameOf: Record<UsageKind, (record: UsageRecord) => string> = {
  model: (r) => r.model,
  project: (r) => r.project,
  mission: (r) => r.missionId,
  agent: (r) => r.agentId,
  key: (r) => (r.leaseId.startsWith('key:') ? r.leaseId.slice(4) : ''),
  day: (r) => r.day,
};

const plainSum = (of: readonly UsageRecord[]): Partial<UsageTotals> => ({
  requests: of.length,
  inputTokens: of.reduce((sum, r) => sum + r.inputTokens, 0),
  outputTokens: of.reduce((sum, r) => sum + r.outputTokens, 0),
  cacheWriteTokens: of.reduce((sum, r) => sum + (r.cacheWriteTokens ?? 0), 0),
  costNanoUsd: of.reduce((sum, r) => sum + r.costNanoUsd, 0),
  estimatedNanoUsd: of.reduce((sum, r) => sum + (r.estimated ? r.costNanoUsd : 0), 0),
});

test('over any window and by anything, sums are those of the records, to the nano-dollar', () => {
  fc.assert(
    fc.property(records, fc.constantFrom(...usageKinds), fields.day, fields.day, (all, by, one, other) => {
      const [fromDay, toDay] = one < other ? [one, other] : [other, one];
      const within = all.filter(({ day }) => day >= fromDay && day <= toDay);
      const { rows, total } = summarizeUsage(summed(all), { by, fromDay, toDay });
      expect(total).toMatchObject(plainSum(within));
      const names = new Set(within.map(nameOf[by]));
      expect(new Set(rows.map(({ name }) => name))).toEqual(names);
      for (const row of rows) expect(row).toMatchObject(plainSum(within.filter((record) => nameOf[by](record) === row.name)));
    }),
    { numRuns: 300 },
  );
});

test('a snapshot keeps them, and one of before there were any gives those of its records', () => {
  fc.assert(
    fc.property(records, (all) => {
      const state = summed(all);
      expect(readUsageDays(structuredClone(plainUsageDays(state)), [])).toEqual(state.usageDays);
      const timed = all.map((record) => ({ ...record, atMs: 0, number: 0 }));
      expect(readUsageDays(undefined, timed)).toEqual(state.usageDays);
    }),
  );
});

test('names beyond the bound of a day are summed together, and nothing is lost', () => {
  fc.assert(
    fc.property(records, (all) => {
      const { rows, total } = summarizeUsage(summed(all, { ...wide, usageNamesMax: 1 }), {
        by: 'mission',
        fromDay: '0',
        toDay: '9',
      });
      expect(total).toMatchObject(plainSum(all));
      expect(rows.reduce((sum, row) => sum + row.costNanoUsd, 0)).toBe(total.costNanoUsd);
      for (const day of summed(all, { ...wide, usageNamesMax: 1 }).usageDays.values()) {
        expect(day.get('mission')!.size).toBeLessThanOrEqual(2);
        if (day.get('mission')!.size === 2) expect(day.get('mission')!.has(OTHERS)).toBe(true);
      }
    }),
  );
});

const record = (day: string, costNanoUsd: number): UsageRecord => ({
  requestId: 'r',
  leaseId: 'key:ci',
  missionId: '',
  project: 'shop',
  agentId: '',
  model: 'gpt',
  upstream: 'openai',
  inputTokens: 1,
  cachedTokens: 0,
  outputTokens: 1,
  costNanoUsd,
  estimated: true,
  outcome: 'orphan',
  latencyMs: 0,
  priceVersion: 'v',
  scripted: false,
  day,
});

test('whole days are forgotten, oldest first, when there are too many rows', () => {
  const state = summed(
    Array.from({ length: 20 }, (_, index) => record(`2026-07-${String(index + 1).padStart(2, '0')}`, 1)),
    { usageRowsMax: 30, usageNamesMax: 100 },
  );
  // Six rows a day: five days fill the bound, the newest comes on top.
  expect([...state.usageDays.keys()]).toEqual([
    '2026-07-15',
    '2026-07-16',
    '2026-07-17',
    '2026-07-18',
    '2026-07-19',
    '2026-07-20',
  ]);
  expect(summarizeUsage(state, { by: 'key', fromDay: '0', toDay: '9' })).toMatchObject({
    keptSince: '2026-07-15',
    total: { requests: 6 },
  });
});

test('a correction moves the cost, and the estimate with it; one of a forgotten day changes nothing', () => {
  const state = summed([record('2026-07-01', 500)]);
  const change = { costNanoUsd: -200, estimatedNanoUsd: -500 };
  adjustUsage(state, { names: record('2026-07-01', 0), change }, wide);
  adjustUsage(state, { names: record('2026-06-01', 0), change }, wide);
  const { rows, total } = summarizeUsage(state, { by: 'key', fromDay: '0', toDay: '9' });
  expect(rows).toEqual([expect.objectContaining({ name: 'ci', requests: 1, costNanoUsd: 300, estimatedNanoUsd: 0 })]);
  expect(total.costNanoUsd).toBe(300);
});

test('a snapshot keeps sums of records that are no longer listed', () => {
  const bench = new Bench({ ...defaultBounds, usagesMax: 2 });
  bench.do(mint());
  for (let count = 0; count < 9; count += 1) {
    bench.do(hold(`r-${count}`, 10));
    bench.do(settle(`r-${count}`, 7));
  }
  expect(bench.state.usages.length).toBeLessThan(5);
  const restored = decodeState(encodeState(bench.state));
  expect(restored).toEqual(bench.state);
  const { total } = summarizeUsage(restored, { by: 'agent', fromDay: '0', toDay: '9' });
  expect(total).toMatchObject({ requests: 9, costNanoUsd: 63 });
});
