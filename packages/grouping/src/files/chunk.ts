/** How the lines of one input hold their messages: as they are, or in a field of a JSON object a line. */
export interface LineFormat {
  /** Where the message is, from the outside in; undefined for plain text. */
  readonly messagePath?: readonly string[];
  /** The field that holds the time. */
  readonly timeField?: string;
}

/** A run of whole lines, at most `chunkBytesMax`; the only thing that is read at once. */
export interface Chunk {
  /** Chunks are numbered from 0 over all inputs. */
  readonly index: number;
  readonly input: number;
  /** The bytes, or where a worker reads them. */
  readonly from: Uint8Array | { readonly fd: number; readonly position: number; readonly length: number };
  readonly format: LineFormat;
  /** The first line is the rest of a line that was cut at `chunkBytesMax`; it is not a line of its own. */
  readonly startsWithin: boolean;
}

/** What becomes of a chunk: its signatures in order of their first lines, and how often each is there. */
export interface ChunkCounts {
  readonly index: number;
  readonly input: number;
  readonly bytes: number;
  /** Bytes that the file no longer had. */
  readonly missingBytes: number;
  readonly lines: number;
  readonly records: number;
  /** Records with bytes that no text has. */
  readonly nonText: number;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly counts: Uint32Array;
  /** Times of the first and the last record of each signature; NaN where none is known. */
  readonly firstMs: Float64Array;
  readonly lastMs: Float64Array;
  /** The first record of signatures that this worker has not told before. */
  readonly texts: ReadonlyMap<number, string>;
  /** For each line the place of its record's signature in the lists, where lines are asked for. */
  readonly places?: Uint32Array;
}

/** A longer line is cut. */
export const chunkBytesMax = 1 << 20;
const CHUNK_BYTES_MIN = 1 << 14;
const CHUNKS_BEFORE_DOUBLING = 16;

/** Chunks grow with what was read, so that small inputs have a trend and large ones cost few messages; workers do not matter. */
export const chunkBytes = (index: number): number =>
  Math.min(chunkBytesMax, CHUNK_BYTES_MIN * 2 ** Math.min(10, Math.floor(index / CHUNKS_BEFORE_DOUBLING)));

const LINE_FEED = 10;
const CUT_TRIES = 2_000;

/**
 * Where to cut `bytes` so that lines stay whole: behind the last line break that no indented line follows, else behind the last; 0: there
 * is none.
 */
export function cutEnd(bytes: Uint8Array): number {
  const last = bytes.lastIndexOf(LINE_FEED);
  let at = last;
  for (let tries = 0; at > 0 && tries < CUT_TRIES; tries += 1) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 32 && next !== 9) return at + 1;
    at = bytes.lastIndexOf(LINE_FEED, at - 1);
  }
  return last + 1;
}
