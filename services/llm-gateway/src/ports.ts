import type { Result } from '@panal/kernel/pure';
import type { ChatRequest, RequestProblem } from './core/chat-request.ts';
import type { CallEnd } from './core/call-end.ts';
import type { Price } from './core/price.ts';

export type { CallEnd, Progress, UpstreamError } from './core/call-end.ts';
export { type ChatMessage, type ChatRequest, type RequestProblem, parseChatRequest } from './core/chat-request.ts';
export { ChunkedDecoder } from './core/http1/chunked-decoder.ts';
export type { Fields } from './core/http1/fields.ts';
export { type ResponseHead, parseResponseHead } from './core/http1/response-head.ts';
export { namePattern } from './core/name-pattern.ts';
export { NESTING_MAX, nestsDeeperThan } from './core/nesting.ts';
export { type Price, type Rate, type TokenUsage, costOf, flatRate, usageOf } from './core/price.ts';

/** What takes the answer of a model call, in OpenAI's dialect: either one JSON document or server-sent events. */
export interface AnswerSink {
  /** The upstream accepted the request; bytes follow. */
  start(): void;
  /** Returns false when the client reads slowly: the call pauses until `resume`. */
  write(bytes: Uint8Array): boolean;
  /** Called exactly once, last. */
  end(end: CallEnd): void;
}

/** A model call under way. */
export interface RunningCall {
  /** As in Progress, so far; absent where nobody counts. */
  readonly visibleBytes?: number;
  /** Gives the call up: `end` follows with kind `cancelled`. */
  cancel(): void;
  resume(): void;
}

/** What differs between sendings of one request. */
export interface SentBy {
  /** Which of the upstream's keys. */
  readonly keyIndex: number;
  /** Lines of further headers, each with its CRLF. */
  readonly headers: string;
}

/** A request in the upstream's dialect, ready to be sent. */
export interface PreparedCall {
  readonly bodyBytes: number;
  send(sink: AnswerSink, by?: SentBy): RunningCall;
}

/** What is charged when a client leaves in the middle of an answer: all that was held, or what was delivered (docs/gateway.md). */
export type CancelRule = 'full' | 'delivered';

/** Something that answers chat completions. */
export interface Upstream {
  readonly name: string;
  readonly kind: 'scripted' | 'openai' | 'anthropic';
  readonly cancelRule: CancelRule;
  /** Whether it may write its prompt cache, which can cost more than plain input, for a request as we send it. */
  readonly mayWriteCache: boolean;
  /** Names of models that the operator listed; empty: whatever has a price. */
  readonly models: readonly string[];
  /** Shares of its API keys; one entry where there is one key or none. */
  readonly keyWeights: readonly number[];
  /** Lower-case names of the client's headers that are passed on. */
  readonly forwardHeaders?: readonly string[];
  /** Translates a request; refuses what this upstream can't do. Nothing is sent yet. */
  prepare(request: ChatRequest, outputTokensMax: number): Result<PreparedCall, RequestProblem>;
  close(): Promise<void>;
}

/** Prices of models by upstream. */
export interface PriceList {
  /** The price in force at a moment, or undefined where nobody knows it. */
  priceOf(upstreamName: string, model: string, atMs: number): Price | undefined;
}

/** The operator's price of a model, US dollars per million tokens; an explicit zero is free. */
export interface PriceOverride {
  readonly input: number;
  readonly cachedInput?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly cacheWriteHour?: number | undefined;
  readonly output: number;
  readonly reasoning?: number | undefined;
  /** For each request, US dollars. */
  readonly request?: number | undefined;
}

/** Turns a lease into its virtual key: the same one every time, and no one without the secret can. */
export interface KeyMaker {
  keyOf(leaseId: string): string;
  /** A random key of nobody's yet, and its first characters, which are no secret. */
  newKey(): { readonly secret: string; readonly prefix: string };
  /** What is stored of a key, and looked up by. */
  hashOf(key: string): string;
}
