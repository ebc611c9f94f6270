import { expect, test } from 'vitest';
import { expandRequest } from './expand-request.ts';
import { listItems } from './list-items.ts';
import { type StoredResponse, isStoredId, responseOfItem, storedIdOf } from './stored-response.ts';

const ID = storedIdOf('0123456789abcdef0123456789abcdef');
const ITEM = 'msg_panal_0123456789abcdef0123456789abcdef_0';
const question = { type: 'message', role: 'user', content: 'q' };
const said = { id: ITEM, type: 'message', role: 'assistant', content: [] };
const kept: StoredResponse = {
  id: ID,
  owner: 'key:a',
  createdMs: 0,
  content: { kind: 'here', input: [question], response: { id: ID, output: [said] } },
};
const find = (id: string): StoredResponse | undefined => (id === ID ? kept : undefined);

test('ids of ours are told from others', () => {
  expect([ID, 'resp_0123', 'resp_panal_x'].map(isStoredId)).toEqual([true, false, false]);
  expect(responseOfItem(ITEM)).toBe(ID);
  expect(responseOfItem('msg_abc_0')).toBeUndefined();
});

test('what was said before stands before the input; the rest of the request stays', () => {
  const expanded = expandRequest({ model: 'm', previous_response_id: ID, input: 'next' }, find);
  expect(expanded).toMatchObject({ ok: true, value: { previousId: ID } });
  const next = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'next' }] };
  expect(expanded.ok && expanded.value.body).toEqual({ model: 'm', input: [question, said, next] });
});

test("a provider's ids, and requests that name nothing, are left alone", () => {
  for (const body of [{ input: 'x' }, { input: [question], previous_response_id: 'resp_other' }, {}]) {
    const expanded = expandRequest(body, find);
    expect(expanded.ok && expanded.value.body).toBe(body);
  }
});

test('references become items, with or without their type; what is not there is refused by its path', () => {
  for (const reference of [{ type: 'item_reference', id: ITEM }, { id: ITEM }, { type: null, id: ITEM }]) {
    const expanded = expandRequest({ input: [question, reference] }, find);
    expect(expanded.ok && expanded.value.input).toEqual([question, said]);
  }
  const gone = expandRequest({ input: [question, { type: 'item_reference', id: ITEM.replace(/0$/, '7') }] }, find);
  expect(gone).toMatchObject({ ok: false, refusal: { param: 'input[1].id' } });
  const none = expandRequest({ previous_response_id: ID }, () => undefined);
  expect(none).toMatchObject({ ok: false, refusal: { param: 'previous_response_id' } });
});

test('items are listed in pages, the last first unless asked otherwise', () => {
  const input = Array.from({ length: 5 }, (_, index) => ({ type: 'message', role: 'user', content: `${index}` }));
  const page = (wish: object): unknown => {
    const listed = listItems(ID, input, wish);
    return listed.ok ? listed.value : listed.refusal.param;
  };
  const idOf = (index: number): string => `in_panal_0123456789abcdef0123456789abcdef_${index}`;
  expect(page({ limit: '2' })).toMatchObject({ first_id: idOf(4), last_id: idOf(3), has_more: true });
  expect(page({ limit: '2', after: idOf(3) })).toMatchObject({ first_id: idOf(2), has_more: true });
  expect(page({ order: 'asc', after: idOf(3) })).toMatchObject({ first_id: idOf(4), last_id: idOf(4), has_more: false });
  expect(['0', '101', 'x'].map((limit) => page({ limit }))).toEqual(['limit', 'limit', 'limit']);
  expect([page({ order: 'up' }), page({ after: 'nothing' })]).toEqual(['order', 'after']);
});
