import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('waits double from a tenth of a second up to five seconds, half of it random', () => {
  expect([0, 1, 2, 5, 6, 60, 5000].map((failures) => backoffMs(failures, 0))).toEqual([50, 100, 200, 1600, 2500, 2500, 2500]);
  expect(backoffMs(100, 0.999_999)).toBeLessThanOrEqual(5_000);
});
