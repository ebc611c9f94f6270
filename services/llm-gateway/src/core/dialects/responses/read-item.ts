import type { NormalBlock, OwnField, ReasoningBlock, ToolResultBlock } from '../normal/normal-request.ts';
import { unwrapForeign } from './foreign-reasoning.ts';
import { isObject, listOf } from '../normal/json-values.ts';
import { Refused, originOf, ownRest, restOf, textOf } from './json.ts';
import { readContent } from './read-content.ts';

/** An item of the input or output, by who said it. */
export interface ReadItem {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly blocks: readonly NormalBlock[];
}

const MESSAGE_FIELDS = new Set(['content']);
const CALL_FIELDS = new Set(['type', 'call_id', 'name', 'arguments']);
const CUSTOM_FIELDS = new Set(['type', 'call_id', 'name', 'input']);
const RESULT_FIELDS = new Set(['type', 'call_id', 'output', 'status']);
const REASONING_FIELDS = new Set(['type', 'id', 'summary', 'content', 'encrypted_content']);
/** What says nothing to a model: left out for others, put back from the origin here. */
const LEFT_OUT = ['id', 'status', 'phase', 'created_by'];
const OWN_NOT: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['message', new Set([...LEFT_OUT, 'type', 'role', 'content'])],
  ['function_call', new Set([...LEFT_OUT, ...CALL_FIELDS])],
  ['custom_tool_call', new Set([...LEFT_OUT, ...CUSTOM_FIELDS])],
  ['function_call_output', new Set([...LEFT_OUT, ...RESULT_FIELDS])],
  ['custom_tool_call_output', new Set([...LEFT_OUT, ...RESULT_FIELDS])],
  ['reasoning', new Set([...LEFT_OUT, ...REASONING_FIELDS])],
]);
const ROLES = new Set<unknown>(['system', 'developer', 'user', 'assistant']);
/** Own items that the client gives; the rest is the model's. */
const CLIENTS = /(_output|_response)$/;

/**
 * Reads one item; refuses by its path what is malformed. Kinds that only this dialect knows are kept whole; fields that it alone
 * knows are noted in `own`.
 */
export function readItem(item: unknown, path: string, own: OwnField[] = []): ReadItem {
  if (!isObject(item)) throw new Refused(`"${path}" must be an object.`, path);
  const type = item['type'] ?? (item['role'] === undefined ? undefined : 'message');
  if (typeof type !== 'string') throw new Refused(`"${path}.type" is missing.`, `${path}.type`);
  const known = OWN_NOT.get(type);
  if (known) ownRest(withoutDefaults(item), known, path, own);
  switch (type) {
    case 'message':
      return readMessage(item, path, own);
    case 'function_call':
      return { role: 'assistant', blocks: [readCall(item, path)] };
    case 'custom_tool_call':
      return { role: 'assistant', blocks: [readCustomCall(item, path)] };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { role: 'user', blocks: [readResult(item, path, own)] };
    case 'reasoning':
      return { role: 'assistant', blocks: [readReasoning(item, path, own)] };
    default:
      return { role: CLIENTS.test(type) ? 'user' : 'assistant', blocks: [ownItem(item, type, path)] };
  }
}

/** A call by the model itself is what everybody means. */
const withoutDefaults = (item: Record<string, unknown>): Record<string, unknown> => {
  const { caller } = item;
  const isDirect = isObject(caller) && caller['type'] === 'direct' && Object.keys(caller).length === 1;
  return isDirect ? restOf(item, new Set(['caller'])) : item;
};

const ownItem = (value: Record<string, unknown>, type: string, path: string): NormalBlock => ({
  kind: 'own',
  dialect: 'responses',
  type,
  value,
  path,
});

