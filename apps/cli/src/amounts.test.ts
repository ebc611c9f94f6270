import { describe, expect, it } from 'vitest';
import { dollars, wholeNumber } from './amounts.ts';

describe('an amount as typed', () => {
  it.each([
    ['2.5', 2_500_000_000],
    ['0', 0],
    ['0.000000001', 1],
    ['1e-9', 1],
  ])('%s is %d nano-USD', (text, expected) => expect(dollars(text, 'x')).toBe(expected));

  it.each(['', ' ', 'abc', '-1', 'NaN', 'Infinity', '0.0000000001', '1e12', '$2'])('%j is refused', (text) => {
    expect(() => dollars(text, '--budget 2')).toThrow('Example: --budget 2');
  });
});

describe('a whole number as typed', () => {
  it('is taken within its bounds and refused by its option otherwise', () => {
    expect(wholeNumber('7', '--limit', { min: 1, max: 10 })).toBe(7);
    for (const text of ['', 'abc', '1.5', '0', '11', '-3'])
      expect(() => wholeNumber(text, '--limit', { min: 1, max: 10 })).toThrow('--limit');
  });
});
