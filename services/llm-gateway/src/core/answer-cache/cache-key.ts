import { createHash } from 'node:crypto';
import type { ChatRequest } from '../chat-request.ts';

/** Fields that say who asks, or help a provider's own cache; they don't change an answer. */
const NOT_OF_THE_ANSWER = new Set(['user', 'safety_identifier', 'prompt_cache_key']);

/** Whether equal requests may be given equal answers: the caller asked for temperature 0, or named a seed. */
export const isDeterministic = ({ fields }: ChatRequest): boolean =>
  fields['temperature'] === 0 || Number.isSafeInteger(fields['seed']);

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
export function cacheKeyOf(request: ChatRequest, scope: CacheScope): string {
  const { stream, wantsUsage, choices, messages, tools, fields } = request;
  const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => !NOT_OF_THE_ANSWER.has(name)));
  const text = canonical({ ...scope, stream, wantsUsage: stream && wantsUsage, choices, messages, tools, fields: kept });
  return createHash('sha256').update(text).digest('base64url');
}

/** JSON with the fields of each object in the order of their names; nesting is bounded by the request's own check. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
