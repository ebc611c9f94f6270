import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallEnd, Progress } from './call-end.ts';
import { flatRate, usageOf, worstCaseOf } from './price.ts';
import { CANCEL_MARGIN_TOKENS, type ChargeBasis, chargeOf } from './settlement-rule.ts';

const price = {
  input: flatRate(1e6),
  cacheRead: flatRate(5e5),
  cacheWrite: flatRate(2e6),
  cacheWriteHour: flatRate(2e6),
  output: flatRate(3e6),
  version: 'v',
};
const bounds = { inputTokensMax: 100, outputTokensMax: 1_000, outputTokensTotalMax: 1_000, mayWriteCache: true };
const holdNanoUsd = worstCaseOf(price, bounds);
const basis: ChargeBasis = { price, bounds, holdNanoUsd, cancelRule: 'delivered' };
const progress = (changes: Partial<Progress> = {}): Progress => ({ sent: true, usage: undefined, visibleBytes: 40, ...changes });

describe('charges', () => {
  test('a whole answer by its usage', () => {
    const end: CallEnd = { kind: 'complete', usage: usageOf({ inputTokens: 10, cacheReadTokens: 4, outputTokens: 5 }) };
    expect(chargeOf(end, basis)).toMatchObject({ costNanoUsd: 6 + 2 + 15, estimated: false, outcome: 'ok' });
  });

  test('the hold where the usage is missing', () => {
    expect(chargeOf({ kind: 'complete', usage: undefined }, basis)).toMatchObject({ costNanoUsd: undefined, estimated: true });
  });

  test('nothing for what was refused or never sent', () => {
    const error = { status: 400, message: '', type: '', code: null, retryAfter: undefined };
    expect(chargeOf({ kind: 'refused', error }, basis)).toMatchObject({ costNanoUsd: 0, estimated: false, outcome: 'error' });
    const unsent = progress({ sent: false });
    expect(chargeOf({ kind: 'failed', reason: 'unreachable', message: '', progress: unsent }, basis)).toMatchObject({
      costNanoUsd: 0,
    });
    expect(chargeOf({ kind: 'cancelled', progress: unsent }, basis)).toMatchObject({ costNanoUsd: 0, outcome: 'cancelled' });
  });

  test.each([
    ['timeout', 'timeout'],
    ['broken', 'error'],
  ] as const)('the hold after %s', (reason, outcome) => {
    const end: CallEnd = { kind: 'failed', reason, message: '', progress: progress() };
    expect(chargeOf(end, basis)).toMatchObject({ costNanoUsd: undefined, estimated: true, outcome });
  });

  test('what was delivered to a client that left: bound of the input, bytes as tokens, margin', () => {
    expect(chargeOf({ kind: 'cancelled', progress: progress() }, basis)).toMatchObject({
      costNanoUsd: 100 * 2 + (40 + CANCEL_MARGIN_TOKENS) * 3,
      estimated: true,
    });
  });

  test('the exact input where the upstream said it', () => {
    const usage = usageOf({ inputTokens: 20, outputTokens: 1 });
    expect(chargeOf({ kind: 'cancelled', progress: progress({ usage }) }, basis).costNanoUsd).toBe(
      20 + (40 + CANCEL_MARGIN_TOKENS) * 3,
    );
  });

  test.each([
    ['nothing was visible', progress({ visibleBytes: 0 }), basis],
    ['reasoning may be hidden', progress(), { ...basis, cancelRule: 'full' as const }],
  ])('the hold to a client that left when %s', (_name, seen, given) => {
    expect(chargeOf({ kind: 'cancelled', progress: seen }, given)).toMatchObject({ costNanoUsd: undefined, estimated: true });
  });
});

describe('usage that is doubtful', () => {
  const whole = (usage: Parameters<typeof usageOf>[0], visibleBytes = 0): CallEnd => ({
    kind: 'complete',
    usage: usageOf(usage),
    visibleBytes,
  });

  test('far above the bounds is not believed: the hold is charged and marked', () => {
    for (const usage of [
      { inputTokens: 1e9, outputTokens: 1 },
      { inputTokens: 10, outputTokens: 1e9 },
      { inputTokens: 106, outputTokens: 1 },
      { inputTokens: 10, outputTokens: 1_051 },
    ]) {
      const charge = chargeOf(whole(usage), basis);
      expect(charge).toMatchObject({ costNanoUsd: undefined, estimated: true, outcome: 'usage-out-of-bounds' });
      expect(charge).toMatchObject({ doubt: 'out-of-bounds', usage: usageOf({}) });
    }
    const cheap = { ...basis, holdNanoUsd: 100 };
    expect(chargeOf(whole({ inputTokens: 106 }), cheap).doubt).toBe('out-of-bounds');
  });

  test('at the bounds is exact, and up to 5 % above them it is charged as reported, marked', () => {
    const exact = chargeOf(whole({ inputTokens: 100, outputTokens: 1_000 }), basis);
    expect(exact).toEqual({ usage: expect.anything(), costNanoUsd: 3_100, estimated: false, outcome: 'ok' });
    expect(chargeOf(whole({ inputTokens: 105, outputTokens: 1_050 }), basis)).toMatchObject({
      costNanoUsd: 105 + 3_150,
      estimated: false,
      outcome: 'ok',
      doubt: 'above-bounds',
    });
  });

  test.each([
    ['no input', whole({ inputTokens: 0, outputTokens: 5 })],
    ['nothing at all', whole({})],
    ['no output of a stream that brought some', whole({ inputTokens: 10 }, 40)],
  ])('of zero counts as none: %s', (_name, end) => {
    expect(chargeOf(end, basis)).toMatchObject({ costNanoUsd: undefined, estimated: true, outcome: 'ok', doubt: 'zero' });
  });

  test('an answer without output may use none', () => {
    expect(chargeOf(whole({ inputTokens: 10 }), basis)).toMatchObject({ costNanoUsd: 10, estimated: false });
  });

  test('a client that left pays the bound of the input where the upstream had said zero', () => {
    const charge = chargeOf({ kind: 'cancelled', progress: progress({ usage: usageOf({}) }) }, basis);
    expect(charge.costNanoUsd).toBe(100 * 2 + (40 + CANCEL_MARGIN_TOKENS) * 3);
  });
});

test('a cancelled call is never charged more than was held', () => {
  const usage = fc.option(fc.record({ inputTokens: fc.nat(1e6), outputTokens: fc.nat(1e6) }).map(usageOf), { nil: undefined });
  fc.assert(
    fc.property(usage, fc.nat(1e7), (known, visibleBytes) => {
      const { costNanoUsd } = chargeOf({ kind: 'cancelled', progress: progress({ usage: known, visibleBytes }) }, basis);
      expect(costNanoUsd ?? holdNanoUsd).toBeLessThanOrEqual(holdNanoUsd);
    }),
  );
});

test('a tool of the provider is charged in full, as an estimate, where it ran or may have, and only where it was asked for', () => {
  const end: CallEnd = { kind: 'complete', usage: usageOf({ inputTokens: 10, outputTokens: 5 }), ranTools: true };
  const withTools = { ...basis, bounds: { ...bounds, toolNanoUsd: 700 }, holdNanoUsd: holdNanoUsd + 700 };
  expect(chargeOf(end, withTools)).toMatchObject({ costNanoUsd: 725, estimated: true });
  expect(chargeOf({ ...end, ranTools: false }, withTools)).toMatchObject({ costNanoUsd: 25, estimated: false });
  expect(chargeOf(end, basis)).toMatchObject({ costNanoUsd: 25, estimated: false });
});
