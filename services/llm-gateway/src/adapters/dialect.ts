import type { DialectRequest, OutputField, TokenUsage, Wire } from '../ports.ts';

/** Turns an upstream's answer into the client's dialect while it arrives, and notes what it used. */
export interface AnswerDecoder {
  readonly usage: TokenUsage | undefined;
  readonly visibleBytes: number;
  /** The upstream said that nothing follows: a connection that breaks now breaks nothing. */
  readonly over?: boolean;
  /** A tool of the provider's ran, or something else that isn't billed by tokens. */
  readonly ranTools?: boolean;
  /** Bytes for the client, in order. Throws for what is no answer in this dialect. */
  push(chunk: Buffer): readonly Uint8Array[];
  /** The last bytes for the client, and whether the answer was whole. */
  finish(): { readonly bytes: readonly Uint8Array[]; readonly whole: boolean };
}

/** How to talk to one kind of upstream. */
export interface Dialect {
  /** In order of preference. */
  readonly speaks: readonly Wire[];
  readonly outputField: OutputField;
  readonly mayWriteCache: boolean;
  readonly imageTokensMax: number;
  headers(apiKey: string | undefined): Readonly<Record<string, string>>;
  /** Headers of a request that the client's may take the place of. */
  readonly ownHeaders?: Readonly<Record<string, string>>;
}

/** What reading an answer takes to know of its request. */
export interface DecodedRequest extends Pick<DialectRequest, 'stream' | 'wantsUsage'> {
  /** Called with the ids of an answer that the upstream keeps and of its items, before the last of it is handed out. */
  readonly claim?: (id: string, items: readonly string[]) => void;
}

/** How a wire is asked and answered by upstreams. */
export interface WireAdapter {
  readonly path: string;
  /** Reads an answer to a client that speaks it, too. */
  openDecoder(request: DecodedRequest): AnswerDecoder;
  /** Headers of clients that belong to it. */
  readonly headers?: readonly string[];
}

export const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

/** Collects an answer that comes as one JSON document; throws above 32 MiB. */
export class DocumentCollector {
  #chunks: Buffer[] = [];
  #size = 0;

  push(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > ANSWER_BYTES_MAX) throw new Error('the answer of the upstream is larger than 32 MiB');
    this.#chunks.push(chunk);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A token count as upstreams should send it: a whole number, not negative; undefined otherwise. */
export const tokenCount = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

export const byteLength = (value: unknown): number => (typeof value === 'string' ? Buffer.byteLength(value) : 0);

/** One server-sent event with a JSON document. */
export const sseEvent = (value: unknown): Buffer => Buffer.from(`data: ${JSON.stringify(value)}\n\n`);
export const SSE_DONE: Buffer = Buffer.from('data: [DONE]\n\n');
