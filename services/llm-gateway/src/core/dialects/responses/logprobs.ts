import type { Json } from '../normal/dialect-codec.ts';
import { isObject, listOf } from '../normal/json-values.ts';
import type { TokenLogprob } from '../normal/normal-answer.ts';

const bytesOf = (value: unknown): { readonly bytes?: readonly number[] } =>
  Array.isArray(value) ? { bytes: value as number[] } : {};

/** Log-probabilities of tokens; what is none is passed over. */
export const readLogprobs = (value: unknown): readonly TokenLogprob[] =>
  listOf(value).flatMap((entry) => {
    const base = readToken(entry);
    if (!base) return [];
    const top = isObject(entry) ? listOf(entry['top_logprobs']).flatMap((other) => readToken(other) ?? []) : [];
    return [{ ...base, ...(top.length > 0 ? { top } : {}) }];
  });

function readToken(entry: unknown): TokenLogprob | undefined {
  if (!isObject(entry) || typeof entry['token'] !== 'string' || typeof entry['logprob'] !== 'number') return undefined;
  return { token: entry['token'], logprob: entry['logprob'], ...bytesOf(entry['bytes']) };
}

export const writeLogprobs = (logprobs: readonly TokenLogprob[]): readonly Json[] =>
  logprobs.map(({ token, logprob, bytes, top }) => ({
    token,
    bytes: bytes ?? [],
    logprob,
    top_logprobs: (top ?? []).map((other) => ({ token: other.token, bytes: other.bytes ?? [], logprob: other.logprob })),
  }));

/** Shares a choice's log-probabilities out among its texts, by the length of the tokens; the last text takes what is left. */
export function shareLogprobs(logprobs: readonly TokenLogprob[], texts: readonly string[]): readonly (readonly TokenLogprob[])[] {
  const shares = texts.map((): TokenLogprob[] => []);
  let text = 0;
  let length = 0;
  for (const entry of logprobs) {
    while (text < texts.length - 1 && length >= texts[text]!.length) {
      text += 1;
      length = 0;
    }
    shares[text]?.push(entry);
    length += entry.token.length;
  }
  return shares;
}
