import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitsInMs, leak, newBucket, pour, remaining } from './leaky-bucket.ts';
import { RateLimiter, type RateTicket } from './rate-limiter.ts';
import { rateHeaders, retryAfterSeconds, shortDuration } from './rate-headers.ts';
import { RateRules, estimatedTokens } from './rate-rules.ts';

const MINUTE = 60_000;

describe('leaky bucket', () => {
  test('over any stretch of time at most the limit and what leaks in it is let through', () => {
    const step = fc.record({ waitMs: fc.nat(20_000), count: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.array(step, { maxLength: 60 }), (perMinute, steps) => {
        const bucket = newBucket(perMinute, 0);
        const let_: { atMs: number; count: number }[] = [];
        let nowMs = 0;
        for (const { waitMs, count } of steps) {
          nowMs += waitMs;
          leak(bucket, nowMs);
          if (fitsInMs(bucket, count) > 0) continue;
          pour(bucket, count);
          let_.push({ atMs: nowMs, count });
        }
        for (const [from, first] of let_.entries()) {
          let sum = 0;
          for (const later of let_.slice(from)) {
            sum += later.count;
            expect(sum * MINUTE).toBeLessThanOrEqual(perMinute * MINUTE + (later.atMs - first.atMs) * perMinute);
          }
        }
      }),
    );
  });

  test('what it promises holds: it fits exactly at the promised moment, and not a millisecond before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.tuple(fc.nat(5_000), fc.nat(1_000)), { maxLength: 30 }),
        fc.integer({ min: 1, max: 1_000 }),
        (perMinute, pours, wanted) => {
          const bucket = newBucket(perMinute, 0);
          let nowMs = 0;
          for (const [waitMs, count] of pours) {
            nowMs += waitMs;
            leak(bucket, nowMs);
            pour(bucket, count);
          }
          const waitMs = fitsInMs(bucket, wanted);
          expect(waitMs === Infinity).toBe(wanted > perMinute);
          if (waitMs === 0 || waitMs === Infinity) return;
          leak(bucket, nowMs + waitMs - 1);
          expect(fitsInMs(bucket, wanted)).toBeGreaterThan(0);
          leak(bucket, nowMs + waitMs);
          expect(fitsInMs(bucket, wanted)).toBe(0);
          expect(remaining(bucket)).toBeGreaterThanOrEqual(wanted);
        },
      ),
    );
  });

  test('a clock that goes back lets nothing leak', () => {
    const bucket = newBucket(60, 1_000);
    pour(bucket, 60);
    leak(bucket, 0);
    expect(remaining(bucket)).toBe(0);
    leak(bucket, 2_000);
    expect(remaining(bucket)).toBe(1);
  });
});

const meters = [
  { name: 'key', limits: { requestsPerMinute: 10, concurrentMax: 2 } },
  { name: 'key model', limits: { tokensPerMinute: 1_000 } },
];

/** The admitted ticket; fails the test where it was refused. */
function ticketOf(decision: ReturnType<RateLimiter['admit']>): RateTicket {
  if (!decision.ok) throw new Error(decision.refusal.kind);
  return decision.value;
}

