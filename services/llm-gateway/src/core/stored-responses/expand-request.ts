import { type Result, ok } from '@panal/kernel/pure';
import type { Json } from '../dialects/normal/dialect-codec.ts';
import { isObject, listOf, problem } from '../dialects/normal/json-values.ts';
import type { RequestProblem } from '../dialects/normal/normal-request.ts';
import { isStoredId, responseOfItem, type StoredResponse } from './stored-response.ts';

/** Finds a response of the caller's; undefined for others' and for those that are gone. */
export type FindStored = (id: string) => StoredResponse | undefined;

export interface ExpandedRequest {
  readonly body: Json;
  /** The response that was continued from, where the gateway kept it. */
  readonly previousId?: string;
  /** All items of the input. */
  readonly input: readonly unknown[];
}

/**
 * Puts what the gateway kept into a request that names it: the items of an earlier response before the input, and items that are
 * referred to by id. What a provider keeps is left as it is. Instructions are not carried over, as the API has it.
 */
export function expandRequest(body: Json, find: FindStored): Result<ExpandedRequest, RequestProblem> {
  const { previous_response_id: previousId, ...rest } = body;
  const given = itemsOf(body['input']);
  const referred = resolveReferences(given, find);
  if (!referred.ok) return referred;
  if (typeof previousId !== 'string' || !isStoredId(previousId)) {
    const changed = referred.value !== given;
    return ok({ body: changed ? { ...body, input: referred.value } : body, input: referred.value });
  }
  const previous = find(previousId);
  if (previous?.content.kind !== 'here')
    return problem(
      `Previous response with id '${previousId}' not found. It is gone, was erased, or is another key's.`,
      'previous_response_id',
    );
  const { input: earlier, response } = previous.content;
  const input = [...earlier, ...listOf(response['output']), ...referred.value];
  return ok({ body: { ...rest, input }, previousId, input });
}

const itemsOf = (input: unknown): readonly unknown[] =>
  typeof input === 'string' ? [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }] : listOf(input);

/** Items that are named by an id of ours; the list itself where there are none. */
function resolveReferences(items: readonly unknown[], find: FindStored): Result<readonly unknown[], RequestProblem> {
  let out: unknown[] | undefined;
  for (const [index, item] of items.entries()) {
    const id = referenceIn(item);
    const responseId = id === undefined ? undefined : responseOfItem(id);
    if (responseId === undefined) continue;
    const found = find(responseId);
    const output = found?.content.kind === 'here' ? listOf(found.content.response['output']) : [];
    const whole = output.find((candidate) => isObject(candidate) && candidate['id'] === id);
    if (whole === undefined)
      return problem(`Item with id '${id}' not found. Send the item itself, or a response that is kept.`, `input[${index}].id`);
    out ??= [...items];
    out[index] = whole;
  }
  return ok(out ?? items);
}

/** `{type: "item_reference", id}`, of which the type may be left out. */
function referenceIn(item: unknown): string | undefined {
  if (!isObject(item) || typeof item['id'] !== 'string') return undefined;
  const isReference = item['type'] === 'item_reference' || (!item['type'] && Object.keys(item).length <= 2 && !item['role']);
  return isReference ? item['id'] : undefined;
}
