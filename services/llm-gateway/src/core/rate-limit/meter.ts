import { type LeakyBucket, emptyInMs, fitsInMs, leak, newBucket, remaining } from './leaky-bucket.ts';

/** Limits of one meter; undefined: no such limit. */
export interface RateLimits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  /** Requests at once. */
  readonly concurrentMax?: number | undefined;
}

/** What one name (a key, or a key and a model) has used of late. */
export interface Meter {
  limits: RateLimits;
  requests: LeakyBucket | undefined;
  tokens: LeakyBucket | undefined;
  running: number;
}

/** How a limit stands, for `x-ratelimit-*`. */
export interface RateStanding {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until all of it is there again. */
  readonly resetMs: number;
}

/** Why a meter has no room. */
export interface RateProblem {
  readonly kind: 'requests' | 'tokens' | 'concurrency' | 'full';
  /** The limit that has no room. */
  readonly limit: number;
  readonly wanted: number;
  /** Milliseconds until the request would fit; Infinity: never. Of concurrency it is a guess, since it depends on others. */
  readonly retryAfterMs: number;
}

const CONCURRENCY_RETRY_MS = 1_000;

export function newMeter(limits: RateLimits, nowMs: number): Meter {
  const meter: Meter = { limits, requests: undefined, tokens: undefined, running: 0 };
  setLimits(meter, limits, nowMs);
  return meter;
}

/** Changes a meter's limits; what was used stays used. */
export function setLimits(meter: Meter, limits: RateLimits, nowMs: number): void {
  meter.limits = limits;
  meter.requests = bucketFor(limits.requestsPerMinute, meter.requests, nowMs);
  meter.tokens = bucketFor(limits.tokensPerMinute, meter.tokens, nowMs);
}

function bucketFor(perMinute: number | undefined, old: LeakyBucket | undefined, nowMs: number): LeakyBucket | undefined {
  if (!perMinute) return undefined;
  if (old) leak(old, nowMs);
  return { ...newBucket(perMinute, nowMs), levelParts: old?.levelParts ?? 0 };
}

export const sameLimits = (a: RateLimits, b: RateLimits): boolean =>
  a === b ||
  (a.requestsPerMinute === b.requestsPerMinute && a.tokensPerMinute === b.tokensPerMinute && a.concurrentMax === b.concurrentMax);

export function leakMeter(meter: Meter, nowMs: number): void {
  if (meter.requests) leak(meter.requests, nowMs);
  if (meter.tokens) leak(meter.tokens, nowMs);
}

/** Whether nothing is lost by forgetting the meter. */
export function isIdle(meter: Meter, nowMs: number): boolean {
  if (meter.running > 0) return false;
  leakMeter(meter, nowMs);
  return (meter.requests?.levelParts ?? 0) === 0 && (meter.tokens?.levelParts ?? 0) === 0;
}

/** What keeps a request of `tokens` out, if anything; leak first. */
export function problemOf(meter: Meter, tokens: number): RateProblem | undefined {
  const { requests, tokens: bucket, running } = meter;
  const { concurrentMax } = meter.limits;
  if (concurrentMax && running >= concurrentMax)
    return { kind: 'concurrency', limit: concurrentMax, wanted: 1, retryAfterMs: CONCURRENCY_RETRY_MS };
  const requestWaitMs = requests ? fitsInMs(requests, 1) : 0;
  const tokenWaitMs = bucket ? fitsInMs(bucket, tokens) : 0;
  if (requests && requestWaitMs > 0 && requestWaitMs >= tokenWaitMs)
    return { kind: 'requests', limit: requests.perMinute, wanted: 1, retryAfterMs: requestWaitMs };
  if (bucket && tokenWaitMs > 0) return { kind: 'tokens', limit: bucket.perMinute, wanted: tokens, retryAfterMs: tokenWaitMs };
  return undefined;
}

/** The tighter one of several meters' limits of a kind, by what remains. */
export function tightest(meters: readonly Meter[], kind: 'requests' | 'tokens'): RateStanding | undefined {
  let found: RateStanding | undefined;
  for (const meter of meters) {
    const bucket = meter[kind];
    if (!bucket) continue;
    const left = remaining(bucket);
    if (!found || left < found.remaining) found = { limit: bucket.perMinute, remaining: left, resetMs: emptyInMs(bucket) };
  }
  return found;
}
