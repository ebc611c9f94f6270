/**
 * A leaky bucket in whole numbers. Its level is counted in parts: a request or token is `PARTS` (60,000) of them, and a bucket
 * of `perMinute` leaks `perMinute` parts each millisecond, so that nothing is ever rounded. It holds a minute's worth: a caller
 * that was silent may use a whole minute's worth at once, then what leaks; over any minute it gets at most twice the limit.
 */
const PARTS = 60_000;

/** The largest limit: a level stays a safe integer at twice this. */
export const PER_MINUTE_MAX = 10_000_000_000;

export interface LeakyBucket {
  readonly perMinute: number;
  /** In parts; above the capacity where a correction showed that more was used than admitted. */
  levelParts: number;
  /** When `levelParts` was true, Unix or monotonic ms, whole. */
  atMs: number;
}

export const newBucket = (perMinute: number, nowMs: number): LeakyBucket => ({ perMinute, levelParts: 0, atMs: nowMs });

/** Lets out what has leaked since; a clock that goes back leaks nothing. */
export function leak(bucket: LeakyBucket, nowMs: number): void {
  const elapsedMs = nowMs - bucket.atMs;
  if (elapsedMs <= 0) return;
  bucket.atMs = nowMs;
  bucket.levelParts = elapsedMs >= emptyInMs(bucket) ? 0 : bucket.levelParts - elapsedMs * bucket.perMinute;
}

/** Milliseconds until the bucket is empty, rounded up; call `leak` first. */
export const emptyInMs = (bucket: LeakyBucket): number => Math.ceil(bucket.levelParts / bucket.perMinute);

/** How many more fit, whole; call `leak` first. */
export const remaining = (bucket: LeakyBucket): number => Math.max(0, bucket.perMinute - Math.ceil(bucket.levelParts / PARTS));

/** Milliseconds until `count` fit, rounded up: 0 when they fit now, Infinity when they never do; call `leak` first. */
export function fitsInMs(bucket: LeakyBucket, count: number): number {
  if (count > bucket.perMinute) return Infinity;
  const excess = bucket.levelParts + count * PARTS - bucket.perMinute * PARTS;
  return excess <= 0 ? 0 : Math.ceil(excess / bucket.perMinute);
}

/** Adds `count`, or takes back a negative one; the level never falls below empty. Call `leak` first. */
export function pour(bucket: LeakyBucket, count: number): void {
  bucket.levelParts = Math.max(0, bucket.levelParts + count * PARTS);
}
