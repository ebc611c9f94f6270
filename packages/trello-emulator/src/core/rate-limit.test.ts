import { expect, it } from 'vitest';
import { RateLimiter, trelloLimits } from './rate-limit.ts';

const request = { apiKey: 'k', token: 't', path: '/cards/1', nowMs: 0 };

/** How many of `count` requests go through. */
const through = (limiter: RateLimiter, count: number, given: Partial<typeof request> = {}): number =>
  Array.from({ length: count }, () => limiter.take({ ...request, ...given })).filter((refused) => !refused).length;

it('100 in ten seconds for a token, then 100 again', () => {
  const limiter = new RateLimiter();
  expect(through(limiter, 150)).toBe(100);
  expect(through(limiter, 150, { nowMs: 10_000 })).toBe(100);
});

it('300 in ten seconds for a key, whatever its tokens', () => {
  const limiter = new RateLimiter();
  expect(['a', 'b', 'c', 'd'].map((token) => through(limiter, 90, { token }))).toEqual([90, 90, 90, 30]);
});

it('100 in 15 minutes below /members/', () => {
  const limiter = new RateLimiter();
  expect(through(limiter, 60, { path: '/members/me' })).toBe(60);
  expect(through(limiter, 60, { path: '/members/me', nowMs: 20_000 })).toBe(40);
});

it('a key that does not stop is refused for the rest of its window', () => {
  const limiter = new RateLimiter({ ...trelloLimits, refusalsPerKey: 5 });
  through(limiter, 106);
  expect(limiter.take({ ...request, token: 'fresh' })).toMatchObject({ error: 'API_KEY_LIMIT_EXCEEDED' });
  expect(limiter.take({ ...request, token: 'fresh', nowMs: 10_000 })).toBeUndefined();
});
