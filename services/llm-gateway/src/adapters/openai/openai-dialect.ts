import type { OutputField, Wire } from '../../ports.ts';
import type { Dialect } from '../dialect.ts';

/** By the dearest rule there is (85 and 170 tokens a tile, times 34 for small models; 8 tiles at most), rounded up. */
export const OPENAI_IMAGE_TOKENS_MAX = 50_000;

/** OpenAI and compatible servers, with those of its interfaces that a server has. */
export const openAiDialect = (options: {
  readonly outputField: OutputField;
  readonly speaks: readonly Wire[];
  readonly imageTokensMax?: number | undefined;
}): Dialect => ({
  ...options,
  mayWriteCache: true,
  imageTokensMax: options.imageTokensMax ?? OPENAI_IMAGE_TOKENS_MAX,
  headers: (apiKey): Record<string, string> => (apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
});
