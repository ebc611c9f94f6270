import { createHash } from 'node:crypto';
import type { DialectRequest } from '../dialect-request.ts';

/**
 * Fields that don't change an answer: who asks, what helps a provider's own cache, and what the scope has in another form. Undefined
 * ones are not sent.
 */
const NOT_OF_THE_ANSWER = new Set([
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'model',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'stream',
  'stream_options',
]);
/** What is meant where nothing is said. */
const DEFAULTS: Readonly<Record<string, unknown>> = { n: 1 };

/** Whether equal requests may be given equal answers: the caller asked for temperature 0, or named a seed. */
export const isDeterministic = ({ body }: Pick<DialectRequest, 'body'>): boolean =>
  body['temperature'] === 0 || Number.isSafeInteger(body['seed']);

/** What a request is answered from besides its own text. */
export interface CacheScope {
  /** Answers are never shared across projects. */
  readonly project: string;
  /** The key where there is no project: such keys have nothing in common. Otherwise empty. */
  readonly loneKey: string;
  /** As it is known to clients, `default` resolved. */
  readonly model: string;
  readonly outputTokensMax: number;
  /** Headers that go upstream. */
  readonly headers: string;
}

/** SHA-256 of all that an answer depends on, in one canonical form: the order of an object's fields does not matter. */
export function cacheKeyOf(request: DialectRequest, scope: CacheScope): string {
  const { wire, stream, wantsUsage, body } = request;
  const kept = Object.fromEntries(
    Object.entries(body).filter(([name, value]) => value !== null && !NOT_OF_THE_ANSWER.has(name) && value !== DEFAULTS[name]),
  );
  const text = canonicalJson({ ...scope, wire, stream, wantsUsage: stream && wantsUsage, fields: kept });
  return createHash('sha256').update(text).digest('base64url');
}

/** JSON with the fields of each object in the order of their names; nesting is bounded by the request's own check. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
}
