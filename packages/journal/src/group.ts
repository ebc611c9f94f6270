import type { AppendedBatch } from './port.ts';
import { recordHeaderBytes } from './record-codec.ts';

const initialBytes = 16 * 1024;

/** A buffer kept for reuse may be at most this large, so that one big batch doesn't hold memory for ever. */
const reusableBytesMax = 1024 * 1024;

interface WaitingBatch extends AppendedBatch {
  readonly resolve: (batch: AppendedBatch) => void;
  readonly reject: (error: Error) => void;
}

/** Batches that share a flush: their records encoded behind room for one frame header, and who waits for them. */
export class Group {
  readonly firstPosition: number;
  readonly headerBytes: number;
  /** Time of the newest record, Unix ms. */
  atMs = 0;
  recordCount = 0;
  #length: number;
  #buffer: Uint8Array;
  #view: DataView;
  readonly #waiting: WaitingBatch[] = [];

  constructor(firstPosition: number, headerBytes: number, spare?: ArrayBuffer) {
    this.firstPosition = firstPosition;
    this.headerBytes = headerBytes;
    this.#length = headerBytes;
    this.#buffer = new Uint8Array(spare ?? new ArrayBuffer(initialBytes));
    this.#view = new DataView(this.#buffer.buffer);
  }

  get lastPosition(): number {
    return this.firstPosition + this.recordCount - 1;
  }

  get bodyBytes(): number {
    return this.#length - this.headerBytes;
  }

  /** Header room and body; valid until the next `add`. */
  get frame(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Copies a batch in; the promise settles with the group. */
  add(records: readonly Uint8Array[], encodedBytes: number, atMs: number): Promise<AppendedBatch> {
    const firstPosition = this.firstPosition + this.recordCount;
    this.#reserve(encodedBytes);
    for (const record of records) this.#put(record, atMs);
    this.recordCount += records.length;
    this.atMs = atMs;
    const lastPosition = this.lastPosition;
    return new Promise((resolve, reject) => this.#waiting.push({ firstPosition, lastPosition, resolve, reject }));
  }

  settle(): void {
    for (const { firstPosition, lastPosition, resolve } of this.#waiting) resolve({ firstPosition, lastPosition });
  }

  fail(error: Error): void {
    for (const { reject } of this.#waiting) reject(error);
  }

  /** The buffer for another group, once this one is settled; undefined when it is too large to keep. */
  release(): ArrayBuffer | undefined {
    const { buffer } = this.#buffer;
    return buffer.byteLength <= reusableBytesMax ? (buffer as ArrayBuffer) : undefined;
  }

  #put(record: Uint8Array, atMs: number): void {
    this.#view.setUint32(this.#length, record.length, true);
    this.#view.setFloat64(this.#length + 4, atMs, true);
    this.#buffer.set(record, this.#length + recordHeaderBytes);
    this.#length += recordHeaderBytes + record.length;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }
}
