/**
 * Counts the signatures of a chunk's lines: the work that is spread over threads. A line that goes on a stack trace belongs to the record
 * before it; the lines of a Python traceback belong to the line with its exception, which follows them.
 */
import { LineScanner, SignatureTable, isNotText } from '../logs/index.ts';
import type { Chunk, ChunkCounts } from './chunk.ts';
import { jsonObject, textAt } from './json-lines.ts';
import { LineTimes } from './line-times.ts';
import { RecordEdges } from './record-edges.ts';
import { valueTimeMs } from './record-time.ts';

export interface ScanOptions {
  /** Lines are messages: neither headers nor records of several lines. */
  readonly areMessages: boolean;
  /** Whether the place of each line is asked for. */
  readonly wantsPlaces: boolean;
  readonly nowMs: number;
}

/** Distinct signatures that one scanner remembers; texts of others are told again in each chunk. */
export const signaturesMax = 1 << 18;
const TEXT_BYTES_MAX = 24_000;
const JSON_CHARS_MAX = 1 << 20;
const LINE_FEED = 10;
const TRACEBACK = /^\s*(?:\w+ )?Traceback \(most recent call last\):\s*$/;
const UPPER_T = 84;
const MASK_16 = 15;

interface Line {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Lists that grow, of one chunk. */
class Counts {
  size = 0;
  high = new Int32Array(1_024);
  low = new Int32Array(1_024);
  counts = new Uint32Array(1_024);
  strange = new Uint32Array(1_024);
  /** Where the last record of each signature begins. */
  starts = new Uint32Array(1_024);
  firstMs = new Float64Array(1_024);
  lastMs = new Float64Array(1_024);

  add(high: number, low: number): number {
    if (this.size === this.high.length) this.#grow();
    const place = this.size;
    this.high[place] = high;
    this.low[place] = low;
    this.counts[place] = 0;
    this.firstMs[place] = this.lastMs[place] = Number.NaN;
    this.size += 1;
    return place;
  }

  #grow(): void {
    for (const name of ['high', 'low'] as const) {
      const longer = new Int32Array(this.size * 2);
      longer.set(this[name]);
      this[name] = longer;
    }
    for (const name of ['counts', 'strange', 'starts'] as const) {
      const longer = new Uint32Array(this.size * 2);
      longer.set(this[name]);
      this[name] = longer;
    }
    for (const name of ['firstMs', 'lastMs'] as const) {
      const longer = new Float64Array(this.size * 2);
      longer.set(this[name]);
      this[name] = longer;
    }
  }
}

