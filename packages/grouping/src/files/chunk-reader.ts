/**
 * Cuts inputs into chunks of whole lines: plain files by byte ranges that the workers read themselves, everything else (standard input,
 * gzip, pipes) as it comes. Nothing but one chunk and what the stream hands over is held.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Chunk, type LineFormat, chunkBytes, chunkBytesMax, cutEnd } from './chunk.ts';
import type { FollowedLines } from './follow-files.ts';
import { reasonOf } from './inputs.ts';
import { detectFormat } from './json-lines.ts';

export interface ReaderOptions {
  /** The message's field of JSON lines. */
  readonly field?: string;
  /** Read lines as they are, even where they look like JSON. */
  readonly isPlain: boolean;
  readonly stdin: Readable;
  /** What gzip may unpack to where that is 250 times its size; 4 GiB if not given. */
  readonly expandedBytesMax?: number;
  /** Given up between two chunks. */
  readonly signal: AbortSignal;
  readonly onChunk: (chunk: Chunk) => Promise<void>;
  /** Waits until no chunk is under way, so that its file may be closed. */
  readonly idle: () => Promise<void>;
  /** Called where a chunk ends within a line. */
  readonly onCut: () => void;
}

const TAIL_BYTES = 1 << 16;
const GZIP = [0x1f, 0x8b];
const EXPANDED_BYTES_MAX = 4 * 2 ** 30;
const RATIO_MAX = 250;

const shrunk = (position: number): string =>
  `it has shrunk while it was read. Lines after byte ${position} are missing; run again once nobody cuts it.`;
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === GZIP[0] && bytes[1] === GZIP[1];

export class ChunkReader {
  readonly #options: ReaderOptions;
  #index = 0;
  #input = -1;
  #isCut = false;
  #format: LineFormat | undefined;
  /** Of followed inputs. */
  readonly #formats = new Map<number, LineFormat>();
  readonly #cutInputs = new Set<number>();

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** Reads an input to its end. Returns what was wrong with it, or undefined. */
  async read(path: string): Promise<string | undefined> {
    this.#input += 1;
    this.#isCut = false;
    this.#format = undefined;
    try {
      if (path === '-') return await this.#stream(this.#options.stdin, undefined);
      if (!(await stat(path)).isFile()) return await this.#stream(createReadStream(path), undefined);
      await using handle = await open(path);
      const { size } = await handle.stat();
      const head = new Uint8Array(2);
      await handle.read(head, 0, 2, 0);
      if (isGzip(head)) return await this.#stream(handle.createReadStream({ autoClose: false, start: 0 }), size);
      if (size <= chunkBytes(this.#index)) return await this.#smallFile(handle, size);
      const wrong = await this.#file(handle, 0, size);
      await this.#options.idle();
      return wrong;
    } catch (error) {
      return this.#options.signal.aborted ? undefined : reasonOf(error);
    }
  }

  /** Reads `[from, to)` of a file. */
  async #file(handle: FileHandle, from: number, to: number): Promise<string | undefined> {
    for (let position = from; position < to && !this.#options.signal.aborted;) {
      const length = await this.#fileChunk(handle, position, to);
      if (length === 0) return shrunk(position);
      position += length;
    }
    return undefined;
  }

  /** Takes lines of an input that is followed; lines of several inputs may take turns. */
  async lines({ input, bytes, isCut }: FollowedLines): Promise<void> {
    if (this.#input !== input) this.#isCut = this.#cutInputs.has(input);
    this.#input = input;
    this.#format = this.#formats.get(input) ?? this.#formatOf(bytes);
    this.#formats.set(input, this.#format);
    await this.#give(bytes, isCut);
    if (isCut) this.#cutInputs.add(input);
    else this.#cutInputs.delete(input);
  }

  async #bytes(bytes: Uint8Array, endsCut: boolean): Promise<void> {
    this.#format ??= this.#formatOf(bytes);
    await this.#give(bytes, endsCut);
  }

  async #smallFile(handle: FileHandle, size: number): Promise<string | undefined> {
    const bytes = new Uint8Array(size);
    const { bytesRead } = await handle.read(bytes, 0, size, 0);
    if (bytesRead > 0) await this.#bytes(bytes.slice(0, bytesRead), false);
    return bytesRead < size ? shrunk(bytesRead) : undefined;
  }

