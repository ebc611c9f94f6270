import { ConfigError } from '@panal/kernel/runtime';
import { ok, refuse } from '@panal/kernel/pure';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AnswerSink,
  type CallEnd,
  type Json,
  type RunningCall,
  type Upstream,
  type UpstreamError,
  type Wire,
  upstreamBody,
} from '../../ports.ts';
import type { AnswerDecoder } from '../dialect.ts';
import { OPENAI_IMAGE_TOKENS_MAX } from '../openai/openai-dialect.ts';
import { ReportedFailure, readReportedFailure } from '../reported-failure.ts';
import { readUpstreamError } from '../upstream-error.ts';
import { localCount } from '../wires/local-count.ts';
import { openDecoder, wireFor } from '../wires/wire-adapters.ts';
import { type RecordedExchange, exchangeDigest, readExchange } from './exchange-digest.ts';

export interface ReplayOptions {
  readonly name: string;
  /** Folder with recordings (`*.jsonl`). */
  readonly dir: string;
  readonly models: readonly string[];
  readonly outputField: 'max_tokens' | 'max_completion_tokens';
}

const BYTES_MAX = 512 * 1024 * 1024;

/**
 * Answers from recordings: a request that was recorded gets the answer that came then, at once and each time the same one; of several
 * to one request the newest. Any other one is refused. Throws ConfigError for recordings that can't be read.
 */
export function createReplayUpstream({ name, dir, models, outputField }: ReplayOptions): Upstream {
  const exchanges = readRecordings(dir);
  const speaks = [...new Set([...exchanges.values()].map(({ wire }) => wire))];
  if (speaks.length === 0)
    throw new ConfigError(`gateway.upstreams: "${name}" replays ${dir}, which holds no recorded exchange.`);
  return {
    name,
    kind: 'replay',
    speaks,
    imageTokensMax: OPENAI_IMAGE_TOKENS_MAX,
    cancelRule: 'delivered',
    mayWriteCache: false,
    models,
    keyWeights: [1],
    prepare(request, plan) {
      if (request.wire === 'count-tokens' && !speaks.includes('count-tokens')) return ok(localCount(request));
      const wire = wireFor(request, speaks);
      const asked = upstreamBody(request, wire, { ...plan, outputField });
      if (!asked.ok) return asked;
      const { body, normal } = asked.value;
      const digest = exchangeDigest(wire, JSON.parse(body.toString('utf8')) as Json);
      const exchange = exchanges.get(digest);
      if (!exchange) return refuse({ message: notRecorded({ name, dir, wire, digest, count: exchanges.size }), param: null });
      return ok({
        bodyBytes: body.length,
        send: (sink) => new ReplayedCall(sink, exchange, openDecoder(request, wire, { normal })),
      });
    },
    close: () => Promise.resolve(),
  };
}

interface NotRecorded {
  readonly name: string;
  readonly dir: string;
  readonly wire: Wire;
  readonly digest: string;
  readonly count: number;
}

const notRecorded = ({ name, dir, wire, digest, count }: NotRecorded): string =>
  `The upstream "${name}" replays recordings, and this request (${wire}, digest ${digest}) is none of the ${count} in ${dir}. ` +
  'Record it first (gateway.record), or send exactly what was recorded: everything but who asks counts, the limit of the output, too.';

/** By digest; later lines of later files take the place of earlier ones. */
function readRecordings(dir: string): Map<string, RecordedExchange> {
  const found = new Map<string, RecordedExchange>();
  let bytes = 0;
  for (const file of filesIn(dir)) {
    const text = readFileSync(file, 'utf8');
    bytes += text.length;
    if (bytes > BYTES_MAX) throw new ConfigError(`The recordings in ${dir} are larger than ${BYTES_MAX} bytes. Replay fewer.`);
    for (const line of text.split('\n')) {
      // The last line of a process that was killed may be cut.
      const exchange = line === '' ? undefined : readExchange(line);
      if (exchange) found.set(exchange.digest, exchange);
    }
  }
  return found;
}

function filesIn(dir: string): string[] {
  try {
    const names = readdirSync(dir).filter((name) => name.endsWith('.jsonl'));
    return names.toSorted().map((name) => join(dir, name));
  } catch (error) {
    throw new ConfigError(`The recordings in ${dir} can't be read: ${(error as Error).message}.`);
  }
}

/** Plays an exchange chunk by chunk, as fast as the client reads. */
class ReplayedCall implements RunningCall {
  readonly #sink: AnswerSink;
  readonly #exchange: RecordedExchange;
  readonly #decoder: AnswerDecoder;
  #next = 0;
  #paused = false;
  #ended = false;

  constructor(sink: AnswerSink, exchange: RecordedExchange, decoder: AnswerDecoder) {
    this.#sink = sink;
    this.#exchange = exchange;
    this.#decoder = decoder;
    setImmediate(() => this.#play());
  }

  get visibleBytes(): number {
    return this.#decoder.visibleBytes;
  }

  cancel(): void {
    const { usage, visibleBytes } = this.#decoder;
    this.#end({ kind: 'cancelled', progress: { sent: true, usage, visibleBytes } });
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    setImmediate(() => this.#play());
  }

  #play(): void {
    if (this.#ended || this.#paused) return;
    const { status, chunks } = this.#exchange;
    if (status !== 200) return this.#refuse();
    try {
      if (this.#next === 0) this.#sink.start();
      while (this.#next < chunks.length && !this.#paused) this.#pass(this.#decoder.push(bytesOf(chunks[this.#next++]!)));
      if (!this.#paused) this.#finish();
    } catch (error) {
      const said = error instanceof ReportedFailure ? { error: readReportedFailure(error, (text) => text) } : {};
      this.#fail(`The recorded answer can't be read: ${(error as Error).message}.`, said);
    }
  }

  #pass(parts: readonly Uint8Array[]): void {
    for (const part of parts) if (!this.#sink.write(part)) this.#paused = true;
  }

  #finish(): void {
    const { bytes, whole } = this.#decoder.finish();
    for (const part of bytes) this.#sink.write(part);
    const { usage, visibleBytes, ranTools = false } = this.#decoder;
    if (whole) this.#end({ kind: 'complete', usage, visibleBytes, ...(ranTools ? { ranTools } : {}) });
    else this.#fail('The recorded answer was cut.');
  }

  #refuse(): void {
    const { status, chunks } = this.#exchange;
    const error = readUpstreamError({ status, text: Buffer.concat(chunks.map(bytesOf)).toString('utf8') });
    if (error) this.#end({ kind: 'refused', error });
    else this.#fail(`The recorded answer has status ${status} and no explanation.`);
  }

  #fail(message: string, said: { readonly error?: UpstreamError } = {}): void {
    const { usage, visibleBytes } = this.#decoder;
    this.#end({ kind: 'failed', reason: 'broken', message, ...said, progress: { sent: true, usage, visibleBytes } });
  }

  #end(end: CallEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.end(end);
  }
}

const bytesOf = ([_ms, text, encoding]: RecordedExchange['chunks'][number]): Buffer => Buffer.from(text, encoding ?? 'utf8');