export class ChunkScanner {
  readonly #options: ScanOptions;
  readonly #table = new SignatureTable(signaturesMax);
  readonly #scanner = new LineScanner();
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  #scratch = new Uint8Array(16_384);
  readonly #counts = new Counts();
  /** Chunk that a known signature was seen in last, and its place there. */
  readonly #seenIn = new Int32Array(signaturesMax).fill(-1);
  readonly #placeIn = new Uint32Array(signaturesMax);
  /** Whether the text of a known signature does not look like text. */
  readonly #isStrange = new Uint8Array(signaturesMax);
  readonly #times: LineTimes;
  #texts = new Map<number, string>();
  #places = new Uint32Array(0);
  #lines = 0;
  #records = 0;
  #isSampling = false;
  #last = -1;
  /** Where the first line of the last record begins. */
  #lastStart = -1;
  readonly #edges = new RecordEdges();
  #tracebackFrom = -1;
  #chunk: Chunk | undefined;

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#times = new LineTimes(options.nowMs);
  }

  /** Scans `bytes`, which are the chunk's. With `isSampling` texts that nobody will look at are left out. */
  scan(chunk: Chunk, bytes: Uint8Array, isSampling: boolean): ChunkCounts {
    this.#reset(chunk, bytes, isSampling);
    let at = chunk.startsWithin ? lineEnd(bytes, 0) + 1 : 0;
    while (at < bytes.length) {
      at = this.#line(bytes, at) + 1;
      this.#lines += 1;
    }
    this.#endTraceback();
    return this.#result(chunk, bytes);
  }

  #reset(chunk: Chunk, bytes: Uint8Array, isSampling: boolean): void {
    this.#chunk = chunk;
    this.#counts.size = 0;
    this.#texts = new Map();
    this.#lines = this.#records = 0;
    this.#last = this.#lastStart = this.#tracebackFrom = -1;
    this.#edges.forget();
    this.#isSampling = isSampling;
    this.#times.forget();
    if (this.#options.wantsPlaces && this.#places.length < bytes.length + 1) this.#places = new Uint32Array(bytes.length + 1);
  }

  /** Counts the line at `start`; returns where it ends. No object is made for a line whose form is known. */
  #line(bytes: Uint8Array, start: number): number {
    if (this.#chunk?.format.messagePath) {
      const end = lineEnd(bytes, start);
      this.#record(bytes, start, this.#jsonRecord(bytes, start, end));
      return end;
    }
    if (!this.#options.areMessages) {
      if (this.#tracebackFrom < 0 && this.#edges.goesOn(bytes, start, this.#lastStart)) {
        if (this.#options.wantsPlaces) this.#places[this.#lines] = this.#last;
        return lineEnd(bytes, start);
      }
      if (this.#mayContinue(bytes[start])) {
        const end = lineEnd(bytes, start);
        if (this.#isTraceback(bytes, start, end)) return end;
      }
    }
    const end = this.#scanner.scanLine(bytes, start, bytes.length);
    const known = this.#placeOfKnown();
    this.#record(bytes, start, known >= 0 ? known : this.#newPlace({ bytes, start, end }, undefined));
    return end;
  }

  #mayContinue(first: number | undefined): boolean {
    return first === 32 || first === 9 || (this.#tracebackFrom < 0 && first === UPPER_T);
  }

  /** Whether a line is part of a traceback, which ends with a line at the margin; only few lines are read as text for that. */
  #isTraceback(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#tracebackFrom >= 0) return true;
    const text = this.#decoder.decode(bytes.subarray(start, Math.min(end, start + 200)));
    if (!TRACEBACK.test(text)) return false;
    this.#tracebackFrom = this.#lines;
    return true;
  }

  #record(bytes: Uint8Array, start: number, place: number): void {
    const counts = this.#counts;
    counts.counts[place] = (counts.counts[place] as number) + 1;
    counts.starts[place] = start;
    this.#records += 1;
    this.#last = place;
    this.#lastStart = start;
    if (this.#options.wantsPlaces) this.#places[this.#lines] = place;
    if (this.#tracebackFrom < 0) return;
    this.#endTraceback();
    this.#edges.open(bytes, start);
  }

  /** Lines of a traceback belong to the record after it; at the end of a chunk to the one before it. */
  #endTraceback(): void {
    if (this.#tracebackFrom < 0) return;
    if (this.#last < 0) {
      this.#last = this.#place('Traceback (most recent call last):');
      this.#counts.counts[this.#last] = (this.#counts.counts[this.#last] as number) + 1;
      this.#records += 1;
    }
    if (this.#options.wantsPlaces) this.#places.fill(this.#last, this.#tracebackFrom, this.#lines);
    this.#tracebackFrom = -1;
  }

  #jsonRecord(bytes: Uint8Array, start: number, end: number): number {
    const { format } = this.#chunk as Chunk;
    const line = this.#decoder.decode(bytes.subarray(start, Math.min(end, start + JSON_CHARS_MAX)));
    const object = jsonObject(line);
    const message = object && textAt(object, format.messagePath ?? []);
    const place = this.#place(message ?? line);
    const ms = object && format.timeField ? valueTimeMs(object[format.timeField], this.#options.nowMs) : Number.NaN;
    const { firstMs, lastMs } = this.#counts;
    if (Number.isNaN(firstMs[place])) firstMs[place] = ms;
    if (!Number.isNaN(ms)) lastMs[place] = ms;
    return place;
  }

  #place(text: string): number {
    if (text.length * 3 > this.#scratch.length) this.#scratch = new Uint8Array(text.length * 3);
    const { written } = this.#encoder.encodeInto(text, this.#scratch);
    this.#scanner.scan(this.#scratch, 0, written);
    const known = this.#placeOfKnown();
    return known >= 0 ? known : this.#newPlace(undefined, text.slice(0, TEXT_BYTES_MAX));
  }

  /** The place of the signature scanned last among those of the chunk, or -1. */
  #placeOfKnown(): number {
    const known = this.#table.get(this.#scanner.high, this.#scanner.low);
    return known >= 0 && this.#seenIn[known] === this.#chunk?.index ? (this.#placeIn[known] as number) : -1;
  }

  /** A new place for the signature scanned last; its text (or that of the line) is told where it is new to this scanner. */
  #newPlace(line: Line | undefined, text: string | undefined): number {
    const { high, low } = this.#scanner;
    let known = this.#table.get(high, low);
    const isNew = known < 0;
    if (isNew && this.#table.set(high, low, this.#table.size)) known = this.#table.size - 1;
    const place = this.#counts.add(high, low);
    if (known >= 0) {
      this.#seenIn[known] = this.#chunk?.index ?? -1;
      this.#placeIn[known] = place;
    }
    if (isNew && !(this.#isSampling && (low & MASK_16) !== 0)) {
      const told = text ?? (line ? this.#decoder.decode(line.bytes.subarray(line.start, cutAt(line))) : '');
      this.#texts.set(place, told);
      this.#counts.strange[place] = isNotText(told) ? 1 : 0;
      if (known >= 0) this.#isStrange[known] = this.#counts.strange[place] as number;
    } else this.#counts.strange[place] = known < 0 ? 0 : (this.#isStrange[known] as number);
    if (line) this.#counts.firstMs[place] = this.#times.at(line.bytes, line.start);
    return place;
  }

  #result(chunk: Chunk, bytes: Uint8Array): ChunkCounts {
    const { size, high, low, counts, strange, firstMs, lastMs, starts } = this.#counts;
    for (let place = 0; place < size && !chunk.format.messagePath; place += 1) {
      const start = starts[place] as number;
      if (counts[place] === 1) lastMs[place] = firstMs[place] as number;
      else lastMs[place] = this.#times.at(bytes, start);
    }
    return {
      index: chunk.index,
      input: chunk.input,
      bytes: bytes.length,
      missingBytes: chunk.from.length - bytes.length,
      lines: this.#lines,
      records: this.#records,
      nonText: counts.subarray(0, size).reduce((sum, count, place) => sum + (strange[place] === 1 ? count : 0), 0),
      high: high.slice(0, size),
      low: low.slice(0, size),
      counts: counts.slice(0, size),
      firstMs: firstMs.slice(0, size),
      lastMs: lastMs.slice(0, size),
      texts: this.#texts,
      ...(this.#options.wantsPlaces ? { places: this.#places.slice(0, this.#lines) } : {}),
    };
  }
}

function lineEnd(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(LINE_FEED, at);
  return end < 0 ? bytes.length : end;
}

const cutAt = ({ start, end }: Line): number => Math.min(end, start + TEXT_BYTES_MAX);
