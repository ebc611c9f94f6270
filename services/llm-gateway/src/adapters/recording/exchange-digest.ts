import { createHash } from 'node:crypto';
import { type Json, type Wire, canonicalJson, isObject } from '../../ports.ts';

/** Who asks, and what an upstream's cache or log is helped by: they don't change an answer. */
const NOT_OF_THE_ANSWER = new Set(['user', 'safety_identifier', 'prompt_cache_key', 'metadata', 'stream_options']);

/** By what a request is found again: the same for the same request, whatever the order of its fields and whoever asks. */
export function exchangeDigest(wire: Wire, body: Json): string {
  const kept = Object.fromEntries(Object.entries(body).filter(([name]) => !NOT_OF_THE_ANSWER.has(name)));
  return createHash('sha256')
    .update(`${wire}\n${canonicalJson(kept)}`)
    .digest('base64url');
}

/** One exchange with an upstream, as a line of a recording. */
export interface RecordedExchange {
  readonly version: 1;
  readonly wire: Wire;
  readonly digest: string;
  /** When it was sent, RFC 3339. */
  readonly at: string;
  readonly upstream: string;
  readonly request: Json;
  readonly status: number;
  readonly contentType: string;
  /** What each read brought: milliseconds since the request was sent, and its text, or its bytes in base64 where it is no text. */
  readonly chunks: readonly (readonly [ms: number, text: string, encoding?: 'base64'])[];
}

/** Reads a line of a recording; undefined for what is none. */
export function readExchange(line: string): RecordedExchange | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const sound =
      isObject(value) &&
      value['version'] === 1 &&
      typeof value['digest'] === 'string' &&
      isObject(value['request']) &&
      Array.isArray(value['chunks']);
    return sound ? (value as unknown as RecordedExchange) : undefined;
  } catch {
    return undefined;
  }
}
