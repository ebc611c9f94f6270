import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Price, costOf, flatRate, usageOf, worstCaseOf } from './price.ts';
import { type ChargeBasis, chargeOf } from './settlement-rule.ts';

const FREE = flatRate(0);
const usdPerMillion = (usd: number) => flatRate(Math.round(usd * 1e9));
const price = (changes: Partial<Price>): Price => ({
  input: FREE,
  cacheRead: FREE,
  cacheWrite: FREE,
  cacheWriteHour: FREE,
  output: FREE,
  version: 'v',
  ...changes,
});
const opus = price({
  input: usdPerMillion(5),
  cacheRead: usdPerMillion(0.5),
  cacheWrite: usdPerMillion(6.25),
  cacheWriteHour: usdPerMillion(10),
  output: usdPerMillion(25),
});
const dollars = (nanoUsd: number): number => nanoUsd / 1e9;

/** What others' users complained of (repository#issue), to the cent of the invoice where they gave it. */
describe('litellm#9812 cache writes counted twice', () => {
  test('input 3, cache write 12,304, output 550 cost $0.05439', () => {
    const sonnet = price({ input: usdPerMillion(3), cacheWrite: usdPerMillion(3.75), output: usdPerMillion(15) });
    const usage = usageOf({ inputTokens: 12_307, cacheWriteTokens: 12_304, outputTokens: 550 });
    expect(dollars(costOf(sonnet, usage))).toBeCloseTo(0.05439, 4);
    expect(costOf(sonnet, usage)).toBe(54_399_000);
  });
});

describe('bifrost#3451 cache writes of a long prompt', () => {
  test('input 6, cache write 159,217, output 2,745 cost $1.06376125', () => {
    expect(costOf(opus, usageOf({ inputTokens: 159_223, cacheWriteTokens: 159_217, outputTokens: 2_745 }))).toBe(1_063_761_250);
  });
});

describe('litellm#11364 cache reads and writes in one request, charged an eighth', () => {
  test('98,805 of input (66,360 read, 32,435 written) and 5,120 of output cost $0.36394875', () => {
    const usage = usageOf({ inputTokens: 98_805, cacheReadTokens: 66_360, cacheWriteTokens: 32_435, outputTokens: 5_120 });
    expect(costOf(opus, usage)).toBe(363_948_750);
  });
});

describe('bifrost#904 cached tokens charged as plain input', () => {
  test('51,232 plain, 1,188,096 cached and 12,909 of output cost 34 cents, not $1.68', () => {
    const gpt = price({ input: usdPerMillion(1.25), cacheRead: usdPerMillion(0.125), output: usdPerMillion(10) });
    const usage = usageOf({ inputTokens: 51_232 + 1_188_096, cacheReadTokens: 1_188_096, outputTokens: 12_909 });
    expect(costOf(gpt, usage)).toBe(341_642_000);
  });
});

describe('litellm#40016 writes kept for an hour', () => {
  test('cost their own rate, beside those for five minutes', () => {
    const usage = usageOf({ inputTokens: 3_000, cacheWriteTokens: 1_000, cacheWriteHourTokens: 1_000 });
    expect(costOf(opus, usage)).toBe(5_000_000 + 6_250_000 + 10_000_000);
  });
});

describe('litellm#37992 an explicit zero read as missing', () => {
  const bounds = { inputTokensMax: 100, outputTokensMax: 100, outputTokensTotalMax: 100, mayWriteCache: false };

  test('a price of zero stays zero, and so does the charge', () => {
    const free: ChargeBasis = { price: price({}), bounds, holdNanoUsd: worstCaseOf(price({}), bounds), cancelRule: 'full' };
    const end = { kind: 'complete', usage: usageOf({ inputTokens: 10, outputTokens: 10 }) } as const;
    expect(chargeOf(end, free)).toMatchObject({ costNanoUsd: 0, estimated: false });
  });

  test('a count of zero output is a count', () => {
    const basis: ChargeBasis = { price: opus, bounds, holdNanoUsd: worstCaseOf(opus, bounds), cancelRule: 'full' };
    const end = { kind: 'complete', usage: usageOf({ inputTokens: 10, outputTokens: 0 }) } as const;
    expect(chargeOf(end, basis)).toMatchObject({ costNanoUsd: 50_000, estimated: false });
  });
});

