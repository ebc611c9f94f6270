import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

test('no span of ten seconds holds more than 80 requests, however they come', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 400 }), { maxLength: 600 }), (gaps) => {
      let nowMs = 1_000;
      const bucket = new TokenBucket({ burst: 20, perSecond: 6, nowMs });
      const taken: number[] = [];
      for (const gap of gaps) {
        nowMs += gap % 3 === 0 ? gap : 0;
        if (bucket.take(nowMs) === 0) taken.push(nowMs);
      }
      for (const start of taken) expect(taken.filter((at) => at >= start && at < start + 10_000).length).toBeLessThanOrEqual(80);
    }),
  );
});

test('starts empty, says how long to wait, and stays shut for a pause', () => {
  const bucket = new TokenBucket({ burst: 20, perSecond: 6, nowMs: 0 });
  const waitMs = bucket.take(0);
  expect(waitMs).toBe(167);
  expect(bucket.take(waitMs)).toBe(0);
  expect(bucket.take(10_000)).toBe(0);
  bucket.pause(20_000);
  expect(bucket.take(19_999)).toBe(1);
  expect(bucket.take(20_000)).toBe(0);
});

test('a clock that was set back delays nothing for long', () => {
  const bucket = new TokenBucket({ burst: 20, perSecond: 6, nowMs: 1_000_000 });
  expect(bucket.take(1_000)).toBeLessThan(200);
  expect(bucket.take(1_200)).toBe(0);
});
