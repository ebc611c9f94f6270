import { type JsonObject, isGiven, isObject } from '../normal/json-values.ts';
import type { CacheMark, NormalBlock } from '../normal/normal-request.ts';
import { sourceOfUrl } from '../normal/data-url.ts';
import type { Reading } from '../normal/reading.ts';

const HINTS = ['type', 'cache_control', 'prompt_cache_breakpoint'];
const TEXT = new Set([...HINTS, 'text']);
const IMAGE = new Set([...HINTS, 'image_url']);
const REFUSAL = new Set(['type', 'refusal']);
const FILE = new Set([...HINTS, 'file']);
const MARK_ONLY = new Set(['type']);
const MARK = new Set(['type', 'ttl']);
const DETAILS = new Set<unknown>(['auto', 'low', 'high']);

/** Text or a list of parts as blocks. */
export function readContent(content: unknown, path: string, reading: Reading): readonly NormalBlock[] {
  if (!isGiven(content)) return [];
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) return reading.fail(`"${path}" must be text or a list of parts.`, path) ?? [];
  return content.flatMap((part, index) => readPart(part, `${path}[${index}]`, reading) ?? []);
}

function readPart(part: unknown, path: string, reading: Reading): NormalBlock | undefined {
  if (!isObject(part) || typeof part['type'] !== 'string') return reading.fail(`"${path}" must be a part with a type.`, path);
  switch (part['type']) {
    case 'text':
      reading.keepRest(part, TEXT, path);
      return { kind: 'text', text: reading.text(part, 'text', `${path}.text`), ...cacheOf(part, path, reading) };
    case 'refusal':
      reading.keepRest(part, REFUSAL, path);
      return { kind: 'refusal', text: reading.text(part, 'refusal', `${path}.refusal`) };
    case 'image_url':
      return readImage(part, path, reading);
    case 'file':
      return readFile(part, path, reading);
    default:
      return { kind: 'own', dialect: 'chat', type: part['type'], value: part, path };
  }
}

/** Anthropic's mark, which compatible servers and clients use in chat completions, too. */
export function cacheOf(part: JsonObject, path: string, reading: Reading): { readonly cache?: CacheMark } {
  const control = reading.object(part, 'cache_control', `${path}.cache_control`);
  if (!control) return {};
  const ttl = control['ttl'];
  reading.keepRest(control, ttl === '5m' || ttl === '1h' ? MARK : MARK_ONLY, `${path}.cache_control`);
  return { cache: ttl === '5m' || ttl === '1h' ? { ttl } : {} };
}

function readImage(part: JsonObject, path: string, reading: Reading): NormalBlock {
  reading.keepRest(part, IMAGE, path);
  const image = reading.object(part, 'image_url', `${path}.image_url`) ?? {};
  const url = reading.text(image, 'url', `${path}.image_url.url`);
  const detail = image['detail'];
  const isKnown = DETAILS.has(detail);
  reading.keepRest(image, new Set(['url', ...(isKnown ? ['detail'] : [])]), `${path}.image_url`);
  return {
    kind: 'image',
    source: sourceOfUrl(url),
    ...(isKnown ? { detail: detail as 'auto' | 'low' | 'high' } : {}),
    ...cacheOf(part, path, reading),
  };
}

function readFile(part: JsonObject, path: string, reading: Reading): NormalBlock {
  reading.keepRest(part, FILE, path);
  const file = reading.object(part, 'file', `${path}.file`) ?? {};
  reading.keepRest(file, new Set(['file_data', 'file_id', 'filename']), `${path}.file`);
  const name = reading.string(file, 'filename', `${path}.file.filename`);
  const named = { ...(name === undefined ? {} : { name }), ...cacheOf(part, path, reading) };
  const id = reading.string(file, 'file_id', `${path}.file.file_id`);
  if (id !== undefined) return { kind: 'file', source: { kind: 'id', id }, ...named };
  const data = reading.text(file, 'file_data', `${path}.file.file_data`);
  const source = sourceOfUrl(data);
  if (source.kind === 'base64' || /^https?:/.test(data)) return { kind: 'file', source, ...named };
  // Some clients leave the head of the address out.
  return { kind: 'file', source: { kind: 'base64', mediaType: 'application/pdf', data }, ...named };
}
