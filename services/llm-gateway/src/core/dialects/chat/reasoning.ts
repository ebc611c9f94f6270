import { type JsonObject, isObject, listOf, stringOr } from '../normal/json-values.ts';
import type { ReasoningBlock } from '../normal/normal-request.ts';

const FORMAT = 'anthropic-claude-v1';
const FORMAT_OPENAI = 'openai-responses-v1';

/**
 * Thoughts in a message of an assistant. OpenAI shows none here; compatible servers do: `reasoning_content` (DeepSeek, vLLM, Kimi)
 * or `reasoning` (OpenRouter, Groq), and `reasoning_details` (OpenRouter) with what a provider needs to get them back.
 */
export function readReasoning(message: JsonObject): readonly ReasoningBlock[] {
  const details = listOf(message['reasoning_details']).filter(isObject);
  const blocks = details.flatMap(readDetail);
  if (blocks.length > 0) return blocks;
  const text = stringOr(message['reasoning_content'], '') || stringOr(message['reasoning'], '');
  return text === '' ? [] : [{ kind: 'reasoning', text: [text] }];
}

function readDetail(detail: JsonObject): readonly ReasoningBlock[] {
  const id = typeof detail['id'] === 'string' && detail['format'] === FORMAT_OPENAI ? { id: detail['id'] } : {};
  const data = detail['data'];
  if (detail['type'] === 'reasoning.encrypted' && typeof data === 'string') {
    return [{ kind: 'reasoning', text: [], encrypted: data, ...id }];
  }
  const text = stringOr(detail['text'], '') || stringOr(detail['summary'], '');
  const signature = stringOr(detail['signature'], '');
  if (text === '' && signature === '') return [];
  return [{ kind: 'reasoning', text: text === '' ? [] : [text], ...(signature === '' ? {} : { signature }), ...id }];
}

/** The same for a client: the thoughts as text, and beside them what a later request needs. */
export function writeReasoning(blocks: readonly ReasoningBlock[]): JsonObject {
  if (blocks.length === 0) return {};
  const text = blocks.flatMap((block) => block.text).join('\n\n');
  return { reasoning_content: text === '' ? null : text, reasoning_details: blocks.flatMap(detailsOf) };
}

const detailsOf = (block: ReasoningBlock, index: number): readonly JsonObject[] => {
  const common = {
    format: block.id === undefined ? FORMAT : FORMAT_OPENAI,
    index,
    ...(block.id === undefined ? {} : { id: block.id }),
  };
  const text = block.text.join('\n\n');
  return [
    ...(text === '' && block.signature === undefined
      ? []
      : [{ type: 'reasoning.text', text, ...(block.signature === undefined ? {} : { signature: block.signature }), ...common }]),
    ...(block.encrypted === undefined ? [] : [{ type: 'reasoning.encrypted', data: block.encrypted, ...common }]),
  ];
};
