import type { CallEnd, UpstreamError } from '../core/call-end.ts';
import type { Charge } from '../core/settlement-rule.ts';
import type { CuttableAnswer } from './client-dialect.ts';
import type { ModelReply } from './exchange.ts';
import type { ErrorWriter } from './error-writer.ts';
import { diskFullError, type OpenAiError, sendErrorAs } from './openai-error.ts';

export interface AnswerOptions {
  readonly reply: ModelReply;
  readonly stream: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** What is held for the attempt that answers. */
  readonly holdNanoUsd: () => number;
  /** Called when the client reads again after it was slow. */
  readonly onDrain: () => void;
}

/**
 * Writes an answer to the client. A document goes out when it is whole, with its cost in a header; a stream as it comes. A stream
 * that breaks ends with an error event and without the event that ends a whole one, so that no client takes it for whole.
 */
export class ClientAnswer implements CuttableAnswer {
  readonly #options: AnswerOptions;
  readonly #errors: ErrorWriter;
  readonly #parts: Uint8Array[] = [];
  /** Ended early: what the upstream still sends goes nowhere. */
  #cut = false;

  constructor(options: AnswerOptions, errors: ErrorWriter) {
    this.#options = options;
    this.#errors = errors;
    options.reply.on('drain', options.onDrain);
  }

  start(): void {
    // The head goes out with the first bytes, so that a failure before them is still a plain error.
  }

  write(bytes: Uint8Array): boolean {
    const { reply, stream, headers } = this.#options;
    if (this.#cut) return true;
    if (!stream) {
      this.#parts.push(bytes);
      return true;
    }
    if (reply.destroyed) return true;
    if (!reply.headersSent) {
      reply.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers });
    }
    return reply.write(bytes);
  }

  end(end: CallEnd, charge: Charge): void {
    const { reply, stream } = this.#options;
    if (this.#cut || reply.destroyed || end.kind === 'cancelled') return;
    if (end.kind !== 'complete') this.#fail(failureOf(end));
    else if (stream) reply.end();
    else this.#sendDocument(charge);
  }

  unrecorded(): void {
    if (!this.#cut && !this.#options.reply.destroyed) this.#fail(diskFullError);
  }

  cut(error: OpenAiError): void {
    if (this.#cut) return;
    this.#cut = true;
    if (!this.#options.reply.destroyed) this.#fail(error);
  }

  #sendDocument(charge: Charge): void {
    const { reply, headers, holdNanoUsd } = this.#options;
    const body = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    reply.writeHead(200, {
      'content-type': 'application/json',
      'content-length': body.length,
      'x-panal-cost-nano-usd': String(charge.costNanoUsd ?? holdNanoUsd()),
      ...headers,
    });
    reply.end(body);
  }

  #fail(error: OpenAiError): void {
    const { reply, headers } = this.#options;
    if (!reply.headersSent) {
      sendErrorAs(this.#errors.body, reply, { ...error, headers: { ...headers, ...error.headers } });
      return;
    }
    reply.end(this.#errors.event(error));
  }
}

function failureOf(end: Exclude<CallEnd, { kind: 'complete' | 'cancelled' }>): OpenAiError {
  if (end.kind === 'refused') return upstreamError(end.error);
  const status = end.reason === 'timeout' ? 504 : 502;
  // The call may have been served and is charged, so that a client's blind repetition would pay twice.
  const headers = end.progress.sent ? { 'x-should-retry': 'false' } : {};
  if (end.error) return { ...end.error, headers };
  return { status, message: end.message, type: 'upstream_error', code: `upstream_${end.reason}`, headers };
}

const upstreamError = (error: UpstreamError): OpenAiError => ({
  ...error,
  ...(error.retryAfter ? { headers: { 'retry-after': error.retryAfter } } : {}),
});
