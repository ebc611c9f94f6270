import { descendants } from '@panal/testkit';
import { readFileSync, readdirSync } from 'node:fs';

/** A process and all its descendants that live now. */
export const processTree = (pid: number): number[] => [pid, ...descendants(pid)];

/** CPU time of all threads of a process and its descendants, nanoseconds. Source: /proc/PID/task/TID/schedstat. */
export function cpuNs(pid: number): number {
  const ofTask = (of: number, task: string): number =>
    Number(readFileSync(`/proc/${of}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return processTree(pid).reduce(
    (sum, of) => sum + readdirSync(`/proc/${of}/task`).reduce((ofProcess, task) => ofProcess + ofTask(of, task), 0),
    0,
  );
}

/** Resident memory of a process and its descendants, MiB. */
export function residentMb(pid: number): number {
  const ofProcess = (of: number): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${of}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
  return processTree(pid).reduce((sum, of) => sum + ofProcess(of), 0);
}
