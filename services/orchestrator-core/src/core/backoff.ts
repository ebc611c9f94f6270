/**
 * Pause before attempt `attempt + 1`: doubling from `baseMs` up to `maxMs`, of which a random half is taken off, so that those
 * who failed together don't come back together. `jitter` is in [0, 1). Whole milliseconds.
 */
export function backoffMs(attempt: number, limits: { readonly baseMs: number; readonly maxMs: number }, jitter: number): number {
  const full = Math.min(limits.maxMs, limits.baseMs * 2 ** Math.min(Math.max(attempt - 1, 0), 30));
  return Math.round(full / 2 + (full / 2) * jitter);
}
