const DELAY_FIRST_MS = 100;
const DELAY_MAX_MS = 5_000;

/**
 * How long to wait before the next try after `failures` ones in a row: doubling from 100 ms to 5 s, spread by half of it so that
 * writers don't come back together. `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(DELAY_MAX_MS, DELAY_FIRST_MS * 2 ** Math.min(failures - 1, 16));
  return full * (0.5 + random * 0.5);
}
