import type { TokenUsage } from '../../price.ts';
import type { Json } from '../normal/dialect-codec.ts';
import { isObject } from '../normal/json-values.ts';
import type { Origin } from '../normal/normal-request.ts';

/** Usage as it came, or as this API tells it; null where nobody knows it. */
export function usageFields(usage: TokenUsage | undefined, origin: Origin | undefined): Json | null {
  const came = origin?.dialect === 'responses' ? origin.value['usage'] : undefined;
  return isObject(came) ? came : usage ? writeUsage(usage) : null;
}

/** Usage as this API tells it; writes to the cache of either length are one number. */
function writeUsage(usage: TokenUsage): Json {
  const written = usage.cacheWriteTokens + usage.cacheWriteHourTokens;
  const { audioTokens, audioInputTokens = 0 } = usage;
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      ...(written > 0 ? { cache_write_tokens: written } : {}),
      ...(audioTokens === undefined ? {} : { audio_tokens: audioInputTokens }),
    },
    output_tokens: usage.outputTokens,
    output_tokens_details: {
      reasoning_tokens: usage.reasoningTokens ?? 0,
      ...(audioTokens === undefined ? {} : { audio_tokens: audioTokens - audioInputTokens }),
    },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}
