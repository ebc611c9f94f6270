import type { Json } from '../normal/dialect-codec.ts';
import { dataUrl } from '../normal/data-url.ts';
import type { NormalBlock, NormalTurn, ToolResultBlock } from '../normal/normal-request.ts';
import { Refused, keptIn } from './json.ts';
import { writeCall } from './write-call.ts';
import { isOpenAiReasoning, writeReasoning } from './write-reasoning.ts';

/** The items of one turn. Thoughts of another provider are left out: this API never needs them back (docs/dialects.md). */
export function writeTurn(turn: NormalTurn): readonly Json[] {
  if (turn.name !== undefined) {
    const path = turn.path === undefined ? 'name' : `${turn.path}.name`;
    throw new Refused(`"${path}" has no counterpart in the responses API. Leave it out, or write the name into the text.`, path);
  }
  const items: Json[] = [];
  let open: { readonly item: unknown; readonly parts: NormalBlock[] } | undefined;
  const close = (): void => {
    if (open) items.push(writeMessage(turn, open.parts));
    open = undefined;
  };
  for (const block of turn.blocks) {
    const { item } = keptIn(block);
    if (isPart(block)) {
      if (open && open.item !== item) close();
      open ??= { item, parts: [] };
      open.parts.push(block);
      continue;
    }
    close();
    const written = writeItem(block);
    if (written) items.push(written);
  }
  close();
  return items;
}

const isPart = (block: NormalBlock): boolean =>
  block.kind === 'own' ? keptIn(block)['item'] !== undefined : ['text', 'image', 'file', 'refusal'].includes(block.kind);

function writeItem(block: NormalBlock): Json | undefined {
  switch (block.kind) {
    case 'tool-call':
      return writeCall(block);
    case 'tool-result':
      return writeResult(block);
    case 'reasoning':
      return isOpenAiReasoning(block) ? writeReasoning(block) : undefined;
    case 'own':
      return block.value;
    default:
      return undefined;
  }
}

function writeMessage(turn: NormalTurn, parts: readonly NormalBlock[]): Json {
  const kept = parts[0] ? keptIn(parts[0])['item'] : undefined;
  const { asText, ...fields } = (kept ?? { type: 'message', role: turn.role }) as Record<string, unknown>;
  const [only] = parts;
  if (asText === true && parts.length === 1 && only?.kind === 'text') return { ...fields, content: only.text };
  return { ...fields, content: parts.map((part) => writePart(part, turn)) };
}

function writePart(block: NormalBlock, turn: Pick<NormalTurn, 'role' | 'path'>): Json {
  const part = keptIn(block)['part'] as Json | undefined;
  switch (block.kind) {
    case 'text':
      return { type: turn.role === 'assistant' ? 'output_text' : 'input_text', text: block.text, ...part };
    case 'refusal':
      return { type: 'refusal', refusal: block.text, ...part };
    case 'image':
    case 'file':
      if (turn.role === 'assistant') {
        const message = `"${turn.path ?? 'messages'}": what the model said can't hold an ${block.kind} in the responses API.`;
        throw new Refused(message, turn.path ?? null);
      }
      return { ...(block.kind === 'image' ? imagePart(block) : filePart(block)), ...part };
    default:
      return block.kind === 'own' ? block.value : {};
  }
}

function imagePart(block: Extract<NormalBlock, { kind: 'image' }>): Json {
  const { source } = block;
  return {
    type: 'input_image',
    ...(source.kind === 'id' ? { file_id: source.id } : {}),
    ...(source.kind === 'url' ? { image_url: source.url } : {}),
    ...(source.kind === 'base64' ? { image_url: dataUrl(source.mediaType, source.data) } : {}),
    ...(block.detail === undefined ? {} : { detail: block.detail }),
  };
}

function filePart(block: Extract<NormalBlock, { kind: 'file' }>): Json {
  const { source } = block;
  const name = block.name ?? (source.kind === 'text' ? 'document.txt' : undefined);
  return {
    type: 'input_file',
    ...(source.kind === 'id' ? { file_id: source.id } : {}),
    ...(source.kind === 'url' ? { file_url: source.url } : {}),
    ...(source.kind === 'base64' ? { file_data: dataUrl(source.mediaType, source.data) } : {}),
    ...(source.kind === 'text' ? { file_data: dataUrl('text/plain', Buffer.from(source.text).toString('base64')) } : {}),
    ...(name === undefined ? {} : { filename: name }),
  };
}

/** That a tool failed is told by the status of its output: the text of the failure is in the output itself. */
function writeResult(block: ToolResultBlock): Json {
  const { asList, ...rest } = keptIn(block);
  const [only] = block.content;
  const asText = asList !== true && (block.content.length === 0 || (block.content.length === 1 && only?.kind === 'text'));
  return {
    type: block.custom ? 'custom_tool_call_output' : 'function_call_output',
    call_id: block.callId,
    output: asText ? (only?.kind === 'text' ? only.text : '') : block.content.map((part) => writePart(part, { role: 'user' })),
    ...(block.isError ? { status: 'incomplete' } : {}),
    ...rest,
  };
}
