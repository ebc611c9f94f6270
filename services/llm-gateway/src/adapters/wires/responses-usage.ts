import { type TokenUsage, usageOf } from '../../ports.ts';
import { isObject, tokenCount } from '../dialect.ts';

/** Reads the `usage` of OpenAI's responses. Source: OpenAI API reference, "ResponseUsage". */
export function readResponsesUsage(value: unknown): TokenUsage | undefined {
  if (!isObject(value)) return undefined;
  const inputTokens = tokenCount(value['input_tokens']);
  const outputTokens = tokenCount(value['output_tokens']);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const inputs = isObject(value['input_tokens_details']) ? value['input_tokens_details'] : {};
  const outputs = isObject(value['output_tokens_details']) ? value['output_tokens_details'] : {};
  const cacheReadTokens = Math.min(inputTokens, tokenCount(inputs['cached_tokens']) ?? 0);
  const cacheWriteTokens = Math.min(inputTokens - cacheReadTokens, tokenCount(inputs['cache_write_tokens']) ?? 0);
  const reasoningTokens = tokenCount(outputs['reasoning_tokens']) ?? 0;
  const usage = usageOf({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens });
  return reasoningTokens > 0 ? { ...usage, reasoningTokens } : usage;
}
