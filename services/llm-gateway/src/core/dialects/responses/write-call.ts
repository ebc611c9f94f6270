import type { Json } from '../normal/dialect-codec.ts';
import type { ToolCallBlock } from '../normal/normal-request.ts';
import { keptIn } from './json.ts';

/** A call of a function or of a custom tool, as an item; `made` are fields for one that had none. */
export const writeCall = (block: ToolCallBlock, made: Json = {}): Json => ({
  ...made,
  type: block.custom ? 'custom_tool_call' : 'function_call',
  call_id: block.id,
  name: block.name,
  ...(block.custom ? { input: block.input } : { arguments: block.input }),
  ...keptIn(block),
});
