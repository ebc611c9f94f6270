import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Price, type Rate, costOf, flatRate, isFree, usageOf, worstCaseOf } from './price.ts';

const price = (rates: Partial<Record<'input' | 'cacheRead' | 'cacheWrite' | 'cacheWriteHour' | 'output', Rate>>): Price => ({
  input: flatRate(0),
  cacheRead: flatRate(0),
  cacheWrite: flatRate(0),
  cacheWriteHour: flatRate(0),
  output: flatRate(0),
  version: 'test',
  ...rates,
});

describe('rounding', () => {
  test.each([
    [1, 499_999, 0],
    [1, 500_000, 1],
    [1, 1_499_999, 1],
    [3, 500_000, 2],
  ])('%i tokens at %i nano-USD per million are %i nano-USD', (inputTokens, rate, cost) => {
    expect(costOf(price({ input: flatRate(rate) }), usageOf({ inputTokens }))).toBe(cost);
  });

  test('happens once, on the sum of all kinds', () => {
    const halves = price({ input: flatRate(400_000), output: flatRate(400_000) });
    expect(costOf(halves, usageOf({ inputTokens: 1, outputTokens: 1 }))).toBe(1);
  });

  test('is exact where floating point is not', () => {
    const dear = price({ input: flatRate(99_999_999_999_999) });
    expect(costOf(dear, usageOf({ inputTokens: 90_000_001 }))).toBe(9_000_000_099_999_910);
  });
});

describe('invoices', () => {
  test('claude-3-7-sonnet: input 3, cache write 12,304, output 550 (litellm#9812)', () => {
    const sonnet = price({ input: flatRate(3e9), cacheWrite: flatRate(3.75e9), output: flatRate(15e9) });
    const cost = costOf(sonnet, usageOf({ inputTokens: 12_307, cacheWriteTokens: 12_304, outputTokens: 550 }));
    expect(cost).toBe(54_399_000);
  });

  test('claude-opus-4-5: input 6, cache write 159,217, output 2,745 (bifrost#3451)', () => {
    const opus = price({ input: flatRate(5e9), cacheWrite: flatRate(6.25e9), output: flatRate(25e9) });
    const cost = costOf(opus, usageOf({ inputTokens: 159_223, cacheWriteTokens: 159_217, outputTokens: 2_745 }));
    expect(cost).toBe(1_063_761_250);
  });
});

test('a tier is reached above its length of input, and then counts for every token', () => {
  const tiered = price({ input: { base: 1_000_000, tiers: [{ aboveInputTokens: 10, rate: 2_000_000 }] } });
  expect(costOf(tiered, usageOf({ inputTokens: 10 }))).toBe(10);
  expect(costOf(tiered, usageOf({ inputTokens: 11 }))).toBe(22);
});

test('an explicit zero is free', () => {
  expect(isFree(price({}))).toBe(true);
  expect(isFree(price({ output: flatRate(1) }))).toBe(false);
});

const rate = fc.record({
  base: fc.integer({ min: 0, max: 100_000_000_000 }),
  tiers: fc
    .array(
      fc.record({ aboveInputTokens: fc.integer({ min: 0, max: 300_000 }), rate: fc.integer({ min: 0, max: 100_000_000_000 }) }),
      { maxLength: 2 },
    )
    .map((tiers) => tiers.toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens)),
});
const prices = fc.record({
  input: rate,
  cacheRead: rate,
  cacheWrite: rate,
  cacheWriteHour: rate,
  output: rate,
  version: fc.constant('v'),
});
const tokens = fc.integer({ min: 0, max: 400_000 });

test('no use within the bounds costs more than their worst case', () => {
  fc.assert(
    fc.property(prices, tokens, tokens, fc.tuple(tokens, tokens, tokens), (given, plain, outputTokens, [read, written, hour]) => {
      const inputTokens = plain + read + written + hour;
      const usage = usageOf({
        inputTokens,
        outputTokens,
        cacheReadTokens: read,
        cacheWriteTokens: written,
        cacheWriteHourTokens: hour,
      });
      const worst = worstCaseOf(given, { inputTokensMax: inputTokens, outputTokensMax: outputTokens, mayWriteCache: true });
      expect(costOf(given, usage)).toBeLessThanOrEqual(worst);
    }),
  );
});

test('cache writes count in the worst case only where they can happen', () => {
  const sonnet = price({ input: flatRate(3e9), cacheWrite: flatRate(3.75e9), cacheWriteHour: flatRate(6e9) });
  const bounds = { inputTokensMax: 1_000, outputTokensMax: 0 };
  expect(worstCaseOf(sonnet, { ...bounds, mayWriteCache: false })).toBe(3_000_000);
  expect(worstCaseOf(sonnet, { ...bounds, mayWriteCache: true })).toBe(6_000_000);
});
