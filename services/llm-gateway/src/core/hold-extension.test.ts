import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HoldExtension, firstStretch } from './hold-extension.ts';

const terms = { lagMs: 500, marginTokensMin: 100, outputTokensTotalMax: 10_000 };

test('begins with two margins and asks for more when less than one is left', () => {
  const extension = new HoldExtension(terms, 0);
  expect(firstStretch(terms)).toBe(200);
  expect(extension.due(1, 10_000)).toBeUndefined();
  expect(extension.due(100, 20_000)).toBeUndefined();
  expect(extension.due(101, 30_000)).toBe(301);
  extension.extended(301);
  expect(extension.due(150, 40_000)).toBeUndefined();
});

test('keeps further ahead of a faster stream: twice what comes within the lag', () => {
  const extension = new HoldExtension(terms, 0);
  // 1,000 in a second: 1 a millisecond, 1,000 within the lag.
  expect(extension.due(1_000, 1_000)).toBe(3_000);
  extension.extended(3_000);
  expect(extension.due(2_000, 2_000)).toBeUndefined();
  expect(extension.due(2_001, 3_000)).toBe(4_001);
});

test('takes a burst for the rate that it may be', () => {
  const extension = new HoldExtension(terms, 0);
  expect(extension.due(200, 1)).toBe(200 + 2 * 2_000);
});

test('never asks for more than the upstream was asked for, nor for anything once that is held', () => {
  const extension = new HoldExtension(terms, 0);
  expect(extension.due(9_950, 60_000)).toBe(10_000);
  extension.extended(10_000);
  expect(extension.due(9_999, 61_000)).toBeUndefined();
  expect(firstStretch({ ...terms, outputTokensTotalMax: 50 })).toBe(50);
});

test('what is asked for is always ahead of what came, by the least margin or up to the end', () => {
  const reads = fc.array(fc.record({ bytes: fc.nat(2_000), afterMs: fc.nat(400) }), { maxLength: 50 });
  fc.assert(
    fc.property(reads, (given) => {
      const extension = new HoldExtension(terms, 0);
      let held = firstStretch(terms);
      let seen = 0;
      let nowMs = 0;
      for (const { bytes, afterMs } of given) {
        seen = Math.min(terms.outputTokensTotalMax, seen + bytes);
        nowMs += afterMs;
        const due = extension.due(seen, nowMs);
        if (due !== undefined) {
          expect(due).toBeGreaterThan(Math.min(seen, held));
          extension.extended((held = due));
        }
        expect(held === terms.outputTokensTotalMax || held - seen >= terms.marginTokensMin).toBe(true);
      }
    }),
  );
});
