import type { ChunkReader } from './chunk-reader.ts';
import type { FrameFormat, FrameHeader } from './frame.ts';

export interface ScannedFrame {
  readonly offset: number;
  readonly header: FrameHeader;
  readonly body: Uint8Array;
}

/** `end`: nothing but zeros, or nothing, follows. `bad`: something follows that is no frame of ours. */
export type ScanEnd =
  | { readonly kind: 'end'; readonly offset: number }
  | { readonly kind: 'bad'; readonly offset: number; readonly problem: string };

export interface ScanStart {
  readonly offset: number;
  readonly position: number;
}

/** Yields the frames of a segment whose checksum holds and whose positions follow each other; returns why it ended. */
export async function* scanFrames(
  reader: ChunkReader,
  { format, seed }: { format: FrameFormat; seed: number },
  start: ScanStart,
): AsyncGenerator<ScannedFrame, ScanEnd, undefined> {
  let { offset, position } = start;
  for (;;) {
    const head = reader.cached(offset, format.headerBytes) ?? (await reader.load(offset, format.headerBytes));
    const bad = (problem: string): ScanEnd => ({ kind: 'bad', offset, problem });
    if (head.length < format.headerBytes || isZero(head)) {
      return (await isZeroToEnd(reader, offset)) ? { kind: 'end', offset } : bad('bytes without a frame header');
    }
    const header = format.parseHeader(head, 0, seed);
    if (header === undefined) return bad('no valid frame header');
    const length = format.headerBytes + header.bodyBytes;
    if (offset + length > reader.end) return bad('a frame runs past the end of the file');
    const frame = reader.cached(offset, length) ?? (await reader.load(offset, length));
    if (frame.length < length || !format.isWhole(frame, seed)) return bad('the checksum of a frame does not hold');
    if (header.firstPosition !== position)
      return bad(`a frame starts at position ${header.firstPosition} where ${position} is due`);
    yield { offset, header, body: frame.subarray(format.headerBytes) };
    offset += length;
    position += header.recordCount;
  }
}

const zeros = Buffer.alloc(64 * 1024);

/** For at most 64 KiB. */
function isZero(bytes: Uint8Array): boolean {
  return zeros.subarray(0, bytes.length).equals(bytes);
}

async function isZeroToEnd(reader: ChunkReader, start: number): Promise<boolean> {
  const step = 64 * 1024;
  for (let offset = start; offset < reader.end; offset += step) {
    const bytes = reader.cached(offset, step) ?? (await reader.load(offset, step));
    if (!isZero(bytes)) return false;
    if (bytes.length === 0) break;
  }
  return true;
}
