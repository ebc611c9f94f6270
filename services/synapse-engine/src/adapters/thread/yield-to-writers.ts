import { setPriority } from 'node:os';

/** A third of the share of a thread that has not stepped back, as far as both want the same core. */
const NICENESS = 5;

/**
 * Lets the threads that check, journal and acknowledge go before this one when all cores are busy: a query takes seconds, an
 * acknowledgement tens of microseconds. On Linux only, where a niceness is a thread's own; elsewhere it would be the process's.
 */
export function yieldToWriters(): void {
  if (process.platform === 'linux') setPriority(0, NICENESS);
}
