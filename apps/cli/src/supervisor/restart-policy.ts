const DELAY_FIRST_MS = 250;
const DELAY_MAX_MS = 10_000;
const HEALTHY_AFTER_MS = 30_000;

/** How often a process has died in a row, and when it was started last. */
export interface RestartState {
  readonly failures: number;
  readonly startedMs: number;
}

/** State of a process that starts at `nowMs` for the first time. */
export const firstStart = (nowMs: number): RestartState => ({ failures: 0, startedMs: nowMs });

/**
 * What follows when a process died at `nowMs`: the delay before it is started again (250 ms, doubled at each failure in a row,
 * at most 10 s) and the state for then. Thirty seconds of life make earlier failures forgotten.
 */
export function afterExit(state: RestartState, nowMs: number): { delayMs: number; next: RestartState } {
  const failures = nowMs - state.startedMs >= HEALTHY_AFTER_MS ? 1 : state.failures + 1;
  const delayMs = Math.min(DELAY_MAX_MS, DELAY_FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return { delayMs, next: { failures, startedMs: nowMs + delayMs } };
}
