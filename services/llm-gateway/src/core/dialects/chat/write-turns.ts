import { type Result, ok } from '@panal/kernel/pure';
import { dataUrl } from '../normal/data-url.ts';
import { type JsonObject, problem } from '../normal/json-values.ts';
import type {
  FileBlock,
  ImageBlock,
  NormalBlock,
  NormalRequest,
  NormalTurn,
  RequestProblem,
  TextBlock,
  ToolCallBlock,
  ToolResultBlock,
} from '../normal/normal-request.ts';
import { writeReasoning } from './reasoning.ts';

type Parts = Result<JsonObject[], RequestProblem>;

/** Turns as `messages`: results of tools become messages of their own, before what else the user says. */
export function writeTurns(request: NormalRequest): Parts {
  const messages: JsonObject[] = [];
  for (const turn of request.turns) {
    const written = turn.role === 'assistant' ? ok(writeAssistant(turn, request)) : writeSaid(turn, request);
    if (!written.ok) return written;
    messages.push(...written.value);
  }
  return ok(messages);
}

function writeAssistant(turn: NormalTurn, request: NormalRequest): JsonObject[] {
  const own = request.dialect === 'chat';
  const texts = turn.blocks.filter((block) => block.kind === 'text');
  const refusals = turn.blocks.filter((block) => block.kind === 'refusal');
  const calls = turn.blocks.filter((block) => block.kind === 'tool-call');
  // Reasoning has no place in requests of chat completions: it is left out, as OpenAI's own models forget it between requests.
  const reasoning = own ? writeReasoning(turn.blocks.filter((block) => block.kind === 'reasoning')) : {};
  if (!own && texts.length + refusals.length + calls.length === 0) return [];
  return [
    {
      role: 'assistant',
      ...(turn.name === undefined ? {} : { name: turn.name }),
      content: own && texts.some((text) => text.cache) ? texts.map((text) => writeText(text, true)) : joined(texts),
      ...reasoning,
      ...(refusals.length > 0 ? { refusal: refusals.map(({ text }) => text).join('') } : {}),
      ...(calls.length > 0 ? { tool_calls: calls.map(writeCall) } : {}),
    },
  ];
}

/** Blocks of text of one answer are one text. */
const joined = (texts: readonly TextBlock[]): string | null =>
  texts.length === 0 ? null : texts.map(({ text }) => text).join('');

export const writeCall = (block: ToolCallBlock): JsonObject =>
  block.custom
    ? { id: block.id, type: 'custom', custom: { name: block.name, input: block.input } }
    : { id: block.id, type: 'function', function: { name: block.name, arguments: block.input === '' ? '{}' : block.input } };

function writeSaid(turn: NormalTurn, request: NormalRequest): Parts {
  const legacy = turn.blocks.find((block) => block.kind === 'own' && block.type === 'function');
  if (legacy?.kind === 'own') return ok([{ ...legacy.value }]);
  const results = turn.blocks.filter((block) => block.kind === 'tool-result');
  const messages: JsonObject[] = [];
  const shown: JsonObject[] = [];
  for (const result of results) {
    const written = writeResult(result, turn, request);
    if (!written.ok) return written;
    messages.push(written.value.message);
    shown.push(...written.value.shown);
  }
  const said = writeParts(
    turn.blocks.filter((block) => block.kind !== 'tool-result'),
    turn,
    request,
  );
  if (!said.ok) return said;
  const parts = [...shown, ...said.value];
  if (parts.length === 0 && (results.length > 0 || request.dialect !== 'chat')) return ok(messages);
  const [only] = parts;
  const isPlain = parts.length === 1 && only!['type'] === 'text' && only!['cache_control'] === undefined;
  const name = turn.name === undefined ? {} : { name: turn.name };
  messages.push({ role: turn.role, ...name, content: isPlain ? only!['text'] : parts });
  return ok(messages);
}

interface WrittenResult {
  readonly message: JsonObject;
  /** Images and files, which only a user can show here. */
  readonly shown: readonly JsonObject[];
}

