import { expect, test } from 'vitest';
import { momentOf } from './moment.ts';

const nowMs = Date.UTC(2026, 6, 14, 12);

test('spans count back from now, or ahead; dates are themselves', () => {
  expect(momentOf('7d', '--since', { nowMs })).toBe(nowMs - 7 * 86_400_000);
  expect(momentOf('90m', '--expires', { nowMs, ahead: true })).toBe(nowMs + 90 * 60_000);
  expect(momentOf('2026-07-01', '--since', { nowMs })).toBe(Date.UTC(2026, 6, 1));
  expect(momentOf('2026-07-01T06:00:00Z', '--since', { nowMs })).toBe(Date.UTC(2026, 6, 1, 6));
});

test.each(['', '7', 'd7', '0d', '-1d', 'yesterday', '2026-13-01', '1000000d'])('"%s" is refused by its option', (text) => {
  expect(() => momentOf(text, '--since', { nowMs })).toThrow('--since');
});
