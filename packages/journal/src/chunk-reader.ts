import type { DiskFile } from './disk.ts';

const chunkBytes = 256 * 1024;

/**
 * Reads a file front to back in chunks of 256 KiB, up to `end`. Chunks are never written to again, so views of them stay good.
 */
export class ChunkReader {
  readonly #file: DiskFile;
  readonly end: number;
  #chunk: Uint8Array = new Uint8Array(0);
  #chunkStart = 0;

  constructor(file: DiskFile, end: number) {
    this.#file = file;
    this.end = end;
  }

  /** The bytes at `offset`, fewer at the end; undefined when the disk must be asked first (`load`). */
  cached(offset: number, length: number): Uint8Array | undefined {
    const wanted = Math.min(length, Math.max(0, this.end - offset));
    const at = offset - this.#chunkStart;
    return at >= 0 && at + wanted <= this.#chunk.length ? this.#chunk.subarray(at, at + wanted) : undefined;
  }

  async load(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.min(Math.max(length, chunkBytes), Math.max(0, this.end - offset));
    const chunk = new Uint8Array(wanted);
    const filled = await this.#file.read(chunk, offset);
    this.#chunk = chunk.subarray(0, filled);
    this.#chunkStart = offset;
    return this.#chunk.subarray(0, Math.min(length, filled));
  }
}
