import { type TokenUsage, usageOf } from '../../price.ts';
import { isObject, tokenCount } from '../normal/json-values.ts';

/** Reads `usage` of an answer; undefined where it is missing or not made of sound numbers. Source: OpenAI API reference, "ResponseUsage". */
export function readUsage(value: unknown): TokenUsage | undefined {
  if (!isObject(value)) return undefined;
  const inputTokens = tokenCount(value['input_tokens']);
  const outputTokens = tokenCount(value['output_tokens']);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const input = isObject(value['input_tokens_details']) ? value['input_tokens_details'] : {};
  const output = isObject(value['output_tokens_details']) ? value['output_tokens_details'] : {};
  const cacheReadTokens = Math.min(inputTokens, tokenCount(input['cached_tokens']) ?? 0);
  const cacheWriteTokens = Math.min(inputTokens - cacheReadTokens, tokenCount(input['cache_write_tokens']) ?? 0);
  const reasoningTokens = Math.min(outputTokens, tokenCount(output['reasoning_tokens']) ?? 0);
  const audioInputTokens = Math.min(inputTokens, tokenCount(input['audio_tokens']) ?? 0);
  const audioTokens = audioInputTokens + Math.min(outputTokens, tokenCount(output['audio_tokens']) ?? 0);
  return {
    ...usageOf({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }),
    ...(reasoningTokens > 0 ? { reasoningTokens } : {}),
    ...(audioTokens > 0 ? { audioTokens, audioInputTokens } : {}),
  };
}