function writeResult(block: ToolResultBlock, turn: NormalTurn, request: NormalRequest): Result<WrittenResult, RequestProblem> {
  const texts = block.content.filter((part) => part.kind === 'text');
  const media = writeParts(
    block.content.filter((part) => part.kind !== 'text'),
    turn,
    request,
  );
  if (!media.ok) return media;
  const isOwn = request.dialect === 'chat';
  const cache = isOwn && block.cache ? { cache_control: { type: 'ephemeral', ...block.cache } } : {};
  const [only] = texts;
  const plain = texts.length === 1 && !(isOwn && only!.cache) ? only!.text : undefined;
  const content = plain ?? (texts.length === 0 ? '' : texts.map((text) => writeText(text, isOwn)));
  const message = { role: 'tool', tool_call_id: block.callId, content: block.isError ? failed(content) : content, ...cache };
  if (media.value.length === 0) return ok({ message, shown: [] });
  if (isOwn)
    return ok({ message: { ...message, content: [...texts.map((text) => writeText(text, true)), ...media.value] }, shown: [] });
  return ok({ message, shown: [{ type: 'text', text: `Shown by tool call ${block.callId}:` }, ...media.value] });
}

/** That a tool failed is said in its text: there is no other place for it. */
function failed(content: string | readonly JsonObject[]): string | readonly JsonObject[] {
  if (typeof content === 'string') return `Error: ${content}`;
  return [{ type: 'text', text: 'Error:' }, ...content];
}

function writeText(block: TextBlock, cached: boolean): JsonObject {
  const cache = cached && block.cache ? { cache_control: { type: 'ephemeral', ...block.cache } } : {};
  return { type: 'text', text: block.text, ...cache };
}

function writeParts(blocks: readonly NormalBlock[], turn: NormalTurn, request: NormalRequest): Parts {
  const parts: JsonObject[] = [];
  for (const block of blocks) {
    const written = writePart(block, turn, request);
    if (!written.ok) return written;
    if (written.value) parts.push(written.value);
  }
  return ok(parts);
}

function writePart(block: NormalBlock, turn: NormalTurn, request: NormalRequest): Result<JsonObject | undefined, RequestProblem> {
  switch (block.kind) {
    case 'text':
      return ok(writeText(block, request.dialect === 'chat'));
    case 'refusal':
      return ok({ type: 'text', text: block.text });
    case 'image':
      return writeImage(block, turn, request);
    case 'file':
      return writeFile(block, turn, request);
    case 'own':
      return ok({ ...block.value });
    case 'reasoning':
    case 'tool-result':
      return ok(undefined);
    case 'tool-call':
      return problem('A call of a tool stands in a turn of the user.', turn.path ?? null);
  }
}

const placeOf = (turn: NormalTurn): string | null => (turn.path === undefined ? null : `${turn.path}.content`);
const cacheOf = (block: ImageBlock | FileBlock, request: NormalRequest): JsonObject =>
  request.dialect === 'chat' && block.cache ? { cache_control: { type: 'ephemeral', ...block.cache } } : {};

function writeImage(block: ImageBlock, turn: NormalTurn, request: NormalRequest): Result<JsonObject, RequestProblem> {
  const { source } = block;
  if (source.kind === 'id') return problem('A stored image has no meaning here: send its bytes or its address.', placeOf(turn));
  const url = source.kind === 'url' ? source.url : dataUrl(source.mediaType, source.data);
  const detail = block.detail ? { detail: block.detail } : {};
  return ok({ type: 'image_url', image_url: { url, ...detail }, ...cacheOf(block, request) });
}

function writeFile(block: FileBlock, turn: NormalTurn, request: NormalRequest): Result<JsonObject, RequestProblem> {
  const { source } = block;
  const cache = cacheOf(block, request);
  if (source.kind === 'id') {
    if (request.dialect === 'messages')
      return problem('A stored file of another provider has no meaning here: send its bytes.', placeOf(turn));
    return ok({
      type: 'file',
      file: { file_id: source.id, ...(block.name === undefined ? {} : { filename: block.name }) },
      ...cache,
    });
  }
  if (source.kind === 'url')
    return problem("OpenAI's chat completions take no address of a document: send its bytes.", placeOf(turn));
  const isText = source.kind === 'text';
  const data = isText ? Buffer.from(source.text, 'utf8').toString('base64') : source.data;
  const filename = block.name ?? (isText ? 'document.txt' : 'document.pdf');
  return ok({ type: 'file', file: { filename, file_data: dataUrl(isText ? 'text/plain' : source.mediaType, data) }, ...cache });
}