  async #fileChunk(handle: FileHandle, position: number, to: number): Promise<number> {
    if (this.#format === undefined) {
      const head = new Uint8Array(Math.min(TAIL_BYTES, to - position));
      const { bytesRead } = await handle.read(head, 0, head.length, position);
      this.#format = this.#formatOf(head.subarray(0, bytesRead));
    }
    let length = Math.min(chunkBytes(this.#index), to - position);
    let cut = position + length === to ? length : await this.#lastCut(handle, position, length);
    if (cut === 0) {
      length = Math.min(chunkBytesMax, to - position);
      cut = position + length === to ? length : await this.#lastCut(handle, position, length);
    }
    const { bytesRead } = await handle.read(new Uint8Array(1), 0, 1, position);
    if (bytesRead === 0) return 0;
    await this.#give({ fd: handle.fd, position, length: cut || length }, cut === 0);
    return cut || length;
  }

  /** Where the last lines of a range may be cut, looking at its last 64 KiB first; 0: nowhere. */
  async #lastCut(handle: FileHandle, position: number, length: number): Promise<number> {
    for (const looked of [Math.min(TAIL_BYTES, length), length]) {
      const tail = new Uint8Array(looked);
      const { bytesRead } = await handle.read(tail, 0, looked, position + length - looked);
      const end = cutEnd(tail.subarray(0, bytesRead));
      if (end > 0) return length - looked + end;
    }
    return 0;
  }

  async #stream(stream: Readable, packedBytes: number | undefined): Promise<string | undefined> {
    this.#options.signal.addEventListener('abort', () => stream.destroy(), { once: true });
    const iterator = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    let packed = 0;
    const first = await iterator.next();
    const all = async function* (): AsyncGenerator<Uint8Array> {
      for (let part = first; !part.done; part = await iterator.next()) {
        packed += part.value.length;
        yield part.value;
      }
    };
    if (first.done || !isGzip(first.value)) return this.#parts(all(), () => undefined);
    const source = Readable.from(all(), { objectMode: false });
    const unpacked = createGunzip();
    source.on('error', (error) => unpacked.destroy(error));
    source.pipe(unpacked);
    let expanded = 0;
    const { expandedBytesMax = EXPANDED_BYTES_MAX } = this.#options;
    const watch = (bytes: number): string | undefined => {
      expanded += bytes;
      return expanded > expandedBytesMax && expanded > Math.max(packed, packedBytes ?? 0) * RATIO_MAX
        ? `it unpacks to more than ${RATIO_MAX} times its size. What it unpacks to after 4 GiB is not read; unpack it first if this is meant.`
        : undefined;
    };
    try {
      return await this.#parts(unpacked, watch);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'Z_BUF_ERROR') return 'its gzip data ends too early. What could be unpacked is counted; get the whole file.';
      if (code?.startsWith('Z_'))
        return 'its gzip data is damaged. What could be unpacked before is counted; get the file again.';
      throw error;
    } finally {
      unpacked.destroy();
    }
  }

  async #parts(parts: AsyncIterable<Uint8Array>, watch: (bytes: number) => string | undefined): Promise<string | undefined> {
    let held = new Uint8Array(chunkBytesMax);
    let size = 0;
    const flush = async (isEnd: boolean): Promise<void> => {
      const cut = isEnd ? size : cutEnd(held.subarray(0, size)) || (size === chunkBytesMax ? size : 0);
      if (cut === 0) return;
      const isWithin = !isEnd && held[cut - 1] !== 10;
      const rest = held.slice(cut, size);
      await this.#bytes(held.slice(0, cut), isWithin);
      held.set(rest);
      size = rest.length;
    };
    try {
      for await (const part of parts) {
        for (let at = 0; at < part.length;) {
          const taken = Math.min(part.length - at, chunkBytesMax - size);
          held.set(part.subarray(at, at + taken), size);
          size += taken;
          at += taken;
          if (size >= chunkBytes(this.#index) || this.#options.signal.aborted) await flush(false);
        }
        const wrong = watch(part.length);
        if (wrong !== undefined || this.#options.signal.aborted) return wrong;
      }
    } finally {
      await flush(true);
      held = new Uint8Array(0);
    }
    return undefined;
  }

  #formatOf(bytes: Uint8Array): LineFormat {
    return this.#options.isPlain ? {} : detectFormat(bytes, this.#options.field);
  }

  async #give(from: Chunk['from'], endsCut: boolean): Promise<void> {
    const startsWithin = this.#isCut;
    this.#isCut = endsCut;
    if (endsCut && !startsWithin) this.#options.onCut();
    this.#index += 1;
    await this.#options.onChunk({ index: this.#index - 1, input: this.#input, from, format: this.#format ?? {}, startsWithin });
  }
}
