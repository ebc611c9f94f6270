import { type JsonObject, isGiven, isObject } from '../normal/json-values.ts';
import type {
  CacheMark,
  FileBlock,
  ImageBlock,
  MediaSource,
  NormalBlock,
  TextBlock,
  ToolResultBlock,
} from '../normal/normal-request.ts';
import type { Reading } from '../normal/reading.ts';
import { openSeal } from './sealed-reasoning.ts';
import { decodeToolId } from './tool-ids.ts';

const TEXT = new Set(['type', 'text', 'cache_control', 'citations']);
const IMAGE = new Set(['type', 'source', 'cache_control']);
const DOCUMENT = new Set(['type', 'source', 'title', 'cache_control', 'citations']);
const TOOL_USE = new Set(['type', 'id', 'name', 'input', 'cache_control', 'caller']);
const TOOL_RESULT = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control']);
const THINKING = new Set(['type', 'thinking', 'signature', 'cache_control']);
const MARK_ONLY = new Set(['type']);
const MARK = new Set(['type', 'ttl']);
const SOURCES: ReadonlyMap<unknown, ReadonlySet<string>> = new Map([
  ['base64', new Set(['type', 'media_type', 'data'])],
  ['url', new Set(['type', 'url'])],
  ['file', new Set(['type', 'file_id'])],
  ['text', new Set(['type', 'media_type', 'data'])],
]);
const REDACTED = new Set(['type', 'data', 'cache_control']);

/** A content block of a request. */
export function readBlock(value: unknown, path: string, reading: Reading): NormalBlock | undefined {
  if (!isObject(value) || typeof value['type'] !== 'string') return reading.fail(`"${path}" must be a content block.`, path);
  switch (value['type']) {
    case 'text':
      return readText(value, path, reading);
    case 'image':
      return readImage(value, path, reading);
    case 'document':
      return readDocument(value, path, reading);
    case 'tool_use':
      return readToolUse(value, path, reading);
    case 'tool_result':
      return readToolResult(value, path, reading);
    case 'thinking': {
      reading.keepRest(value, THINKING, path);
      const signature = reading.string(value, 'signature', `${path}.signature`);
      const text = reading.text(value, 'thinking', `${path}.thinking`);
      return { kind: 'reasoning', text: text === '' ? [] : [text], ...openSeal(signature ?? '') };
    }
    case 'redacted_thinking':
      reading.keepRest(value, REDACTED, path);
      return { kind: 'reasoning', text: [], encrypted: reading.text(value, 'data', `${path}.data`) };
    default:
      return { kind: 'own', dialect: 'messages', type: value['type'], value, path };
  }
}

export function cacheOf(block: JsonObject, path: string, reading: Reading): { readonly cache?: CacheMark } {
  const control = reading.object(block, 'cache_control', `${path}.cache_control`);
  if (!control) return {};
  const ttl = control['ttl'];
  reading.keepRest(control, ttl === '5m' || ttl === '1h' ? MARK : MARK_ONLY, `${path}.cache_control`);
  return { cache: ttl === '5m' || ttl === '1h' ? { ttl } : {} };
}

export function readText(value: JsonObject, path: string, reading: Reading): TextBlock {
  const citations = value['citations'];
  if (isGiven(citations) && !(Array.isArray(citations) && citations.length === 0)) reading.keep(`${path}.citations`, citations);
  reading.keepRest(value, TEXT, path);
  return { kind: 'text', text: reading.text(value, 'text', `${path}.text`), ...cacheOf(value, path, reading) };
}

function readImage(value: JsonObject, path: string, reading: Reading): ImageBlock | undefined {
  reading.keepRest(value, IMAGE, path);
  const source = readSource(value, path, reading);
  return source && source.kind !== 'text' ? { kind: 'image', source, ...cacheOf(value, path, reading) } : undefined;
}

