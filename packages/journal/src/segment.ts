import type { FrameFormat } from './frame.ts';

/** Bytes of frames between two entries of a segment's index. */
const indexStepBytes = 64 * 1024;

/** What is known in memory about a segment file. */
export class Segment {
  readonly path: string;
  readonly firstPosition: number;
  readonly format: FrameFormat;
  readonly firstOffset: number;
  /** First byte after the last flushed frame. */
  endOffset: number;
  lastPosition: number;
  /** Every 64 KiB or so, where a frame starts: positions and offsets side by side. */
  readonly #positions: number[] = [];
  readonly #offsets: number[] = [];

  constructor({ path, firstPosition, format, firstOffset }: Pick<Segment, 'path' | 'firstPosition' | 'format' | 'firstOffset'>) {
    this.path = path;
    this.firstPosition = firstPosition;
    this.format = format;
    this.firstOffset = firstOffset;
    this.endOffset = firstOffset;
    this.lastPosition = firstPosition - 1;
  }

  /** Notes a frame right after the one before. */
  grow(frameBytes: number, recordCount: number): void {
    if (this.endOffset - (this.#offsets.at(-1) ?? -indexStepBytes) >= indexStepBytes) {
      this.#positions.push(this.lastPosition + 1);
      this.#offsets.push(this.endOffset);
    }
    this.endOffset += frameBytes;
    this.lastPosition += recordCount;
  }

  /** Start of a frame at or before the one that holds `position`. */
  seek(position: number): { offset: number; position: number } {
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#positions[middle]! <= position) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return { offset: this.firstOffset, position: this.firstPosition };
    return { offset: this.#offsets[low - 1]!, position: this.#positions[low - 1]! };
  }
}
