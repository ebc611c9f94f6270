import { type Result, ok } from '@panal/kernel/pure';
import { NESTING_MAX, nestsDeeperThan } from '../../nesting.ts';
import { isObject, parsed, problem } from '../normal/json-values.ts';
import type {
  CacheMark,
  DialectName,
  FileBlock,
  ImageBlock,
  NormalBlock,
  ReasoningBlock,
  RequestProblem,
  TextBlock,
  ToolCallBlock,
  ToolResultBlock,
} from '../normal/normal-request.ts';
import { writtenSource } from './read-block.ts';
import { encodeToolId } from './tool-ids.ts';

/** Where in the client's body a block stands. */
export interface Place {
  readonly path?: string;
  readonly dialect?: DialectName;
}

export type Written = Record<string, unknown>;
type Block = Result<Written | undefined, RequestProblem>;

/** A block of a request; nothing for what is left out by rule (empty text, reasoning of other providers). */
export function writeBlock(block: NormalBlock, place: Place): Block {
  switch (block.kind) {
    case 'text':
      return ok(block.text === '' ? undefined : writeText(block));
    case 'refusal':
      return ok(block.text === '' ? undefined : { type: 'text', text: block.text });
    case 'image':
    case 'file':
      return writeMedia(block, place);
    case 'tool-call':
      return writeCall(block, place);
    case 'tool-result':
      return writeResult(block, place);
    case 'reasoning':
      return ok(writeReasoning(block));
    case 'own':
      return ok({ ...block.value });
  }
}

export const writtenCache = (cache: CacheMark | undefined): Written =>
  cache ? { cache_control: { type: 'ephemeral', ...(cache.ttl ? { ttl: cache.ttl } : {}) } } : {};

const writeText = (block: TextBlock): Written => ({ type: 'text', text: block.text, ...writtenCache(block.cache) });

const contentOf = (place: Place): string | null => (place.path === undefined ? null : `${place.path}.content`);

function writeMedia(block: ImageBlock | FileBlock, place: Place): Block {
  if (block.source.kind === 'id' && place.dialect !== 'messages') {
    return problem(
      'A stored file of another provider has no meaning for Anthropic: send its bytes or its address.',
      contentOf(place),
    );
  }
  if (block.kind === 'image') return ok({ type: 'image', source: writtenSource(block.source), ...writtenCache(block.cache) });
  const source = documentSource(block.source);
  if (!source) return problem('Anthropic takes documents as PDF or as plain text.', contentOf(place));
  const title = block.name === undefined ? {} : { title: block.name };
  return ok({ type: 'document', source, ...title, ...writtenCache(block.cache) });
}

function documentSource(source: FileBlock['source']): Written | undefined {
  if (source.kind !== 'base64' || source.mediaType === 'application/pdf') return { ...writtenSource(source) };
  if (!source.mediaType.startsWith('text/')) return undefined;
  return { ...writtenSource({ kind: 'text', text: Buffer.from(source.data, 'base64').toString('utf8') }) };
}

function writeCall(block: ToolCallBlock, place: Place): Block {
  const input = callInput(block);
  const param = place.path ?? null;
  if (!isObject(input))
    return problem(`The input of tool call "${block.id}" is no JSON object, which Anthropic asks for.`, param);
  if (nestsDeeperThan(input, NESTING_MAX)) {
    return problem(`The input of tool call "${block.id}" nests more than ${NESTING_MAX} levels deep.`, param);
  }
  return ok({ type: 'tool_use', id: encodeToolId(block.id), name: block.name, input, ...writtenCache(block.cache) });
}

/** The input as a value. Free text of a custom tool has no schema: it is carried under `input`; no text is no argument. */
export function callInput(block: ToolCallBlock): unknown {
  if (block.custom) return { input: block.input };
  return block.input.trim() === '' ? {} : parsed(block.input);
}

function writeResult(block: ToolResultBlock, place: Place): Block {
  const content: Written[] = [];
  for (const part of block.content) {
    const written = writeBlock(part, place);
    if (!written.ok) return written;
    if (written.value) content.push(written.value);
  }
  const only = block.content.length === 1 ? block.content[0] : undefined;
  return ok({
    type: 'tool_result',
    tool_use_id: encodeToolId(block.callId),
    ...(block.content.length === 0 ? {} : { content: only?.kind === 'text' && !only.cache ? only.text : content }),
    ...(block.isError ? { is_error: true } : {}),
    ...writtenCache(block.cache),
  });
}

/** Only what Anthropic signed or encrypted itself can go back to it. Blocks with an `id` are OpenAI's. */
function writeReasoning(block: ReasoningBlock): Written | undefined {
  if (block.id !== undefined) return undefined;
  if (block.signature !== undefined) return { type: 'thinking', thinking: block.text.join(''), signature: block.signature };
  if (block.encrypted !== undefined) return { type: 'redacted_thinking', data: block.encrypted };
  return undefined;
}
