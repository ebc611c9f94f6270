import { type JsonObject, isObject, listOf, stringOr } from '../normal/json-values.ts';
import type { TokenLogprob } from '../normal/normal-answer.ts';

/** `logprobs.content` of a choice; undefined where there is none. */
export function readLogprobs(value: unknown): readonly TokenLogprob[] | undefined {
  if (!isObject(value) || !Array.isArray(value['content'])) return undefined;
  return listOf(value['content'])
    .filter(isObject)
    .map((item) => ({ ...readToken(item), top: listOf(item['top_logprobs']).filter(isObject).map(readToken) }));
}

const readToken = (item: JsonObject): Pick<TokenLogprob, 'token' | 'logprob' | 'bytes'> => ({
  token: stringOr(item['token'], ''),
  logprob: typeof item['logprob'] === 'number' ? item['logprob'] : 0,
  bytes: Array.isArray(item['bytes']) ? (item['bytes'] as readonly number[]) : null,
});

export const writeLogprobs = (logprobs: readonly TokenLogprob[]): JsonObject => ({
  content: logprobs.map((item) => ({ ...writeToken(item), top_logprobs: (item.top ?? []).map(writeToken) })),
  refusal: null,
});

const writeToken = ({ token, logprob, bytes }: Pick<TokenLogprob, 'token' | 'logprob' | 'bytes'>): JsonObject => ({
  token,
  logprob,
  bytes: bytes ?? null,
});
