import { type TokenUsage, usageOf } from '../../ports.ts';
import { type AnswerDecoder, isObject, tokenCount } from '../dialect.ts';
import { PassedDocument } from './passed-document.ts';

/** Embeddings, passed on: they use input only. Source: OpenAI API reference, "Create embeddings". */
export const openEmbeddings = (): AnswerDecoder =>
  new PassedDocument({ holds: 'data', usage: ({ usage }) => readEmbeddingsUsage(usage), visible: () => 0 });

function readEmbeddingsUsage(value: unknown): TokenUsage | undefined {
  const inputTokens = isObject(value) ? tokenCount(value['prompt_tokens']) : undefined;
  return inputTokens === undefined ? undefined : usageOf({ inputTokens });
}
