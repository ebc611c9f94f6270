import type { Result } from '@panal/kernel/pure';
import type { CallEnd } from './core/call-end.ts';
import type { DialectRequest, Wire } from './core/dialect-request.ts';
import type { RequestProblem } from './core/dialects/normal/normal-request.ts';
import type { Price } from './core/price.ts';
import type { StoredResponse } from './core/stored-responses/stored-response.ts';
import type { UpstreamPlan } from './core/upstream-body.ts';

export type { CallEnd, Progress, UpstreamError } from './core/call-end.ts';
export { type Continued, type DialectRequest, type Wire, isObject } from './core/dialect-request.ts';
export { type ClientCodec, type UpstreamCodec, clientCodec, upstreamCodec } from './core/dialects/codecs.ts';
export { keepingCodec } from './core/dialects/responses/keeping-codec.ts';
export type { AnswerReader, AnswerWriter, Json } from './core/dialects/normal/dialect-codec.ts';
export { readUsage as readChatUsage } from './core/dialects/chat/usage.ts';
export { StreamUsage, readBilledUsage } from './core/dialects/messages/usage.ts';
export { readUsage as readResponsesUsage } from './core/dialects/responses/read-usage.ts';
export type { AnswerEvent } from './core/dialects/normal/normal-answer.ts';
export type { NormalBlock, NormalRequest, RequestProblem } from './core/dialects/normal/normal-request.ts';
export { canonicalJson } from './core/answer-cache/cache-key.ts';
export { estimateTokens } from './core/token-estimate.ts';
export { type OutputField, type UpstreamPlan, upstreamBody } from './core/upstream-body.ts';
export { ChunkedDecoder } from './core/http1/chunked-decoder.ts';
export type { Fields } from './core/http1/fields.ts';
export { type ResponseHead, parseResponseHead } from './core/http1/response-head.ts';
export { type StoredBounds, type StoredResponse, isStoredId } from './core/stored-responses/stored-response.ts';
export { type ShelfEntry, type ShelfWish, isTooOld, toDrop } from './core/stored-responses/shelf-plan.ts';
export { namePattern } from './core/name-pattern.ts';
export { type Price, type Rate, type TokenUsage, costOf, flatRate, usageOf } from './core/price.ts';

/** What takes the answer of a model call, in the client's dialect: either one JSON document or server-sent events. */
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
  /** Lower-case names of the client's headers that belong to its dialect, and go on where the upstream speaks it. */
  readonly forwardHeaders?: readonly string[];
  send(sink: AnswerSink, by?: SentBy): RunningCall;
}

export interface PassedReply {
  readonly status: number;
  readonly body: Buffer;
}

/** Reads or erases a kept response by `ID` or `ID/input_items`, with a query; rejects where there is no reply. */
export type AskStored = (method: 'GET' | 'DELETE', path: string) => Promise<PassedReply>;

/** What is charged when a client leaves in the middle of an answer: all that was held, or what was delivered (docs/gateway.md). */
export type CancelRule = 'full' | 'delivered';

/** Something that answers model requests. */
export interface Upstream {
  readonly name: string;
  readonly kind: 'scripted' | 'openai' | 'anthropic' | 'replay';
  /** What it speaks; a request of another dialect is translated into the first one that it can be told in. */
  readonly speaks: readonly Wire[];
  /** The most tokens that an image takes there. */
  readonly imageTokensMax: number;
  readonly cancelRule: CancelRule;
  /** Whether it may write its prompt cache, which can cost more than plain input, for a request as we send it. */
  readonly mayWriteCache: boolean;
  /** Names of models that the operator listed; empty: whatever has a price. */
  readonly models: readonly string[];
  /** Shares of its API keys; one entry where there is one key or none. */
  readonly keyWeights: readonly number[];
  /** Lower-case names of the client's headers that are passed on. */
  readonly forwardHeaders?: readonly string[];
  /** Asks for a response that it keeps itself; absent where it keeps none. */
  readonly askStored?: AskStored;
  /** Translates a request; refuses what this upstream can't do. Nothing is sent yet. */
  prepare(request: DialectRequest, plan: UpstreamPlan): Result<PreparedCall, RequestProblem>;
  close(): Promise<void>;
}

/** Prices of models by upstream. */
export interface PriceList {
  /** The price in force at a moment, or undefined where nobody knows it. */
  priceOf(upstreamName: string, model: string, atMs: number): Price | undefined;
  /** The most tokens that a model reads, where somebody knows. */
  contextOf?(upstreamName: string, model: string): number | undefined;
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

/** Keeps responses that clients may continue from, within bounds: the oldest are dropped first. Reads and writes at once. */
export interface ResponseShelf {
  /** Returns whether it was kept: an id that is there already isn't, nor what is larger than all the room. Throws where the disk refuses. */
  put(stored: StoredResponse): boolean;
  /** Undefined for what isn't kept, or was kept for too long. */
  get(id: string, nowMs: number): StoredResponse | undefined;
  delete(id: string): void;
  /** Ids of items that upstreams gave an owner, of its latest responses. */
  claimedItems(owner: string, nowMs: number): readonly string[];
  /** Drops what is too old. */
  sweep(nowMs: number): void;
}
