import type { Dialect } from '../dialect.ts';

const API_VERSION = '2023-06-01';
/** The longest side is cut to 2,576 pixels at most: 4,784 tokens. */
const IMAGE_TOKENS_MAX = 5_000;

/** Anthropic's Messages API. */
export const anthropicDialect = (imageTokensMax = IMAGE_TOKENS_MAX): Dialect => ({
  speaks: ['messages', 'count-tokens'],
  outputField: 'max_tokens',
  // Caching starts with `cache_control`, which a request has or hasn't.
  mayWriteCache: false,
  imageTokensMax,
  headers: (apiKey): Record<string, string> => (apiKey ? { 'x-api-key': apiKey } : {}),
  ownHeaders: { 'anthropic-version': API_VERSION },
});
