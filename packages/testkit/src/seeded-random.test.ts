import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';

test('the numbers are even enough and never stuck', () => {
  const random = seededRandom(0);
  const mean = Array.from({ length: 10_000 }, random).reduce((sum, value) => sum + value, 0) / 10_000;
  expect(mean).toBeGreaterThan(0.45);
  expect(mean).toBeLessThan(0.55);
});

test('a seed says it all', () => {
  const numbers = (seed: number): number[] => Array.from({ length: 20 }, seededRandom(seed));
  expect(numbers(7)).toEqual(numbers(7));
  expect(numbers(8)).not.toEqual(numbers(7));
  expect(new Set(numbers(7)).size).toBe(20);
});
