const FIRST_MS = 100;
const DELAY_MAX_MS = 5_000;

/** How long to wait after `failures` earlier failures: doubling from 0.1 s to 5 s, half of it random (`random` in [0, 1)). */
export function backoffMs(failures: number, random: number): number {
  const delayMs = Math.min(FIRST_MS * 2 ** failures, DELAY_MAX_MS);
  return delayMs / 2 + (delayMs / 2) * random;
}