describe.each(['bifrost#4484', 'litellm#41610'])('%s usage of zero at the end of a stream charged as zero', () => {
  test('counts as none: the hold is charged, as an estimate', () => {
    const bounds = { inputTokensMax: 100, outputTokensMax: 100, outputTokensTotalMax: 100, mayWriteCache: false };
    const basis: ChargeBasis = { price: opus, bounds, holdNanoUsd: worstCaseOf(opus, bounds), cancelRule: 'full' };
    expect(chargeOf({ kind: 'complete', usage: usageOf({}), visibleBytes: 40 }, basis)).toMatchObject({
      costNanoUsd: undefined,
      estimated: true,
      doubt: 'zero',
    });
  });
});

describe('bifrost#3709 806 deltas charged as one token', () => {
  test('a stream that the client left is charged by the bytes that came out', () => {
    const bounds = { inputTokensMax: 100, outputTokensMax: 4_000, outputTokensTotalMax: 4_000, mayWriteCache: false };
    const holdNanoUsd = worstCaseOf(opus, bounds);
    const usage = usageOf({ inputTokens: 90, outputTokens: 1 });
    const end = { kind: 'cancelled', progress: { sent: true, usage, visibleBytes: 806 } } as const;
    const charge = chargeOf(end, { price: opus, bounds, holdNanoUsd, cancelRule: 'delivered' });
    expect(charge.costNanoUsd).toBeGreaterThanOrEqual(806 * 25_000);
    expect(charge.estimated).toBe(true);
  });
});

describe('litellm#40002 long prompts held at the rate of short ones', () => {
  test('a hold is at the dearest tier that the request may reach', () => {
    const tiered = price({ input: { base: 2.5e9, tiers: [{ aboveInputTokens: 272_000, rate: 5e9 }] } });
    const bounds = { inputTokensMax: 300_000, outputTokensMax: 0, mayWriteCache: false };
    expect(worstCaseOf(tiered, bounds)).toBe(costOf(tiered, usageOf({ inputTokens: 300_000 })));
  });
});

describe('what else is priced', () => {
  test('reasoning and audio by their own rates where there are any, else as what they are part of', () => {
    const usage = usageOf({ inputTokens: 100, outputTokens: 100, reasoningTokens: 40, audioTokens: 30, audioInputTokens: 20 });
    const plain = price({ input: flatRate(1e6), output: flatRate(2e6) });
    expect(costOf(plain, usage)).toBe(100 + 200);
    const apart = { ...plain, reasoning: flatRate(3e6), inputAudio: flatRate(10e6), outputAudio: flatRate(20e6) };
    expect(costOf(apart, usage)).toBe(80 + 200 + 50 * 2 + 40 * 3 + 10 * 20);
  });

  test('a request as such, once, also when no token is used', () => {
    const perRequest = price({ input: flatRate(1e6), requestNanoUsd: 14_000_000 });
    expect(costOf(perRequest, usageOf({}))).toBe(14_000_000);
    expect(worstCaseOf(perRequest, { inputTokensMax: 5, outputTokensMax: 0, mayWriteCache: false })).toBe(14_000_005);
  });

  test('by a ceiling, as an estimate', () => {
    const bounds = { inputTokensMax: 100, outputTokensMax: 100, outputTokensTotalMax: 100, mayWriteCache: false };
    const ceiling: Price = { ...opus, ceiling: true };
    const basis: ChargeBasis = { price: ceiling, bounds, holdNanoUsd: worstCaseOf(ceiling, bounds), cancelRule: 'full' };
    const end = { kind: 'complete', usage: usageOf({ inputTokens: 10, outputTokens: 1 }) } as const;
    expect(chargeOf(end, basis)).toMatchObject({ costNanoUsd: 75_000, estimated: true, outcome: 'ok' });
  });
});

test('plain numbers and large ones give the same sum, rounded once, half up', () => {
  const tokens = fc.oneof(fc.nat(10), fc.nat(2_000_000));
  const rate = fc.oneof(fc.nat(3_000_000), fc.integer({ min: 0, max: 100_000_000_000_000 }));
  fc.assert(
    fc.property(tokens, tokens, rate, rate, (inputTokens, outputTokens, input, output) => {
      const exact = BigInt(inputTokens) * BigInt(input) + BigInt(outputTokens) * BigInt(output);
      const given = price({ input: flatRate(input), output: flatRate(output) });
      expect(costOf(given, usageOf({ inputTokens, outputTokens }))).toBe(Number((exact + 500_000n) / 1_000_000n));
    }),
    { numRuns: 2_000 },
  );
});
