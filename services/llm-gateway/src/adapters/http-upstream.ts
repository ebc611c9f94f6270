import { ok } from '@panal/kernel/pure';
import { redactSecrets } from '@panal/kernel/runtime';
import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import type { CallEnd, Progress, UpstreamError } from '../ports.ts';
import type { AnswerSink, CancelRule, RunningCall, Upstream } from '../ports.ts';
import { type AnswerDecoder, type Dialect, isObject } from './dialect.ts';

export interface UpstreamTimeouts {
  readonly connectMs: number;
  /** From the request's last byte to the head of the answer. */
  readonly firstByteMs: number;
  /** Between two chunks of an answer; doesn't run while the client is slow. */
  readonly idleMs: number;
  readonly totalMs: number;
}

export interface HttpUpstreamOptions {
  readonly name: string;
  readonly kind: 'openai' | 'anthropic';
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly models: readonly string[];
  readonly cancelRule: CancelRule;
  readonly dialect: Dialect;
  readonly timeouts: UpstreamTimeouts;
}

const ERROR_BYTES_MAX = 64 * 1024;

/** An upstream behind HTTP. Redirects are not followed; nothing of the client's headers is passed on; calls are never repeated. */
export function createHttpUpstream(options: HttpUpstreamOptions): Upstream {
  const base = new URL(options.baseUrl);
  const pool = new Pool(base.origin, {
    connections: null,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: options.timeouts.connectMs },
    headersTimeout: options.timeouts.firstByteMs,
    bodyTimeout: options.timeouts.idleMs,
  });
  const path = `${base.pathname.replace(/\/$/, '')}${options.dialect.path}`;
  const headers = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'panal-llm-gateway',
    ...options.dialect.headers(options.apiKey),
  };
  return {
    name: options.name,
    kind: options.kind,
    models: options.models,
    cancelRule: options.cancelRule,
    mayWriteCache: options.dialect.mayWriteCache,
    prepare(request, outputTokensMax) {
      const body = options.dialect.encode(request, outputTokensMax);
      if (!body.ok) return body;
      return ok({
        bodyBytes: body.value.length,
        send(sink) {
          const decoder = options.dialect.openDecoder(request);
          const call = new HttpCall({ sink, decoder, stream: request.stream, totalMs: options.timeouts.totalMs });
          pool.dispatch({ method: 'POST', path, headers, body: body.value }, call);
          return call;
        },
      });
    },
    close: () => pool.destroy(),
  };
}

interface HttpCallOptions {
  readonly sink: AnswerSink;
  readonly decoder: AnswerDecoder;
  readonly stream: boolean;
  readonly totalMs: number;
}

interface HttpFailure {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly chunks: Buffer[];
  size: number;
}

/** One call: undici's callbacks in, the sink's calls out; `end` exactly once. */
class HttpCall implements RunningCall, Dispatcher.DispatchHandler {
  readonly #options: HttpCallOptions;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #sent = false;
  #ended = false;
  #failure: HttpFailure | undefined;

