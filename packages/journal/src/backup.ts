import { basename, join } from 'node:path';
import { createControl, type ControlState } from './control-file.ts';
import type { Disk } from './disk.ts';
import { copyFileDurably } from './durable-file.ts';
import { positionOfSnapshotFile } from './snapshot-file.ts';

export interface BackupSource {
  readonly dir: string;
  readonly control: ControlState;
  /** What to copy of each segment: everything up to the last flushed frame. */
  readonly segments: readonly { readonly path: string; readonly endOffset: number }[];
}

/** Makes a folder, or takes one that is empty. */
export async function takeEmptyDir(disk: Disk, dir: string): Promise<void> {
  await disk.makeDir(dir);
  if ((await disk.list(dir)).length > 0) throw new Error(`${dir} is not empty: choose a new folder`);
}

/** Copies a journal into an empty folder. The control file comes last: a copy without one is not complete, and says so. */
export async function copyJournal(disk: Disk, source: BackupSource, targetDir: string): Promise<void> {
  await takeEmptyDir(disk, targetDir);
  for (const { path, endOffset } of source.segments) {
    await copyFileDurably(disk, path, { dir: targetDir, name: basename(path), length: endOffset });
  }
  for (const name of await disk.list(source.dir)) {
    const position = positionOfSnapshotFile(name);
    if (position === undefined || position > source.control.flushedPosition) continue;
    const path = join(source.dir, name);
    await copyFileDurably(disk, path, { dir: targetDir, name, length: await sizeOf(disk, path) });
  }
  await disk.syncDir(targetDir);
  await createControl(disk, targetDir, source.control);
}

async function sizeOf(disk: Disk, path: string): Promise<number> {
  const file = await disk.open(path, 'read');
  try {
    return await file.size();
  } finally {
    await file.close();
  }
}