function readDocument(value: JsonObject, path: string, reading: Reading): NormalBlock | undefined {
  if (isObject(value['source']) && value['source']['type'] === 'content') {
    return { kind: 'own', dialect: 'messages', type: 'document', value, path };
  }
  reading.keepRest(value, DOCUMENT, path);
  const citations = value['citations'];
  if (isObject(citations) && citations['enabled'] === true) reading.keep(`${path}.citations`, citations);
  else if (isObject(citations)) reading.keepRest(citations, new Set(['enabled']), `${path}.citations`);
  const source = readSource(value, path, reading);
  const name = reading.string(value, 'title', `${path}.title`);
  return source && { kind: 'file', source, ...(name === undefined ? {} : { name }), ...cacheOf(value, path, reading) };
}

function readSource(value: JsonObject, path: string, reading: Reading): FileBlock['source'] | undefined {
  const source = reading.object(value, 'source', `${path}.source`);
  const known = SOURCES.get(source?.['type']);
  if (source && known) reading.keepRest(source, known, `${path}.source`);
  switch (source?.['type']) {
    case 'base64':
      return {
        kind: 'base64',
        mediaType: reading.text(source, 'media_type', `${path}.source.media_type`),
        data: reading.text(source, 'data', `${path}.source.data`),
      };
    case 'url':
      return { kind: 'url', url: reading.text(source, 'url', `${path}.source.url`) };
    case 'file':
      return { kind: 'id', id: reading.text(source, 'file_id', `${path}.source.file_id`) };
    case 'text':
      return { kind: 'text', text: reading.text(source, 'data', `${path}.source.data`) };
    default:
      return reading.fail(`"${path}.source.type" must be base64, url, file or, of documents, text.`, `${path}.source`);
  }
}

function readToolUse(value: JsonObject, path: string, reading: Reading): NormalBlock {
  reading.keepRest(value, TOOL_USE, path);
  const caller = value['caller'];
  if (isGiven(caller) && !(isObject(caller) && caller['type'] === 'direct' && Object.keys(caller).length === 1))
    reading.keep(`${path}.caller`, caller);
  return {
    kind: 'tool-call',
    id: decodeToolId(reading.text(value, 'id', `${path}.id`)),
    name: reading.text(value, 'name', `${path}.name`),
    input: JSON.stringify(value['input'] ?? {}),
    ...cacheOf(value, path, reading),
  };
}

function readToolResult(value: JsonObject, path: string, reading: Reading): ToolResultBlock {
  reading.keepRest(value, TOOL_RESULT, path);
  const isError = reading.boolean(value, 'is_error', `${path}.is_error`);
  return {
    kind: 'tool-result',
    callId: decodeToolId(reading.text(value, 'tool_use_id', `${path}.tool_use_id`)),
    content: readResultContent(value['content'], `${path}.content`, reading),
    ...(isError ? { isError } : {}),
    ...cacheOf(value, path, reading),
  };
}

function readResultContent(value: unknown, path: string, reading: Reading): ToolResultBlock['content'] {
  if (!isGiven(value)) return [];
  if (typeof value === 'string') return [{ kind: 'text', text: value }];
  if (!Array.isArray(value)) return reading.fail(`"${path}" must be text or a list of blocks.`, path) ?? [];
  const content: (TextBlock | ImageBlock | FileBlock)[] = [];
  for (const [index, item] of value.entries()) {
    const block = readBlock(item, `${path}[${index}]`, reading);
    if (block?.kind === 'text' || block?.kind === 'image' || block?.kind === 'file') content.push(block);
    else if (block) reading.keep(`${path}[${index}]`, item);
  }
  return content;
}

/** Where the bytes of an image or document are, as Anthropic says it. */
export const writtenSource = (source: MediaSource | { readonly kind: 'text'; readonly text: string }): JsonObject => {
  switch (source.kind) {
    case 'base64':
      return { type: 'base64', media_type: source.mediaType, data: source.data };
    case 'url':
      return { type: 'url', url: source.url };
    case 'id':
      return { type: 'file', file_id: source.id };
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: source.text };
  }
};
