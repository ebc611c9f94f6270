import { ok } from '@panal/kernel/pure';
import type { LookupFunction } from 'node:net';
import type { CallEnd, Fields, Progress } from '../ports.ts';
import { type AnswerSink, type CancelRule, type RunningCall, type Upstream, type Wire, upstreamBody } from '../ports.ts';
import { guardedLookup } from './guarded-lookup.ts';
import type { AnswerDecoder, Dialect } from './dialect.ts';
import { secretsRemover } from './known-secrets.ts';
import type { ExchangeRecording, Recorder } from './recording/recorder.ts';
import { storedPassing } from './stored-passing.ts';
import { ReportedFailure, readReportedFailure } from './reported-failure.ts';
import { readUpstreamError } from './upstream-error.ts';
import { localCount } from './wires/local-count.ts';
import { openDecoder, wireAdapter, wireFor } from './wires/wire-adapters.ts';
import { type PoolHandler, type PoolTimeouts, type PooledCall, type TimedPhase, UpstreamPool } from './http1/upstream-pool.ts';

export type UpstreamTimeouts = PoolTimeouts;

export interface HttpUpstreamOptions {
  readonly name: string;
  readonly kind: 'openai' | 'anthropic';
  readonly baseUrl: string;
  /** A request is sent with one of them; none where the server needs no key. */
  readonly apiKeys: readonly { readonly secret: string; readonly weight: number }[];
  /** Whether the name of the address may lead to a private network. */
  readonly allowPrivate: boolean;
  readonly models: readonly string[];
  readonly forwardHeaders: readonly string[];
  readonly cancelRule: CancelRule;
  readonly dialect: Dialect;
  readonly timeouts: UpstreamTimeouts;
  /** Where exchanges are recorded, if they are. */
  readonly recorder?: Recorder | undefined;
}

const ERROR_BYTES_MAX = 64 * 1024;
const MESSAGE_LENGTH_MAX = 300;

/** An upstream behind HTTP. Redirects are not followed; of the client's headers only listed ones are passed on; calls are never repeated here. */
export function createHttpUpstream(options: HttpUpstreamOptions): Upstream {
  const base = new URL(options.baseUrl);
  const lookup = guardedLookup(options.allowPrivate) as LookupFunction;
  const pool = new UpstreamPool({ origin: base, timeouts: options.timeouts, lookup });
  const secrets = options.apiKeys.length > 0 ? options.apiKeys.map(({ secret }) => secret) : [undefined];
  const clean = secretsRemover(secrets);
  const { dialect } = options;
  const heads = new Map(
    dialect.speaks.map((wire) => [wire, secrets.map((secret) => requestHead(base, { dialect, wire, apiKey: secret }))]),
  );
  const ownHeaders = Object.entries(dialect.ownHeaders ?? {});
  return {
    name: options.name,
    kind: options.kind,
    models: options.models,
    keyWeights: options.apiKeys.length > 0 ? options.apiKeys.map(({ weight }) => weight) : [1],
    forwardHeaders: options.forwardHeaders,
    cancelRule: options.cancelRule,
    mayWriteCache: dialect.mayWriteCache,
    speaks: dialect.speaks,
    imageTokensMax: dialect.imageTokensMax,
    ...(dialect.speaks.includes('responses')
      ? { askStored: storedPassing(pool, { base, fields: dialect.headers(secrets[0]) }) }
      : {}),
    prepare(request, plan) {
      if (request.wire === 'count-tokens' && !dialect.speaks.includes('count-tokens')) return ok(localCount(request));
      const wire = wireFor(request, dialect.speaks);
      const asked = upstreamBody(request, wire, { ...plan, outputField: dialect.outputField });
      if (!asked.ok) return asked;
      const { body, normal } = asked.value;
      const { headers: forwardHeaders } = wireAdapter(wire);
      return ok({
        bodyBytes: body.length,
        ...(forwardHeaders && !normal ? { forwardHeaders } : {}),
        send(sink, by) {
          const decoder = openDecoder(request, wire, { normal, upstream: options.name });
          const recording = options.recorder?.begin({ wire, upstream: options.name, body });
          const call = new HttpCall({ sink, decoder, stream: request.stream, clean, recording });
          const keyed = heads.get(wire)!;
          const more = by?.headers ?? '';
          const own = ownHeaders.map(([name, value]) => (more.includes(`${name}: `) ? '' : `${name}: ${value}\r\n`)).join('');
          const head = `${keyed[by?.keyIndex ?? 0] ?? keyed[0]}${body.length}\r\n${own}${more}\r\n`;
          call.begin(pool.send({ head, body }, call));
          return call;
        },
      });
    },
    close: () => pool.close(),
  };
}

interface HttpCallOptions {
  readonly sink: AnswerSink;
  readonly decoder: AnswerDecoder;
  readonly stream: boolean;
  /** Takes the upstream's keys out of what it says. */
  readonly clean: (text: string) => string;
  readonly recording: ExchangeRecording | undefined;
}

/** The head of each request up to its length; nothing of a client's headers is in it. */
function requestHead(
  base: URL,
  { dialect, wire, apiKey }: { readonly dialect: Dialect; readonly wire: Wire; readonly apiKey: string | undefined },
): string {
  const fields = Object.entries({
    host: base.host,
    connection: 'keep-alive',
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'panal-llm-gateway',
    ...dialect.headers(apiKey),
  }).map(([name, value]) => `${name}: ${fieldValue(name, value)}\r\n`);
  return `POST ${base.pathname.replace(/\/$/, '')}${wireAdapter(wire).path} HTTP/1.1\r\n${fields.join('')}content-length: `;
}

