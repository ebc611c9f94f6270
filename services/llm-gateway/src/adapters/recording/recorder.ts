import { mkdirSync, openSync, closeSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, Wire } from '../../ports.ts';
import { cleanChunks } from './clean-chunks.ts';
import { exchangeDigest, type RecordedExchange } from './exchange-digest.ts';

export interface RecorderOptions {
  readonly dir: string;
  /** Of all files together; above it nothing more is recorded. */
  readonly bytesMax: number;
  /** Takes secrets out of what is written. */
  readonly clean: (text: string) => string;
  readonly onProblem: (message: string) => void;
}

/** Longer exchanges aren't recorded: half of one is of no use. */
const EXCHANGE_BYTES_MAX = 16 * 1024 * 1024;

/** Writes exchanges with upstreams to a file of this process, mode 0600, one JSON document a line (exchange-digest.ts). */
export class Recorder {
  readonly #options: RecorderOptions;
  #file: number | undefined;
  #left = 0;
  #told = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    this.#left = options.bytesMax - bytesIn(options.dir);
  }

  /** Begins a recording; `undefined` where there is no room for more. */
  begin(asked: Asked): ExchangeRecording | undefined {
    if (this.#left <= 0) return this.#full();
    return new ExchangeRecording(asked, (exchange) => this.#write(exchange));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#left = 0;
  }

  #write(exchange: RecordedExchange): void {
    const { clean, dir, onProblem } = this.#options;
    const cleaned = { ...exchange, chunks: cleanChunks(exchange.chunks, clean) };
    const line = Buffer.from(`${clean(JSON.stringify(cleaned))}\n`);
    if (line.length > this.#left) {
      this.#full();
      return;
    }
    try {
      this.#file ??= openSync(join(dir, `exchanges-${process.pid}-${Date.now()}.jsonl`), 'ax', 0o600);
      writeSync(this.#file, line);
      this.#left -= line.length;
    } catch (error) {
      this.#left = 0;
      onProblem(`exchanges are not recorded any more: ${(error as Error).message}`);
    }
  }

  #full(): undefined {
    if (!this.#told) this.#options.onProblem('the recordings have reached their bound: nothing more is recorded');
    this.#told = true;
    this.#left = 0;
  }
}

const bytesIn = (dir: string): number =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.jsonl'))
    .reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);

interface Asked {
  readonly wire: Wire;
  readonly upstream: string;
  readonly body: Buffer;
}

/** One exchange while it is under way. */
export class ExchangeRecording {
  readonly #asked: Asked;
  readonly #done: (exchange: RecordedExchange) => void;
  readonly #at = new Date().toISOString();
  readonly #sinceMs = performance.now();
  readonly #pieces: { readonly ms: number; readonly bytes: Buffer }[] = [];
  #bytes: number;
  #head = { status: 0, contentType: '' };

  constructor(asked: Asked, done: (exchange: RecordedExchange) => void) {
    this.#asked = asked;
    this.#done = done;
    this.#bytes = asked.body.length;
  }

  head(status: number, contentType: string): void {
    this.#head = { status, contentType };
  }

  chunk(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > EXCHANGE_BYTES_MAX) this.#pieces.length = 0;
    // What was read may lie in a buffer that is used again.
    else this.#pieces.push({ ms: Math.round(performance.now() - this.#sinceMs), bytes: Buffer.from(bytes) });
  }

  /** The answer was whole. */
  end(): void {
    if (this.#bytes > EXCHANGE_BYTES_MAX || this.#head.status === 0) return;
    const { wire, upstream, body } = this.#asked;
    const request = JSON.parse(body.toString('utf8')) as Json;
    const digest = exchangeDigest(wire, request);
    const chunks = this.#pieces.map(({ ms, bytes }) => asText(ms, bytes));
    this.#done({ version: 1, wire, digest, at: this.#at, upstream, request, ...this.#head, chunks });
  }
}

/** A read may end within a character. */
function asText(ms: number, bytes: Buffer): RecordedExchange['chunks'][number] {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? [ms, text] : [ms, bytes.toString('base64'), 'base64'];
}
