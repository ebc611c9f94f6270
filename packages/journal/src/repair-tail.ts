import type { Disk, DiskFile } from './disk.ts';
import type { JournalWalk } from './journal-walk.ts';

const zeroChunk = new Uint8Array(256 * 1024);

/**
 * Makes the end of the last segment what the writer expects: a flushed last frame, zeros behind it.
 *
 * The last frame may have been written but not flushed by a process that was killed, or whose flush failed; after a failed flush
 * the kernel may take its pages for clean, so they are written again before the flush that makes them count. A torn tail is
 * zeroed, so that none of its bytes can be taken for a frame later.
 */
export async function repairTail(disk: Disk, walk: JournalWalk): Promise<void> {
  const segment = walk.segments.at(-1);
  if (segment === undefined) return;
  const file = await disk.open(segment.path, 'write');
  try {
    const last = walk.lastFrame;
    if (last?.segment === segment) await rewrite(file, last.frame.offset, last.frame.length);
    const { tornTail } = walk;
    if (tornTail !== undefined) await writeZeros(file, tornTail.offset, tornTail.offset + tornTail.bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Overwrites `[start, end)` with zeros, without a flush. */
export async function writeZeros(file: DiskFile, start: number, end: number): Promise<void> {
  for (let offset = start; offset < end; offset += zeroChunk.length) {
    await file.write(zeroChunk.subarray(0, Math.min(zeroChunk.length, end - offset)), offset);
  }
}

async function rewrite(file: DiskFile, offset: number, length: number): Promise<void> {
  const bytes = new Uint8Array(length);
  await file.read(bytes, offset);
  await file.write(bytes, offset);
}
