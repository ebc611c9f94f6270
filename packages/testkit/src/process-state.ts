import { readFileSync, readdirSync } from 'node:fs';

/**
 * Proportional set size of a process, bytes: its own memory plus its share of what it shares with others, so that sums over
 * processes are true. Linux only; throws where there is no such process. Source: proc_pid_smaps_rollup(5).
 */
export function pssBytes(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} states no Pss; it is a zombie or of the kernel`);
  return Number(kilobytes) * 1024;
}

/** The state letter of a process (`R`, `S`, `T` stopped, `Z` zombie), or undefined where there is none. Source: proc_pid_status(5). */
export function processState(pid: number): string | undefined {
  try {
    return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Whether a process lives (a zombie does not). */
export function isAlive(pid: number): boolean {
  const state = processState(pid);
  return state !== undefined && state !== 'Z';
}

/** The processes that a process has started and that live, and theirs in turn. Linux only. Source: proc_pid_tid_children(5). */
export function descendants(pid: number): number[] {
  const own = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
  return own.flatMap((child) => [child, ...descendants(child)]);
}
