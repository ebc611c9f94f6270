import { type TokenUsage, usageOf } from '../../price.ts';
import { type JsonObject, isObject, tokenCount } from '../normal/json-values.ts';
import type { Origin } from '../normal/normal-request.ts';

/** Reads `usage`; undefined where it is missing or not made of sound numbers. Source: OpenAI API reference, "CompletionUsage". */
export function readUsage(value: unknown): TokenUsage | undefined {
  if (!isObject(value)) return undefined;
  const inputTokens = tokenCount(value['prompt_tokens']);
  const outputTokens = tokenCount(value['completion_tokens']);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const details = isObject(value['prompt_tokens_details']) ? value['prompt_tokens_details'] : {};
  const cacheReadTokens = Math.min(inputTokens, tokenCount(details['cached_tokens']) ?? 0);
  const cacheWriteTokens = Math.min(inputTokens - cacheReadTokens, tokenCount(details['cache_write_tokens']) ?? 0);
  return {
    ...usageOf({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }),
    ...partsOf(value, details, { inputTokens, outputTokens }),
  };
}

/** Kinds of tokens that most prices don't tell apart; never more than what they are a part of. */
function partsOf(
  usage: JsonObject,
  input: JsonObject,
  whole: Pick<TokenUsage, 'inputTokens' | 'outputTokens'>,
): Partial<TokenUsage> {
  const output = isObject(usage['completion_tokens_details']) ? usage['completion_tokens_details'] : {};
  const reasoningTokens = Math.min(whole.outputTokens, tokenCount(output['reasoning_tokens']) ?? 0);
  const audioInputTokens = Math.min(whole.inputTokens, tokenCount(input['audio_tokens']) ?? 0);
  const audioTokens = audioInputTokens + Math.min(whole.outputTokens, tokenCount(output['audio_tokens']) ?? 0);
  return {
    ...(reasoningTokens > 0 ? { reasoningTokens } : {}),
    ...(audioTokens > 0 ? { audioTokens, audioInputTokens } : {}),
  };
}

/** The same in OpenAI's shape, or as OpenAI said it where that is where it comes from. */
export function writeUsage(usage: TokenUsage, origin?: Origin): JsonObject {
  if (origin?.dialect === 'chat' && isObject(origin.value['usage'])) return origin.value['usage'];
  const written = usage.cacheWriteTokens + usage.cacheWriteHourTokens;
  const audioOutputTokens = (usage.audioTokens ?? 0) - (usage.audioInputTokens ?? 0);
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      ...(written > 0 ? { cache_write_tokens: written } : {}),
      ...(usage.audioInputTokens ? { audio_tokens: usage.audioInputTokens } : {}),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens ?? 0,
      ...(audioOutputTokens > 0 ? { audio_tokens: audioOutputTokens } : {}),
    },
  };
}
