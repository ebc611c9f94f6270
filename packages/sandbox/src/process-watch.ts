import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Counts the processes of a run from outside, where the kernel's own limit does not hold: for root, and without a user
 * namespace, where the limit would count everything else that the user runs.
 */

/** Which processes belong to a run: those in a PID namespace, or those of a session. */
export type ProcessGroup = { pidNamespace: string } | { session: number };

/** How often the count is taken. In between, a run can pass its limit by as many as it can start in this time. */
export const watchIntervalMs = 100;

/** Whether processes can be counted here (Linux with /proc). */
export function canCountProcesses(): boolean {
  return process.platform === 'linux';
}

/** Whether more than `max` processes belong to the group. Newest first, and stops as soon as it knows. */
export function exceedsProcesses(group: ProcessGroup, max: number): boolean {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  let count = 0;
  for (const id of ids.toReversed()) {
    if (belongs(id, group)) count += 1;
    if (count > max) return true;
  }
  return false;
}

function belongs(id: string, group: ProcessGroup): boolean {
  try {
    if ('pidNamespace' in group) return readlinkSync(`/proc/${id}/ns/pid`) === group.pidNamespace;
    return sessionOf(readFileSync(`/proc/${id}/stat`, 'utf8')) === group.session;
  } catch {
    return false; // It ended in between, or belongs to somebody else.
  }
}

// After the name in parentheses, which may itself hold any character: state, parent, group, session (proc(5)).
function sessionOf(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
}