describe('limiter', () => {
  test('admits to all meters or to none', () => {
    const limiter = new RateLimiter();
    const refused = limiter.admit(meters, 1_001, 0);
    expect(refused).toMatchObject({
      ok: false,
      refusal: { kind: 'tokens', limit: 1_000, wanted: 1_001, retryAfterMs: Infinity },
    });
    const ticket = ticketOf(limiter.admit(meters, 1_000, 0));
    expect(ticket.standings.requests).toEqual({ limit: 10, remaining: 9, resetMs: 6_000 });
    expect(ticket.standings.tokens).toEqual({ limit: 1_000, remaining: 0, resetMs: MINUTE });
  });

  test('corrects an estimate once, down and up', () => {
    const limiter = new RateLimiter();
    const low = ticketOf(limiter.admit(meters, 900, 0));
    limiter.finish(low, 100, 0);
    limiter.finish(low, 0, 0);
    const high = ticketOf(limiter.admit(meters, 900, 0));
    expect(high.standings.tokens?.remaining).toBe(0);
    limiter.finish(high, 1_900, 0);
    expect(limiter.admit(meters, 1, 0)).toMatchObject({ ok: false, refusal: { kind: 'tokens', retryAfterMs: 60_060 } });
  });

  test('counts requests at once, and a finished one makes room', () => {
    const limiter = new RateLimiter();
    const first = ticketOf(limiter.admit(meters, 1, 0));
    ticketOf(limiter.admit(meters, 1, 0));
    expect(limiter.admit(meters, 1, 0)).toMatchObject({ ok: false, refusal: { kind: 'concurrency', limit: 2 } });
    limiter.finish(first, 1, 0);
    ticketOf(limiter.admit(meters, 1, 0));
  });

  test('forgets idle meters, and only those: the outcome is that of a limiter that forgets nothing', () => {
    const step = fc.record({
      key: fc.nat(6),
      waitMs: fc.nat(30_000),
      tokens: fc.nat(300),
      used: fc.nat(400),
      keep: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const forgetful = new RateLimiter();
        const untouched = [...Array(7).keys()].map(() => new RateLimiter());
        let nowMs = 0;
        for (const { key, waitMs, tokens, used, keep } of steps) {
          nowMs += waitMs;
          const asked = [{ name: `k${key}`, limits: { requestsPerMinute: 4, tokensPerMinute: 400, concurrentMax: 3 } }];
          const a = forgetful.admit(asked, tokens, nowMs);
          const b = untouched[key]!.admit(asked, tokens, nowMs);
          expect(a.ok ? a.value.standings : a.refusal).toEqual(b.ok ? b.value.standings : b.refusal);
          if (keep || !a.ok || !b.ok) continue;
          forgetful.finish(a.value, used, nowMs);
          untouched[key]!.finish(b.value, used, nowMs);
        }
      }),
    );
  });

  test('stays within its bound, and refuses when it is full of busy meters', () => {
    const limiter = new RateLimiter(3);
    const asked = (name: string) => [{ name, limits: { requestsPerMinute: 60 } }];
    for (let index = 0; index < 50; index += 1) {
      const nowMs = index * MINUTE;
      limiter.finish(ticketOf(limiter.admit(asked(`k${index}`), 0, nowMs)), 0, nowMs);
    }
    expect(limiter.size).toBeLessThanOrEqual(3);
    const nowMs = 100 * MINUTE;
    const busy = ['a', 'b', 'c', 'd'].map((name) => limiter.admit(asked(name), 0, nowMs));
    expect(busy.map((decision) => decision.ok)).toEqual([true, true, true, false]);
    expect(busy[3]).toMatchObject({ refusal: { kind: 'full' } });
    limiter.finish(ticketOf(busy[0]!), 0, nowMs);
    expect(limiter.admit(asked('d'), 0, nowMs).ok, 'not idle before it has leaked').toBe(false);
    expect(limiter.admit(asked('d'), 0, nowMs + MINUTE).ok).toBe(true);
  });

  test('changed limits keep what was used', () => {
    const limiter = new RateLimiter();
    for (let index = 0; index < 5; index += 1) ticketOf(limiter.admit([{ name: 'k', limits: { requestsPerMinute: 5 } }], 0, 0));
    const raised = ticketOf(limiter.admit([{ name: 'k', limits: { requestsPerMinute: 7 } }], 0, 0));
    expect(raised.standings.requests?.remaining).toBe(1);
    expect(limiter.admit([{ name: 'k', limits: { requestsPerMinute: 3 } }], 0, 0).ok).toBe(false);
  });
});

test('the first rule that fits key and model counts, beside the limits of the key itself', () => {
  const rules = new RateRules([
    { keys: 'lease', models: 'gpt-*', requestsPerMinute: 1 },
    { keys: 'any', models: 'gpt-5', requestsPerMinute: 2 },
    { keys: 'any', models: 'free.*' },
    { keys: 'any', models: '*', tokensPerMinute: 3 },
  ]);
  const key = { keyHash: 'h', kind: 'lease', limits: undefined } as const;
  const own = { ...key, kind: 'standalone', limits: { concurrentMax: 4 } } as const;
  expect(rules.metersOf(key, 'gpt-5')).toMatchObject([{ name: 'h gpt-5', limits: { requestsPerMinute: 1 } }]);
  expect(rules.metersOf(own, 'gpt-5')).toMatchObject([
    { name: 'h', limits: { concurrentMax: 4 } },
    { limits: { requestsPerMinute: 2 } },
  ]);
  expect(rules.metersOf(key, 'free.one')).toEqual([]);
  expect(rules.metersOf(key, 'freeXone')).toMatchObject([{ limits: { tokensPerMinute: 3 } }]);
});

test('headers are those of OpenAI', () => {
  const ms = [0, 120, 1_000, 1_500, 60_000, 360_000, 3_630_000];
  expect(ms.map(shortDuration)).toEqual(['0s', '120ms', '1s', '1.5s', '1m0s', '6m0s', '1h0m30s']);
  expect([0, 1, 1_000, 1_001].map(retryAfterSeconds)).toEqual(['1', '1', '1', '2']);
  expect(rateHeaders({ requests: { limit: 60, remaining: 59, resetMs: 1_000 }, tokens: undefined })).toEqual({
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-remaining-requests': '59',
    'x-ratelimit-reset-requests': '1s',
  });
  expect(estimatedTokens(401, 50)).toBe(151);
});