function readMessage(item: Record<string, unknown>, path: string, own: OwnField[]): ReadItem {
  const { role } = item;
  if (!ROLES.has(role)) throw new Refused(`"${path}.role" must be user, assistant, system or developer.`, `${path}.role`);
  const shared = { ...restOf(item, MESSAGE_FIELDS), ...(typeof item['content'] === 'string' ? { asText: true } : {}) };
  const blocks = readContent(item['content'], `${path}.content`, { item: shared, own });
  return { role: role as ReadItem['role'], blocks: blocks.length > 0 ? blocks : [ownItem(item, 'message', path)] };
}

function needText(item: Record<string, unknown>, name: string, path: string): string {
  const value = item[name];
  if (typeof value !== 'string') throw new Refused(`"${path}.${name}" must be text.`, `${path}.${name}`);
  return value;
}

const readCall = (item: Record<string, unknown>, path: string): NormalBlock => ({
  kind: 'tool-call',
  ...originOf(restOf(item, CALL_FIELDS)),
  id: needText(item, 'call_id', path),
  name: needText(item, 'name', path),
  input: needText(item, 'arguments', path),
});

const readCustomCall = (item: Record<string, unknown>, path: string): NormalBlock => ({
  kind: 'tool-call',
  ...originOf(restOf(item, CUSTOM_FIELDS)),
  id: needText(item, 'call_id', path),
  name: needText(item, 'name', path),
  input: needText(item, 'input', path),
  custom: true,
});

function readResult(item: Record<string, unknown>, path: string, fields: OwnField[]): NormalBlock {
  const type = String(item['type']);
  const content = readContent(item['output'] ?? '', `${path}.output`, { own: fields });
  // A part of a kind that nobody else knows makes the whole output one.
  const own = content.find((block) => block.kind === 'own' || block.kind === 'refusal');
  if (own) return ownItem(item, type, own.kind === 'own' ? (own.path ?? path) : path);
  const { status } = item;
  const kept = {
    ...restOf(item, RESULT_FIELDS),
    ...(typeof status === 'string' && status !== 'incomplete' ? { status } : {}),
    ...(Array.isArray(item['output']) ? { asList: true } : {}),
  };
  return {
    kind: 'tool-result',
    ...originOf(kept),
    callId: needText(item, 'call_id', path),
    content: content as ToolResultBlock['content'],
    ...(status === 'incomplete' ? { isError: true } : {}),
    ...(type === 'custom_tool_call_output' ? { custom: true as const } : {}),
  };
}

function readReasoning(item: Record<string, unknown>, path: string, own: OwnField[]): ReasoningBlock {
  const texts = (value: unknown): string[] => listOf(value).map((part) => (isObject(part) ? textOf(part['text']) : ''));
  const summary = texts(item['summary']);
  const content = texts(item['content']);
  const encrypted = item['encrypted_content'];
  const foreign = typeof encrypted === 'string' ? unwrapForeign(encrypted) : undefined;
  const parts = { ...ownParts(item, 'summary', path, own), ...ownParts(item, 'content', path, own) };
  const kept = {
    ...restOf(item, REASONING_FIELDS),
    ...parts,
    ...(content.length > 0 ? { rawParts: content.length } : {}),
    ...(Array.isArray(item['content']) && content.length === 0 ? { content: [] } : {}),
    ...(encrypted === null ? { encrypted_content: null } : {}),
  };
  return {
    kind: 'reasoning',
    ...(foreign ? {} : originOf({ reasoning: true, ...kept })),
    text: [...summary, ...content],
    ...(foreign ?? (typeof encrypted === 'string' ? { encrypted } : {})),
    ...(typeof item['id'] === 'string' && !foreign ? { id: item['id'] } : {}),
  };
}

const THOUGHT_FIELDS = new Set(['type', 'text']);

/** Parts of thoughts with fields that nobody else knows: kept as they came. */
function ownParts(item: Record<string, unknown>, name: 'summary' | 'content', path: string, own: OwnField[]): object {
  const found: OwnField[] = [];
  for (const [index, part] of listOf(item[name]).entries())
    if (isObject(part)) ownRest(part, THOUGHT_FIELDS, `${path}.${name}[${index}]`, found);
  own.push(...found);
  return found.length > 0 ? { [name]: item[name] } : {};
}
