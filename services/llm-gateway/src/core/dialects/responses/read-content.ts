import { sourceOfUrl } from '../normal/data-url.ts';
import type { FileBlock, ImageBlock, MediaSource, NormalBlock, OwnField, TextBlock } from '../normal/normal-request.ts';
import { isObject } from '../normal/json-values.ts';
import { Refused, originOf, ownRest, restOf } from './json.ts';

const TEXT_FIELDS = new Set(['type', 'text']);
const IMAGE_FIELDS = new Set(['type', 'image_url', 'file_id', 'detail']);
const FILE_FIELDS = new Set(['type', 'file_id', 'file_url', 'file_data', 'filename']);
const REFUSAL_FIELDS = new Set(['type', 'refusal']);
const DETAILS = new Set<unknown>(['auto', 'low', 'high']);
/** What parts of answers have besides, which clients send back, and a hint to a cache. */
const LEFT_OUT = new Set(['annotations', 'logprobs', 'prompt_cache_breakpoint']);

/** What the blocks of a message have in common, and where fields go that no other dialect can say. */
export interface PartsOf {
  readonly item?: Readonly<Record<string, unknown>>;
  readonly own?: OwnField[];
}

/** The content of a message or of a tool's output: text, or a list of parts. */
export function readContent(content: unknown, path: string, { item, own = [] }: PartsOf = {}): NormalBlock[] {
  const kept = item ? { item } : {};
  if (typeof content === 'string') return [{ kind: 'text', ...originOf(kept), text: content }];
  if (!Array.isArray(content)) throw new Refused(`"${path}" must be text or a list of parts.`, path);
  return content.map((part: unknown, index) => {
    const block = readPart(part, `${path}[${index}]`, kept);
    if (block.kind !== 'own') ownRest(part as Record<string, unknown>, fieldsOf(block), `${path}[${index}]`, own);
    return block;
  });
}

const FIELDS: Readonly<Record<string, ReadonlySet<string>>> = {
  text: new Set([...TEXT_FIELDS, ...LEFT_OUT]),
  image: new Set([...IMAGE_FIELDS, ...LEFT_OUT]),
  file: new Set([...FILE_FIELDS, ...LEFT_OUT]),
  refusal: new Set([...REFUSAL_FIELDS, ...LEFT_OUT]),
};
const fieldsOf = (block: NormalBlock): ReadonlySet<string> => FIELDS[block.kind] ?? LEFT_OUT;

function readPart(part: unknown, path: string, kept: Readonly<Record<string, unknown>>): NormalBlock {
  if (!isObject(part) || typeof part['type'] !== 'string') throw new Refused(`"${path}" must be an object with a type.`, path);
  const { type } = part;
  if (type === 'input_text' || type === 'output_text' || type === 'text') return readText(part, path, kept);
  if (type === 'refusal') {
    if (typeof part['refusal'] !== 'string') throw new Refused(`"${path}.refusal" must be text.`, `${path}.refusal`);
    return { kind: 'refusal', ...originOf({ ...kept, ...partOf(part, REFUSAL_FIELDS) }), text: part['refusal'] };
  }
  const media = type === 'input_image' ? readImage(part, kept) : type === 'input_file' ? readFile(part, kept) : undefined;
  return media ?? { kind: 'own', ...originOf(kept), dialect: 'responses', type, value: part, path };
}

const partOf = (part: Record<string, unknown>, known: ReadonlySet<string>): Record<string, unknown> => {
  const rest = restOf(part, known);
  return Object.keys(rest).length > 0 ? { part: rest } : {};
};

function readText(part: Record<string, unknown>, path: string, kept: Readonly<Record<string, unknown>>): TextBlock {
  if (typeof part['text'] !== 'string') throw new Refused(`"${path}.text" must be text.`, `${path}.text`);
  return { kind: 'text', ...originOf({ ...kept, ...partOf(part, TEXT_FIELDS) }), text: part['text'] };
}

function readImage(part: Record<string, unknown>, kept: Readonly<Record<string, unknown>>): ImageBlock | undefined {
  const source = sourceOf(part['image_url'], part['file_id']);
  const detail = part['detail'] ?? undefined;
  if (!source || (detail !== undefined && !DETAILS.has(detail))) return undefined;
  return {
    kind: 'image',
    ...originOf({ ...kept, ...partOf(part, IMAGE_FIELDS) }),
    source,
    ...(detail === undefined ? {} : { detail: detail as 'auto' | 'low' | 'high' }),
  };
}

function readFile(part: Record<string, unknown>, kept: Readonly<Record<string, unknown>>): FileBlock | undefined {
  const data = part['file_data'];
  const source = typeof data === 'string' && data !== '' ? fileDataOf(data) : sourceOf(part['file_url'], part['file_id']);
  if (!source) return undefined;
  return {
    kind: 'file',
    ...originOf({ ...kept, ...partOf(part, FILE_FIELDS) }),
    source,
    ...(typeof part['filename'] === 'string' ? { name: part['filename'] } : {}),
  };
}

function sourceOf(url: unknown, id: unknown): MediaSource | undefined {
  if (typeof url === 'string' && url !== '') return sourceOfUrl(url);
  return typeof id === 'string' && id !== '' ? { kind: 'id', id } : undefined;
}

/** Base64 may come without the head of a `data:` address; it is a PDF then. */
function fileDataOf(data: string): MediaSource {
  const source = sourceOfUrl(data);
  return source.kind === 'base64' ? source : { kind: 'base64', mediaType: 'application/pdf', data };
}
