/**
 * What a request names that lies with the provider. All keys share the provider's own, so that it gives anybody's things to whoever
 * knows their ids:
 *
 * | in the request                                                              | taken                            |
 * |-----------------------------------------------------------------------------|----------------------------------|
 * | a `previous_response_id` that is no text                                    | never                            |
 * | an item by its id alone: a reference, thoughts or results that aren't there | where the same key was given it  |
 * | a conversation, stored prompt, file, container, vector store, skill, earlier audio | where one tenant has all keys |
 */
import type { Wire } from '../dialect-request.ts';
import type { Json } from '../dialects/normal/dialect-codec.ts';
import { isObject } from '../dialects/normal/json-values.ts';
import type { RequestProblem } from '../dialects/normal/normal-request.ts';
import { responseOfItem } from './stored-response.ts';

export interface ProviderStateRule {
  readonly wire: Wire;
  /** Whether all keys are one tenant's (`sharedProviderState`). */
  readonly isShared: boolean;
  /** Whether the provider gave the caller's key an item of this id. */
  readonly ownsItem: (id: string) => boolean;
}

/** Applies the table above; the first thing that is not taken, by its path. */
export function foreignStateIn(body: Json, { wire, isShared, ownsItem }: ProviderStateRule): RequestProblem | undefined {
  const previous = body['previous_response_id'];
  if (isSet(previous) && (typeof previous !== 'string' || (wire !== 'responses' && !isShared)))
    return {
      message: '"previous_response_id" must be the id of a response, in a request for one.',
      param: 'previous_response_id',
    };
  if (isShared) return undefined;
  const path = namedState(body) ?? (wire === 'responses' ? foreignItem(body['input'], ownsItem) : undefined);
  return path === undefined ? undefined : { message: notTaken(path), param: path };
}

const notTaken = (path: string): string =>
  `"${path}" names something that is kept by the provider, whose key others use too, and that this key was not given. ` +
  'Send the content itself. (Where all keys belong to one tenant, gateway.sharedProviderState allows it.)';

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Ids of things that a provider keeps. */
const ID_FIELDS = new Set(['file_id', 'file_ids', 'vector_store_ids', 'container_id', 'skill_id']);
/** What tools are given, and what describes that: fields of the same names mean something else there. */
const OF_TOOLS = new Set(['input', 'arguments', 'parameters', 'input_schema', 'schema', 'env']);

function namedState(body: Json): string | undefined {
  for (const name of ['conversation', 'prompt_id'] as const) if (isSet(body[name])) return name;
  if (isObject(body['prompt'])) return 'prompt';
  if (isKeptContainer(body['container'])) return 'container';
  for (const name of ['messages', 'input', 'system', 'tools', 'container', 'tool_resources'] as const) {
    const found = namedIn(body[name], name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A container that was made before; one that is made for the request is described by an object without an id. */
const isKeptContainer = (value: unknown): boolean => (isObject(value) ? isSet(value['id']) : isSet(value));

function namedIn(value: unknown, path: string): string | undefined {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = namedIn(item, `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (OF_TOOLS.has(name)) continue;
    const at = `${path}.${name}`;
    if (namesState(name, inner, value)) return at;
    const found = namedIn(inner, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function namesState(name: string, value: unknown, within: Json): boolean {
  if (!isSet(value) || (Array.isArray(value) && value.length === 0)) return false;
  // Anthropic's own skills are everybody's.
  if (name === 'skill_id') return within['type'] !== 'anthropic';
  if (name === 'container') return isKeptContainer(value);
  if (name === 'audio') return isObject(value) && isSet(value['id']);
  return ID_FIELDS.has(name);
}

function foreignItem(input: unknown, ownsItem: (id: string) => boolean): string | undefined {
  const items: readonly unknown[] = Array.isArray(input) ? input : [input];
  for (const [index, item] of items.entries()) {
    if (!isObject(item) || !isSet(item['id']) || isWhole(item)) continue;
    const { id } = item;
    // What the gateway kept is looked up by it, and known to no provider.
    if (typeof id !== 'string' || (responseOfItem(id) === undefined && !ownsItem(id))) return `input[${index}].id`;
  }
  return undefined;
}

/** Whether an item says what it is, so that a provider need not look it up by its id. */
function isWhole(item: Json): boolean {
  const { type } = item;
  switch (type) {
    case 'item_reference':
      return false;
    case 'reasoning':
      return typeof item['encrypted_content'] === 'string' && item['encrypted_content'] !== '';
    case 'image_generation_call':
      return typeof item['result'] === 'string' && item['result'] !== '';
    case 'file_search_call':
      return Array.isArray(item['results']);
    default:
      return typeof type === 'string' && type !== '' ? true : typeof item['role'] === 'string' && isSet(item['content']);
  }
}
