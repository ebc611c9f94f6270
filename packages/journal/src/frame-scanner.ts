import type { ChunkReader } from './chunk-reader.ts';
import { frameHash } from './frame-v2.ts';
import type { FrameFormat, FrameHeader } from './frame.ts';

export interface ScannedFrame {
  readonly kind: 'frame';
  readonly offset: number;
  readonly length: number;
  readonly header: FrameHeader;
  readonly body: Uint8Array;
}

/** Nothing, or nothing but zeros, follows. */
export interface ScanEnd {
  readonly kind: 'end';
  readonly offset: number;
}

/** Something follows that is not the frame due here. */
export interface BadFrame {
  readonly kind: 'bad';
  readonly offset: number;
  readonly problem: string;
  /** A frame whose checksums hold but that doesn't belong here: no write cut short leaves that. */
  readonly isCertain: boolean;
  /** From where on other frames may be found. */
  readonly searchFrom: number;
}

export interface ScanStart {
  readonly offset: number;
  readonly position: number;
  /** Hash that the first frame must carry; undefined leaves the chain unchecked. */
  readonly hash?: Uint8Array | undefined;
}

/** Reads the frames of a segment in order, checking checksums, positions and (from a known hash on) the chain. */
export class FrameScanner {
  readonly #reader: ChunkReader;
  readonly #format: FrameFormat;
  readonly #seed: number;
  #offset: number;
  #position: number;
  #hash: Uint8Array | undefined;

  constructor(reader: ChunkReader, { format, seed }: { format: FrameFormat; seed: number }, start: ScanStart) {
    this.#reader = reader;
    this.#format = format;
    this.#seed = seed;
    this.#offset = start.offset;
    this.#position = start.position;
    this.#hash = start.hash;
  }

  /** Hash of the newest frame returned, where the chain is checked. */
  get hash(): Uint8Array | undefined {
    return this.#hash;
  }

  async next(): Promise<ScannedFrame | ScanEnd | BadFrame> {
    const offset = this.#offset;
    const { headerBytes } = this.#format;
    const head = this.#reader.cached(offset, headerBytes) ?? (await this.#reader.load(offset, headerBytes));
    if (head.length < headerBytes || isZero(head)) return await this.#endOrBad(offset);
    const header = this.#format.parseHeader(head, 0, this.#seed);
    if (header === undefined) return this.#bad('there is no valid frame header');
    const length = headerBytes + header.bodyBytes;
    if (offset + length > this.#reader.end) return this.#bad('a frame runs past the end of the file');
    const frame = this.#reader.cached(offset, length) ?? (await this.#reader.load(offset, length));
    if (frame.length < length || !this.#format.isWhole(frame, this.#seed)) {
      return this.#bad('the checksum of a frame does not hold', this.#format.headerIsChecked ? length : 1);
    }
    return this.#accept(frame, header);
  }

  #accept(frame: Uint8Array, header: FrameHeader): ScannedFrame | BadFrame {
    const { length } = frame;
    if (header.firstPosition !== this.#position) {
      return { ...this.#bad(`a frame begins with position ${header.firstPosition}`, length), isCertain: true };
    }
    if (this.#hash !== undefined) {
      if (header.previousHash !== undefined && !Buffer.from(this.#hash).equals(header.previousHash)) {
        return { ...this.#bad('a frame does not follow the one before it (its previous-hash differs)', length), isCertain: true };
      }
      this.#hash = frameHash(frame);
    }
    const offset = this.#offset;
    this.#offset += length;
    this.#position += header.recordCount;
    return { kind: 'frame', offset, length, header, body: frame.subarray(this.#format.headerBytes) };
  }

  #bad(problem: string, skip = 1): BadFrame {
    return { kind: 'bad', offset: this.#offset, problem, isCertain: false, searchFrom: this.#offset + skip };
  }

  async #endOrBad(offset: number): Promise<ScanEnd | BadFrame> {
    return (await isZeroToEnd(this.#reader, offset))
      ? { kind: 'end', offset }
      : this.#bad('there are bytes without a frame header');
  }
}

const searchStepBytes = 64 * 1024;

/**
 * Whether a frame with a position above `position` lies anywhere from `start` on. Such a frame was written only after the ones
 * before it had been flushed.
 */
export async function hasLaterFrame(
  reader: ChunkReader,
  { format, seed }: { format: FrameFormat; seed: number },
  { start, position }: { start: number; position: number },
): Promise<boolean> {
  for (let offset = start; offset < reader.end; offset += searchStepBytes) {
    // Overlaps the next step, so that a header across the border is seen.
    const span = searchStepBytes + format.headerBytes;
    const bytes = reader.cached(offset, span) ?? (await reader.load(offset, span));
    const window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = window.indexOf(format.magic); at >= 0; at = window.indexOf(format.magic, at + 1)) {
      if (at + format.headerBytes > window.length) break;
      const header = format.parseHeader(window, at, seed);
      if (header === undefined || header.firstPosition <= position) continue;
      if (format.headerIsChecked) return true;
      const length = format.headerBytes + header.bodyBytes;
      if (offset + at + length <= reader.end && format.isWhole(await reader.load(offset + at, length), seed)) return true;
    }
  }
  return false;
}

const zeros = Buffer.alloc(searchStepBytes);

/** For at most 64 KiB. */
function isZero(bytes: Uint8Array): boolean {
  return zeros.subarray(0, bytes.length).equals(bytes);
}

async function isZeroToEnd(reader: ChunkReader, start: number): Promise<boolean> {
  for (let offset = start; offset < reader.end; offset += searchStepBytes) {
    const bytes = reader.cached(offset, searchStepBytes) ?? (await reader.load(offset, searchStepBytes));
    if (!isZero(bytes)) return false;
    if (bytes.length === 0) break;
  }
  return true;
}
