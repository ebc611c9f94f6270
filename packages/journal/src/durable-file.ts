import { join } from 'node:path';
import type { Disk, DiskFile } from './disk.ts';

/** What unfinished files end with; the next open removes them. */
export const temporarySuffix = '.tmp';

export interface FileToWrite {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Writes a file so that a crash leaves the old one or the new: temporary name, flush, rename, flush of the folder. */
export async function writeFileDurably(disk: Disk, dir: string, { name, bytes }: FileToWrite): Promise<void> {
  const temporary = join(dir, `${name}${temporarySuffix}`);
  await disk.remove(temporary).catch(() => undefined);
  const file = await disk.open(temporary, 'create');
  try {
    await file.write(bytes, 0);
    await file.datasync();
  } catch (error) {
    await disk.remove(temporary).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
  await disk.rename(temporary, join(dir, name));
  await disk.syncDir(dir);
}

export async function readWholeFile(disk: Disk, path: string): Promise<Uint8Array> {
  const file = await disk.open(path, 'read');
  try {
    const bytes = new Uint8Array(await file.size());
    return bytes.subarray(0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}

/** Copies the first `length` bytes of a file, durably. */
export async function copyFileDurably(
  disk: Disk,
  from: string,
  to: { dir: string; name: string; length: number },
): Promise<void> {
  const source = await disk.open(from, 'read');
  try {
    const target = await disk.open(join(to.dir, to.name), 'create');
    try {
      await copyBytes(source, target, to.length);
      await target.datasync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copyBytes(source: DiskFile, target: DiskFile, length: number): Promise<void> {
  const chunk = new Uint8Array(Math.min(length, 1024 * 1024));
  for (let offset = 0; offset < length;) {
    const filled = await source.read(chunk.subarray(0, Math.min(chunk.length, length - offset)), offset);
    if (filled === 0) throw new Error(`a file ended at byte ${offset} where ${length} bytes were to be copied`);
    await target.write(chunk.subarray(0, filled), offset);
    offset += filled;
  }
}
