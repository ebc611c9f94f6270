import { byteLength, isObject } from '../dialect.ts';

/** Bytes of output in a message or a part of one. */
export function visibleIn(message: unknown): number {
  if (!isObject(message)) return 0;
  const { content, reasoning, reasoning_content: thought, refusal, tool_calls: calls } = message;
  let bytes = byteLength(content) + byteLength(reasoning) + byteLength(thought) + byteLength(refusal);
  for (const call of Array.isArray(calls) ? calls : []) {
    if (isObject(call) && isObject(call['function']))
      bytes += byteLength(call['function']['name']) + byteLength(call['function']['arguments']);
  }
  return bytes;
}
