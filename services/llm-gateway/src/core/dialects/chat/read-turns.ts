import { type JsonObject, isGiven, isObject, listOf, stringOr } from '../normal/json-values.ts';
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
// Clients that gather a stream send the index of a call back.
const FUNCTION_CALL = new Set(['id', 'type', 'function', 'index']);
const CUSTOM_CALL = new Set(['id', 'type', 'custom', 'index']);
const CALLED = new Set(['name', 'arguments']);
const CALLED_CUSTOM = new Set(['name', 'input']);
const TOOL = new Set(['role', 'content', 'tool_call_id', 'name', 'cache_control']);
const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const;

/** `messages` as turns: a tool message is a turn of the user with a result. */
export function readTurns(body: JsonObject, reading: Reading): readonly NormalTurn[] {
  if (!Array.isArray(body['messages'])) return reading.fail('"messages" must be a list.', 'messages') ?? [];
  const called = new Map<unknown, unknown>();
  return (body['messages'] as unknown[]).flatMap((message, index) => {
    const path = `messages[${index}]`;
    if (!isObject(message)) return reading.fail(`"${path}" must be an object.`, path) ?? [];
    noteNames(message, path, called, reading);
    const turn = readTurn(message, path, reading);
    return turn ? [turn] : [];
  });
}

/** The name of a result says nothing where it is the name of what was called. */
function noteNames(message: JsonObject, path: string, called: Map<unknown, unknown>, reading: Reading): void {
  for (const call of listOf(message['tool_calls'])) {
    const named = isObject(call) && (call['function'] ?? call['custom']);
    if (isObject(named)) called.set((call as JsonObject)['id'], named['name']);
  }
  const name = message['name'];
  if (message['role'] === 'tool' && isGiven(name) && called.get(message['tool_call_id']) !== name)
    reading.keep(`${path}.name`, name);
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
  return {
    role,
    ...named,
    blocks: marked(readContent(message['content'], `${path}.content`, reading), message, { path, reading }),
  };
}

/** A mark on a message counts for its last text. */
function marked(
  blocks: readonly NormalBlock[],
  message: JsonObject,
  { path, reading }: { readonly path: string; readonly reading: Reading },
): readonly NormalBlock[] {
  const { cache } = cacheOf(message, path, reading);
  const last = blocks.at(-1);
  return cache && last?.kind === 'text' ? [...blocks.slice(0, -1), { ...last, cache }] : blocks;
}

function readAssistant(message: JsonObject, path: string, reading: Reading): readonly NormalBlock[] {
  reading.keepRest(message, ASSISTANT, path);
  const refusal = reading.string(message, 'refusal', `${path}.refusal`);
  for (const name of ['function_call', 'audio']) if (isGiven(message[name])) reading.keep(`${path}.${name}`, message[name]);
  return [
    ...readReasoning(message),
    ...marked(readContent(message['content'], `${path}.content`, reading), message, { path, reading }),
    ...(refusal === undefined ? [] : [{ kind: 'refusal', text: refusal } as const]),
    ...(reading.list(message, 'tool_calls', `${path}.tool_calls`) ?? []).flatMap(
      (call, index) => readCall(call, `${path}.tool_calls[${index}]`, reading) ?? [],
    ),
  ];
}

function readCall(call: unknown, path: string, reading: Reading): NormalBlock | undefined {
  if (!isObject(call)) return reading.fail(`"${path}" must be an object.`, path);
  const type = call['type'] ?? 'function';
  if (type !== 'function' && type !== 'custom') {
    reading.keep(path, call);
    return undefined;
  }
  const id = reading.text(call, 'id', `${path}.id`);
  reading.keepRest(call, type === 'custom' ? CUSTOM_CALL : FUNCTION_CALL, path);
  if (type === 'custom') {
    const custom = reading.object(call, 'custom', `${path}.custom`) ?? {};
    reading.keepRest(custom, CALLED_CUSTOM, `${path}.custom`);
    const name = reading.text(custom, 'name', `${path}.custom.name`);
    return { kind: 'tool-call', id, name, input: reading.text(custom, 'input', `${path}.custom.input`), custom: true };
  }
  const called = reading.object(call, 'function', `${path}.function`) ?? {};
  reading.keepRest(called, CALLED, `${path}.function`);
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
  return { role: 'user', path, blocks: [{ kind: 'tool-result', callId, content, ...cacheOf(message, path, reading) }] };
}
