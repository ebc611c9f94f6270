import type { Json } from '../normal/dialect-codec.ts';
import type { ReasoningBlock } from '../normal/normal-request.ts';
import { wrapForeign } from './foreign-reasoning.ts';
import { keptIn } from './json.ts';

/** Whether thoughts are of a model behind this API: the others' mean nothing to it. */
export const isOpenAiReasoning = (block: ReasoningBlock): boolean =>
  block.id !== undefined || keptIn(block)['reasoning'] !== undefined;

/** Thoughts as an item; another provider's signature travels in `encrypted_content`. */
export function writeReasoning(block: ReasoningBlock, made: Json = {}): Json {
  const { reasoning: _reasoning, rawParts, ...kept } = keptIn(block);
  const summaries = block.text.length - (typeof rawParts === 'number' ? rawParts : 0);
  const encrypted = isOpenAiReasoning(block) ? block.encrypted : wrapForeign(foreignOf(block));
  return {
    ...made,
    type: 'reasoning',
    ...(block.id === undefined ? {} : { id: block.id }),
    summary: block.text.slice(0, summaries).map((text) => ({ type: 'summary_text', text })),
    ...(summaries < block.text.length
      ? { content: block.text.slice(summaries).map((text) => ({ type: 'reasoning_text', text })) }
      : {}),
    ...(encrypted === undefined ? {} : { encrypted_content: encrypted }),
    ...kept,
  };
}

const foreignOf = ({ signature, encrypted }: ReasoningBlock): { signature?: string; encrypted?: string } => ({
  ...(signature === undefined ? {} : { signature }),
  ...(encrypted === undefined ? {} : { encrypted }),
});