/** A key that was read with its line's end, say, must not become a header of its own. */
function fieldValue(name: string, value: string): string {
  if (/^[\t\x20-\x7e]*$/.test(value)) return value;
  throw new Error(`The header "${name}" for an upstream holds a character that no header may hold. Check the key.`);
}

interface HttpFailure {
  readonly status: number;
  readonly fields: Fields;
  readonly chunks: Buffer[];
  size: number;
}

/** One call: what the connection says in, the sink's calls out; `end` exactly once. */
class HttpCall implements RunningCall, PoolHandler {
  readonly #options: HttpCallOptions;
  #call: PooledCall | undefined;
  #sent = false;
  #ended = false;
  #failure: HttpFailure | undefined;

  constructor(options: HttpCallOptions) {
    this.#options = options;
  }

  get visibleBytes(): number {
    return this.#options.decoder.visibleBytes;
  }

  begin(call: PooledCall): void {
    this.#call = call;
  }

  cancel(): void {
    this.#giveUp({ kind: 'cancelled', progress: this.#progress() });
  }

  resume(): void {
    this.#call?.resume();
  }

  onSent(): void {
    this.#sent = true;
  }

  onHead(status: number, fields: Fields): void {
    this.#options.recording?.head(status, fields['content-type'] ?? '');
    if (status !== 200) {
      this.#failure = { status, fields, chunks: [], size: 0 };
      return;
    }
    const type = fields['content-type'] ?? '';
    const expected = this.#options.stream ? 'text/event-stream' : 'application/json';
    const encoding = fields['content-encoding'];
    if (!type.includes(expected) || (encoding && encoding !== 'identity')) {
      this.#giveUp(this.#failed('broken', `The upstream answered with ${type || 'no content type'} instead of ${expected}.`));
      return;
    }
    this.#options.sink.start();
  }

  onData(pieces: readonly Buffer[]): void {
    if (this.#ended) return;
    const { recording } = this.#options;
    if (recording) for (const piece of pieces) recording.chunk(piece);
    for (const piece of pieces) if (this.#failure) this.#keepError(this.#failure, piece);
    if (!this.#failure) this.#guard(() => this.#relay(pieces));
  }

  /** Passes on what one read brought; a client that reads slowly pauses the upstream. */
  #relay(pieces: readonly Buffer[]): void {
    const { decoder, sink } = this.#options;
    for (const piece of pieces) {
      for (const bytes of decoder.push(piece)) if (!sink.write(bytes)) this.#call?.pause();
    }
  }

  #keepError(failure: HttpFailure, piece: Buffer): void {
    failure.size += piece.length;
    if (failure.size <= ERROR_BYTES_MAX) failure.chunks.push(piece);
  }

  onEnd(): void {
    if (this.#ended) return;
    this.#options.recording?.end();
    if (this.#failure) {
      this.#end(this.#refusal(this.#failure));
      return;
    }
    this.#guard(() => {
      const { bytes, whole } = this.#options.decoder.finish();
      for (const part of bytes) this.#options.sink.write(part);
      const { usage, visibleBytes, ranTools = false } = this.#options.decoder;
      this.#end(
        whole
          ? { kind: 'complete', usage, visibleBytes, ...(ranTools ? { ranTools } : {}) }
          : this.#failed('broken', 'The upstream cut its answer.'),
      );
    });
  }

  onError(error: Error): void {
    if (!this.#failure && this.#options.decoder.over) return this.onEnd();
    const code = (error as NodeJS.ErrnoException).code ?? error.name;
    this.#end(
      this.#sent
        ? this.#failed('broken', `The connection to the upstream broke (${code}).`)
        : this.#failed('unreachable', `The upstream cannot be reached (${code}).`),
    );
  }

  onTimeout(phase: TimedPhase): void {
    if (phase === 'total') this.#end(this.#failed('timeout', 'The call took longer than its total time.'));
    else if (this.#sent) this.#end(this.#failed('timeout', 'The upstream did not answer in time.'));
    else this.#end(this.#failed('unreachable', 'The upstream cannot be reached (connect timeout).'));
  }

  /** An error page without an error object comes from something in between: the call may have been served and billed. */
  #refusal(failure: HttpFailure): CallEnd {
    const text = Buffer.concat(failure.chunks).toString('utf8');
    const error = readUpstreamError(
      { status: failure.status, text, retryAfter: failure.fields['retry-after'] },
      this.#options.clean,
    );
    if (error) return { kind: 'refused', error };
    return this.#failed('broken', `The upstream answered with status ${failure.status} and no explanation.`);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      const failed = this.#failed('broken', `The upstream's answer could not be read: ${plain(error)}.`);
      this.#giveUp(
        error instanceof ReportedFailure ? { ...failed, error: readReportedFailure(error, this.#options.clean) } : failed,
      );
    }
  }

  #progress(): Progress {
    const { usage, visibleBytes } = this.#options.decoder;
    return { sent: this.#sent, usage, visibleBytes };
  }

  #failed(reason: 'unreachable' | 'timeout' | 'broken', message: string): Extract<CallEnd, { kind: 'failed' }> {
    return {
      kind: 'failed',
      reason,
      message: this.#options.clean(message).slice(0, MESSAGE_LENGTH_MAX),
      progress: this.#progress(),
    };
  }

  #giveUp(end: CallEnd): void {
    if (this.#ended) return;
    this.#end(end);
    this.#call?.abort();
  }

  #end(end: CallEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.sink.end(end);
  }
}

/** What a parser quotes of a text may hold a part of a secret, which nobody would recognise. */
const plain = (error: unknown): string => (error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message);
