import { ChunkReader } from './chunk-reader.ts';
import type { Disk } from './disk.ts';
import { JournalDamagedError } from './errors.ts';
import { FrameScanner } from './frame-scanner.ts';
import { adviceFor } from './journal-walk.ts';
import type { JournalRecord } from './port.ts';
import { decodeRecords } from './record-codec.ts';
import type { Segment } from './segment.ts';

export interface ReadRange {
  readonly from: number;
  /** Last position wanted. */
  readonly to: number;
  readonly dir: string;
  readonly seed: number;
}

/** Flushed records of one segment, a frame at a time. Checksums are checked again, since the disk may have lost them after the open. */
export async function* readSegment(
  disk: Disk,
  segment: Segment,
  range: ReadRange,
): AsyncGenerator<JournalRecord[], void, undefined> {
  const { from, dir, seed } = range;
  const to = Math.min(range.to, segment.lastPosition);
  const file = await disk.open(segment.path, 'read');
  try {
    const start = segment.seek(from);
    const scanner = new FrameScanner(new ChunkReader(file, segment.endOffset), { format: segment.format, seed }, start);
    for (let due = start.position; due <= to;) {
      const found = await scanner.next();
      if (found.kind !== 'frame') {
        const problem = found.kind === 'bad' ? found.problem : 'the segment ends early';
        throw new JournalDamagedError({
          file: segment.path,
          offset: found.offset,
          position: due,
          problem,
          advice: adviceFor(dir, due),
        });
      }
      const records: JournalRecord[] = [];
      for (const { atMs, bytes } of decodeRecords(found.body)) {
        const position = due++;
        if (position >= from) records.push({ position, atMs, bytes });
      }
      if (records.length > 0) yield records;
    }
  } finally {
    await file.close();
  }
}
