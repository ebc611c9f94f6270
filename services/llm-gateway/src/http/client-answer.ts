import type { ServerResponse } from 'node:http';
import type { CallEnd, UpstreamError } from '../core/call-end.ts';
import type { Charge } from '../core/settlement-rule.ts';
import type { ClientSink } from '../shell/model-call.ts';
import { errorBody, type OpenAiError, sendError } from './openai-error.ts';

export interface AnswerOptions {
  readonly response: ServerResponse;
  readonly stream: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly holdNanoUsd: number;
  /** Called when the client reads again after it was slow. */
  readonly onDrain: () => void;
}

/**
 * Writes an answer to the client. A document goes out when it is whole, with its cost in a header; a stream as it comes. A stream
 * that breaks ends with an error event and without `[DONE]`, so that no client takes it for whole.
 */
export class ClientAnswer implements ClientSink {
  readonly #options: AnswerOptions;
  readonly #parts: Uint8Array[] = [];

  constructor(options: AnswerOptions) {
    this.#options = options;
    options.response.on('drain', options.onDrain);
  }

  start(): void {
    // The head goes out with the first bytes, so that a failure before them is still a plain error.
  }

  write(bytes: Uint8Array): boolean {
    const { response, stream, headers } = this.#options;
    if (!stream) {
      this.#parts.push(bytes);
      return true;
    }
    if (response.destroyed) return true;
    if (!response.headersSent) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers });
    }
    return response.write(bytes);
  }

  end(end: CallEnd, charge: Charge): void {
    const { response, stream } = this.#options;
    if (response.destroyed || end.kind === 'cancelled') return;
    if (end.kind !== 'complete') this.#fail(failureOf(end));
    else if (stream) response.end();
    else this.#sendDocument(charge);
  }

  #sendDocument(charge: Charge): void {
    const { response, headers, holdNanoUsd } = this.#options;
    const body = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': body.length,
      'x-panal-cost-nano-usd': String(charge.costNanoUsd ?? holdNanoUsd),
      ...headers,
    });
    response.end(body);
  }

  #fail(error: OpenAiError): void {
    const { response, headers } = this.#options;
    if (!response.headersSent) {
      sendError(response, { ...error, headers: { ...headers, ...error.headers } });
      return;
    }
    response.end(`data: ${errorBody(error)}\n\n`);
  }
}

function failureOf(end: Exclude<CallEnd, { kind: 'complete' | 'cancelled' }>): OpenAiError {
  if (end.kind === 'refused') return upstreamError(end.error);
  const status = end.reason === 'timeout' ? 504 : 502;
  // The call may have been served and is charged, so that a client's blind repetition would pay twice.
  const headers = end.progress.sent ? { 'x-should-retry': 'false' } : {};
  return { status, message: end.message, type: 'upstream_error', code: `upstream_${end.reason}`, headers };
}

const upstreamError = (error: UpstreamError): OpenAiError => ({
  ...error,
  ...(error.retryAfter ? { headers: { 'retry-after': error.retryAfter } } : {}),
});
