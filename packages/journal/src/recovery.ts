import { join } from 'node:path';
import { ChunkReader } from './chunk-reader.ts';
import type { Disk } from './disk.ts';
import { JournalDamagedError, JournalOpenError } from './errors.ts';
import { scanFrames } from './frame-scan.ts';
import { frameV1 } from './frame-v1.ts';
import { decodeSegmentHeader, positionOfSegmentFile, seedOf, segmentHeaderBytes } from './segment-header.ts';
import { Segment } from './segment.ts';

export const restoreAdvice = 'Restore a backup';

/** The segments of a journal in order, read and checked from front to back. */
export async function recoverSegments(disk: Disk, dir: string, storageId: string): Promise<Segment[]> {
  const names = (await disk.list(dir)).filter((name) => positionOfSegmentFile(name) !== undefined).toSorted();
  const segments: Segment[] = [];
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    segments.push(await recoverSegment(disk, join(dir, name), { storageId, isLast, due: segments.at(-1)?.lastPosition }));
  }
  return segments;
}

interface Expected {
  readonly storageId: string;
  readonly isLast: boolean;
  readonly due: number | undefined;
}

async function recoverSegment(disk: Disk, path: string, { storageId, isLast, due }: Expected): Promise<Segment> {
  const file = await disk.open(path, 'write');
  try {
    const reader = new ChunkReader(file, await file.size());
    const header = decodeSegmentHeader(await reader.load(0, segmentHeaderBytes));
    const position = (due ?? 0) + 1;
    const damage = (offset: number, problem: string, at: number): JournalDamagedError =>
      new JournalDamagedError({ file: path, offset, position: at, problem, advice: restoreAdvice });
    if (header === undefined || header.storageId !== storageId) throw damage(0, 'the segment header is damaged', position);
    if (header.version !== frameV1.version)
      throw new JournalOpenError('unsupported-version', `${path} has version ${header.version}`);
    if (due !== undefined && header.firstPosition !== position)
      throw damage(0, `a segment starts at ${header.firstPosition}`, position);
    const segment = new Segment({ path, firstPosition: header.firstPosition, format: frameV1, firstOffset: segmentHeaderBytes });
    const scan = scanFrames(reader, { format: frameV1, seed: seedOf(storageId) }, segment.seek(header.firstPosition));
    for (;;) {
      const next = await scan.next();
      if (next.done) {
        if (next.value.kind === 'bad' && !isLast) throw damage(next.value.offset, next.value.problem, segment.lastPosition + 1);
        if (next.value.kind === 'bad') await file.write(new Uint8Array(reader.end - next.value.offset), next.value.offset);
        await file.datasync();
        return segment;
      }
      segment.grow(frameV1.headerBytes + next.value.body.length, next.value.header.recordCount);
    }
  } finally {
    await file.close();
  }
}