  constructor(options: HttpCallOptions) {
    this.#options = options;
    this.#timer = setTimeout(
      () => this.#giveUp(this.#failed('timeout', 'The call took longer than its total time.')),
      options.totalMs,
    );
  }

  cancel(): void {
    this.#giveUp({ kind: 'cancelled', progress: this.#progress() });
  }

  resume(): void {
    if (this.#controller?.paused) this.#controller.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Before anything is written: an aborted request leaves the upstream untouched.
    if (this.#ended) controller.abort(new Error('given up before it was sent'));
    else this.#sent = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    if (this.#ended || statusCode < 200) return;
    if (statusCode !== 200) {
      this.#failure = { status: statusCode, headers, chunks: [], size: 0 };
      return;
    }
    const type = String(headers['content-type'] ?? '');
    const expected = this.#options.stream ? 'text/event-stream' : 'application/json';
    const encoding = headers['content-encoding'];
    if (!type.includes(expected) || (encoding && encoding !== 'identity')) {
      this.#giveUp(this.#failed('broken', `The upstream answered with ${type || 'no content type'} instead of ${expected}.`));
      return;
    }
    this.#options.sink.start();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended) return;
    if (this.#failure) {
      this.#failure.size += chunk.length;
      if (this.#failure.size <= ERROR_BYTES_MAX) this.#failure.chunks.push(chunk);
      return;
    }
    this.#guard(() => {
      for (const bytes of this.#options.decoder.push(chunk)) if (!this.#options.sink.write(bytes)) controller.pause();
    });
  }

  onResponseEnd(): void {
    if (this.#ended) return;
    if (this.#failure) {
      this.#end(this.#refusal(this.#failure));
      return;
    }
    this.#guard(() => {
      const { bytes, whole } = this.#options.decoder.finish();
      for (const part of bytes) this.#options.sink.write(part);
      const { usage, visibleBytes } = this.#options.decoder;
      this.#end(whole ? { kind: 'complete', usage, visibleBytes } : this.#failed('broken', 'The upstream cut its answer.'));
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(this.#failed(...describeFailure(error, this.#sent)));
  }

  /** An error page without an error object comes from something in between: the call may have been served and billed. */
  #refusal(failure: HttpFailure): CallEnd {
    const error = readError(failure);
    if (error) return { kind: 'refused', error };
    return this.#failed('broken', `The upstream answered with status ${failure.status} and no explanation.`);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#giveUp(this.#failed('broken', `The upstream's answer could not be read: ${plain(error as Error)}.`));
    }
  }

  #progress(): Progress {
    const { usage, visibleBytes } = this.#options.decoder;
    return { sent: this.#sent, usage, visibleBytes };
  }

  #failed(reason: 'unreachable' | 'timeout' | 'broken', message: string): CallEnd {
    return { kind: 'failed', reason, message, progress: this.#progress() };
  }

  #giveUp(end: CallEnd): void {
    if (this.#ended) return;
    this.#end(end);
    this.#controller?.abort(new Error('given up'));
  }

  #end(end: CallEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#options.sink.end(end);
  }
}

const NOT_BILLED_WITHOUT_EXPLANATION = new Set([503, 529]);

/**
 * The error of an upstream that says itself that it failed (an error object, any 4xx, or "overloaded"); undefined for pages of
 * proxies in between and for redirects. Messages about the gateway's own credentials are not for clients.
 */
function readError(failure: HttpFailure): UpstreamError | undefined {
  const { status } = failure;
  const error = errorObject(Buffer.concat(failure.chunks).toString('utf8'));
  const clientsFault = status >= 400 && status < 500;
  if (!error && !clientsFault && !NOT_BILLED_WITHOUT_EXPLANATION.has(status)) return undefined;
  const retryAfter = failure.headers['retry-after']?.toString();
  const credentials = status === 401 || status === 403;
  const message = credentials
    ? `The upstream refused the gateway's credentials (status ${status}). Check its API key.`
    : redactSecrets(textIn(error, 'message') ?? `The upstream answered with status ${status}.`);
  return {
    status: credentials ? 502 : status >= 500 ? (NOT_BILLED_WITHOUT_EXPLANATION.has(status) ? 503 : 502) : status,
    message,
    type: credentials ? 'upstream_error' : (textIn(error, 'type') ?? 'upstream_error'),
    code: textIn(error, 'code') ?? null,
    retryAfter,
  };
}

const textIn = (error: Record<string, unknown> | undefined, field: string): string | undefined => {
  const value = error?.[field];
  return typeof value === 'string' ? value : undefined;
};

function errorObject(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const error = isObject(body) ? body['error'] : undefined;
    return isObject(error) ? error : typeof error === 'string' ? { message: error } : undefined;
  } catch {
    return undefined;
  }
}

const TIMEOUT_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const plain = (error: Error): string => redactSecrets(error.message).slice(0, 200);

function describeFailure(error: Error, sent: boolean): ['unreachable' | 'timeout' | 'broken', string] {
  const code = (error as NodeJS.ErrnoException).code ?? error.name;
  if (!sent) return ['unreachable', `The upstream cannot be reached (${code}).`];
  if (TIMEOUT_CODES.has(code)) return ['timeout', 'The upstream did not answer in time.'];
  return ['broken', `The connection to the upstream broke (${code}).`];
}
