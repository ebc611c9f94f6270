import { type Result, ok } from '@panal/kernel/pure';
import type { Json } from '../dialects/normal/dialect-codec.ts';
import { isObject, problem } from '../dialects/normal/json-values.ts';
import type { RequestProblem } from '../dialects/normal/normal-request.ts';

const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 100;

/** What a client asks of a list, as texts of a query. */
export interface ListWish {
  readonly limit?: string | undefined;
  readonly order?: string | undefined;
  readonly after?: string | undefined;
}

/** A page of a response's input items; those that had no id get one by their place. */
export function listItems(responseId: string, input: readonly unknown[], wish: ListWish): Result<Json, RequestProblem> {
  const limit = wish.limit === undefined ? LIMIT_DEFAULT : Number(wish.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX)
    return problem(`"limit" must be a whole number from 1 to ${LIMIT_MAX}.`, 'limit');
  const order = wish.order ?? 'desc';
  if (order !== 'asc' && order !== 'desc') return problem('"order" must be asc or desc.', 'order');
  const items = input.map((item, place) => withId(item, `in_${responseId.slice('resp_'.length)}_${place}`));
  if (order === 'desc') items.reverse();
  const last = wish.after === undefined ? -1 : items.findIndex((item) => item['id'] === wish.after);
  if (wish.after !== undefined && last < 0) return problem(`There is no item '${wish.after}'.`, 'after');
  const data = items.slice(last + 1, last + 1 + limit);
  return ok({
    object: 'list',
    data,
    first_id: data[0]?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: last + 1 + limit < items.length,
  });
}

function withId(item: unknown, id: string): Json {
  if (!isObject(item)) return { id };
  const type = item['type'] ?? 'message';
  const { content } = item;
  const parts = type === 'message' && typeof content === 'string' ? { content: [{ type: 'input_text', text: content }] } : {};
  return { id, ...item, type, ...parts };
}
