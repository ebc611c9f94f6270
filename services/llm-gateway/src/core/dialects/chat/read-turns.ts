import { type JsonObject, isGiven, isObject, stringOr } from '../normal/json-values.ts';
import type { FileBlock, ImageBlock, NormalBlock, NormalTurn, TextBlock } from '../normal/normal-request.ts';
import type { Reading } from '../normal/reading.ts';
import { cacheOf, readContent } from './read-content.ts';
import { readReasoning } from './reasoning.ts';

const SPOKEN = new Set(['role', 'content', 'name', 'cache_control']);
const ASSISTANT = new Set([
  ...SPOKEN,
  'tool_calls',
  'refusal',
  'reasoning',
  'reasoning_content',
  'reasoning_details',
  // What answers have besides, and clients send back as it came.
  'annotations',
  'function_call',
  'audio',
  'panal_omitted',
]);
const TOOL = new Set(['role', 'content', 'tool_call_id', 'name', 'cache_control']);
const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const;

/** `messages` as turns: a tool message is a turn of the user with a result. */
export function readTurns(body: JsonObject, reading: Reading): readonly NormalTurn[] {
  if (!Array.isArray(body['messages'])) return reading.fail('"messages" must be a list.', 'messages') ?? [];
  return (body['messages'] as unknown[]).flatMap((message, index) => {
    const path = `messages[${index}]`;
    if (!isObject(message)) return reading.fail(`"${path}" must be an object.`, path) ?? [];
    const turn = readTurn(message, path, reading);
    return turn ? [turn] : [];
  });
}

function readTurn(message: JsonObject, path: string, reading: Reading): NormalTurn | undefined {
  const role = reading.oneOf(message, 'role', ROLES, `${path}.role`);
  if (role === undefined) return reading.fail(`"${path}.role" is missing.`, `${path}.role`);
  if (role === 'tool') return readResult(message, path, reading);
  if (role === 'function') {
    return { role: 'user', path, blocks: [{ kind: 'own', dialect: 'chat', type: 'function', value: message, path }] };
  }
  const name = reading.string(message, 'name', `${path}.name`);
  const named = { path, ...(name === undefined ? {} : { name }) };
  if (role === 'assistant') return { role, ...named, blocks: readAssistant(message, path, reading) };
  if (!isGiven(message['content'])) reading.fail(`"${path}.content" is missing.`, `${path}.content`);
  reading.keepRest(message, SPOKEN, path);
  return { role, ...named, blocks: marked(readContent(message['content'], `${path}.content`, reading), message) };
}

/** A mark on a message counts for its last text. */
function marked(blocks: readonly NormalBlock[], message: JsonObject): readonly NormalBlock[] {
  const { cache } = cacheOf(message);
  const last = blocks.at(-1);
  return cache && last?.kind === 'text' ? [...blocks.slice(0, -1), { ...last, cache }] : blocks;
}

function readAssistant(message: JsonObject, path: string, reading: Reading): readonly NormalBlock[] {
  reading.keepRest(message, ASSISTANT, path);
  const refusal = reading.string(message, 'refusal', `${path}.refusal`);
  for (const name of ['function_call', 'audio']) if (isGiven(message[name])) reading.keep(`${path}.${name}`, message[name]);
  return [
    ...readReasoning(message),
    ...marked(readContent(message['content'], `${path}.content`, reading), message),
    ...(refusal === undefined ? [] : [{ kind: 'refusal', text: refusal } as const]),
    ...(reading.list(message, 'tool_calls', `${path}.tool_calls`) ?? []).flatMap(
      (call, index) => readCall(call, `${path}.tool_calls[${index}]`, reading) ?? [],
    ),
  ];
}

function readCall(call: unknown, path: string, reading: Reading): NormalBlock | undefined {
  if (!isObject(call)) return reading.fail(`"${path}" must be an object.`, path);
  const id = reading.text(call, 'id', `${path}.id`);
  if (call['type'] === 'custom') {
    const custom = reading.object(call, 'custom', `${path}.custom`) ?? {};
    const name = reading.text(custom, 'name', `${path}.custom.name`);
    return { kind: 'tool-call', id, name, input: reading.text(custom, 'input', `${path}.custom.input`), custom: true };
  }
  const called = reading.object(call, 'function', `${path}.function`) ?? {};
  return {
    kind: 'tool-call',
    id,
    name: reading.text(called, 'name', `${path}.function.name`),
    input: reading.text(called, 'arguments', `${path}.function.arguments`),
  };
}

function readResult(message: JsonObject, path: string, reading: Reading): NormalTurn {
  reading.keepRest(message, TOOL, path);
  const content: (TextBlock | ImageBlock | FileBlock)[] = [];
  for (const block of readContent(message['content'], `${path}.content`, reading)) {
    if (block.kind === 'text' || block.kind === 'image' || block.kind === 'file') content.push(block);
    else if (block.kind === 'own') reading.keep(stringOr(block.path, path), block.value);
    else reading.fail(`"${path}.content" holds what is no result of a tool.`, `${path}.content`);
  }
  const callId = reading.text(message, 'tool_call_id', `${path}.tool_call_id`);
  return { role: 'user', path, blocks: [{ kind: 'tool-result', callId, content, ...cacheOf(message) }] };
}
