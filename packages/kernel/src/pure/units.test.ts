import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatUsd, nanoUsdOf, usdOf } from './units.ts';

/** Up to here a double of dollars tells all nano-dollars apart: half a unit of 2^52 nano-dollars. */
const EXACT_NANO_USD_MAX = 2 ** 51;

test('amounts up to $2,251,799 survive the way to dollars as a double and back, to the nano-dollar', () => {
  fc.assert(
    fc.property(fc.integer({ min: -EXACT_NANO_USD_MAX, max: EXACT_NANO_USD_MAX }), (amount) => {
      expect(nanoUsdOf(usdOf(amount))).toEqual({ ok: true, value: amount });
    }),
    { numRuns: 2_000 },
  );
});

test('dollars as people write them are exact; what is finer than a nano-dollar is rounded to the nearest', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000), fc.nat(999_999_999), (whole, nano) => {
      const text = `${whole}.${String(nano).padStart(9, '0')}`;
      expect(nanoUsdOf(Number(text))).toEqual({ ok: true, value: whole * 1e9 + nano });
      expect(Number(formatUsd(whole * 1e9 + nano).slice(1))).toBe(Number(text));
    }),
  );
  expect(nanoUsdOf(0.0000000004)).toEqual({ ok: true, value: 0 });
  expect(nanoUsdOf(0.0000000006)).toEqual({ ok: true, value: 1 });
});

test.each([NaN, Infinity, -Infinity, 1e16])('%s is no amount that can be kept', (amount) => {
  expect(nanoUsdOf(amount)).toMatchObject({ ok: false });
});
