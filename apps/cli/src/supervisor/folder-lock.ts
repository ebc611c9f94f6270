import { type DiskLock, nodeDisk } from '@panal/journal';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../exit.ts';

/** The right to run certain processes in a data folder; the death of its holder gives it back. */
export interface FolderLock {
  release(): Promise<void>;
}

type Held = Extract<DiskLock, { held: true }>;

const releaseAll = async (locks: readonly Held[]): Promise<void> => {
  for (const lock of locks) await lock.release();
};

function alreadyRuns(dataDir: string, name: string, holderPid: number | undefined): CliError {
  const holder = holderPid === undefined ? 'another process' : `process ${holderPid}`;
  return new CliError(
    `Panal already runs in ${dataDir}: ${holder} started its ${name}. Use that one, stop it first, or choose another folder with PANAL_DATA_DIR.`,
  );
}

/**
 * Takes the right to run the named processes in an existing data folder, so that two supervisors never share one; refuses with
 * the first that is taken. One lock a process, since several can be started alone beside each other.
 */
export async function lockProcesses(dataDir: string, names: readonly string[]): Promise<FolderLock> {
  const dir = join(dataDir, 'locks');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const taken: Held[] = [];
  for (const name of names) {
    const lock = await nodeDisk.lock(join(dir, name));
    if (!lock.held) {
      await releaseAll(taken);
      throw alreadyRuns(dataDir, name, lock.holderPid);
    }
    taken.push(lock);
  }
  return { release: () => releaseAll(taken) };
}
