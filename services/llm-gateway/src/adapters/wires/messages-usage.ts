import { type TokenUsage, usageOf } from '../../ports.ts';
import { isObject, tokenCount } from '../dialect.ts';

/**
 * Usage of Anthropic's answers, where `input_tokens` leaves cached tokens out and we count them in. `known` is what came
 * earlier in the same stream: later figures are cumulative and replace it. Source: Anthropic API reference, "usage".
 */
export function readUsage(value: unknown, known?: TokenUsage): TokenUsage | undefined {
  if (!isObject(value)) return known;
  const plain = tokenCount(value['input_tokens']);
  const outputTokens = tokenCount(value['output_tokens']) ?? known?.outputTokens;
  if (plain === undefined) return known && outputTokens !== undefined ? { ...known, outputTokens } : known;
  if (outputTokens === undefined) return known;
  const cacheReadTokens = tokenCount(value['cache_read_input_tokens']) ?? 0;
  const written = tokenCount(value['cache_creation_input_tokens']) ?? 0;
  const detail = isObject(value['cache_creation']) ? value['cache_creation'] : {};
  const cacheWriteHourTokens = Math.min(written, tokenCount(detail['ephemeral_1h_input_tokens']) ?? 0);
  return usageOf({
    inputTokens: plain + cacheReadTokens + written,
    cacheReadTokens,
    cacheWriteTokens: written - cacheWriteHourTokens,
    cacheWriteHourTokens,
    outputTokens,
  });
}

/** The same in OpenAI's shape. */
export const usageForClient = (usage: TokenUsage): Record<string, unknown> => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
  prompt_tokens_details: { cached_tokens: usage.cacheReadTokens },
});
