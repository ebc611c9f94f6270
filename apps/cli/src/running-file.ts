import type { CommonConfig } from '@panal/kernel/runtime';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `panal up` leaves in its data folder while it runs, so that other commands find it. */
export interface Running {
  readonly pid: number;
  readonly host: string;
  readonly ports: CommonConfig['ports'];
  /** Process ids by name. */
  readonly children: Readonly<Record<string, number>>;
}

const pathOf = (dataDir: string): string => join(dataDir, 'running.json');

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What the last `panal up` in a data folder said of itself, which may have ended since; undefined where there is nothing to read. */
export function readRunning(dataDir: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(dataDir), 'utf8')) as Running;
  } catch {
    return undefined;
  }
}

/** Written whole or not at all, readable by its owner only. */
export function writeRunning(dataDir: string, running: Running): void {
  const temporary = `${pathOf(dataDir)}.new`;
  writeFileSync(temporary, JSON.stringify(running, undefined, 2), { mode: 0o600 });
  renameSync(temporary, pathOf(dataDir));
}

export const removeRunning = (dataDir: string): void => rmSync(pathOf(dataDir), { force: true });
