import { type TokenUsage, usageOf } from '../../ports.ts';
import { isObject, tokenCount } from '../dialect.ts';

/** Reads `usage`; undefined where it is missing or not made of sound numbers. Source: OpenAI API reference, "CompletionUsage". */
export function readUsage(value: unknown): TokenUsage | undefined {
  if (!isObject(value)) return undefined;
  const inputTokens = tokenCount(value['prompt_tokens']);
  const outputTokens = tokenCount(value['completion_tokens']);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const details = isObject(value['prompt_tokens_details']) ? value['prompt_tokens_details'] : {};
  const cacheReadTokens = Math.min(inputTokens, tokenCount(details['cached_tokens']) ?? 0);
  const cacheWriteTokens = Math.min(inputTokens - cacheReadTokens, tokenCount(details['cache_write_tokens']) ?? 0);
  return { ...usageOf({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }), ...loggedTokens(value, details) };
}

/** Kinds of tokens that most prices don't tell apart. */
function loggedTokens(
  usage: Readonly<Record<string, unknown>>,
  inputDetails: Readonly<Record<string, unknown>>,
): Pick<TokenUsage, 'reasoningTokens' | 'audioTokens' | 'audioInputTokens'> {
  const outputDetails = isObject(usage['completion_tokens_details']) ? usage['completion_tokens_details'] : {};
  const reasoningTokens = tokenCount(outputDetails['reasoning_tokens']) ?? 0;
  const audioInputTokens = tokenCount(inputDetails['audio_tokens']) ?? 0;
  const audioTokens = audioInputTokens + (tokenCount(outputDetails['audio_tokens']) ?? 0);
  return {
    ...(reasoningTokens > 0 ? { reasoningTokens } : {}),
    ...(audioTokens > 0 ? { audioTokens, audioInputTokens } : {}),
  };
}
