import {
  type Call,
  type Operation,
  byPosition,
  chosen,
  done,
  flagOf,
  invalid,
  notFound,
  positionOf,
  textOf,
  tooMany,
} from '../call.ts';
import { recordAction } from '../record-action.ts';
import { type List, THINGS_MAX, newId } from '../state.ts';
import { cardJson } from './cards.ts';

const NAME_CHARS_MAX = 16_384;

export function listOf({ state, access, path }: Call): List | undefined {
  const list = state.lists.get(path['id'] ?? '');
  return list && state.boards.get(list.idBoard)?.memberIds.has(access.memberId) ? list : undefined;
}

const withList =
  (operation: (call: Call, list: List) => ReturnType<Operation>): Operation =>
  (call) => {
    const list = listOf(call);
    return list ? operation(call, list) : notFound;
  };

const nameOf = (value: unknown): string | undefined => {
  const name = textOf(value)?.trim();
  return name && name.length <= NAME_CHARS_MAX ? name : undefined;
};

const listsBeside = ({ state }: Call, idBoard: string): List[] =>
  [...state.lists.values()].filter((list) => list.idBoard === idBoard);

export const createList: Operation = (call) => {
  const { state, access, nowMs, fields } = call;
  const idBoard = textOf(fields['idBoard']) ?? '';
  const name = nameOf(fields['name']);
  if (!name) return invalid('name');
  if (!state.boards.get(idBoard)?.memberIds.has(access.memberId)) return invalid('idBoard');
  const pos = positionOf(fields['pos'], listsBeside(call, idBoard));
  if (pos === undefined) return invalid('pos');
  if (state.lists.size >= THINGS_MAX) return tooMany('lists');
  const list = { id: newId(state, nowMs), name, closed: false, pos, idBoard };
  state.lists.set(list.id, list);
  recordAction(call, { type: 'createList', boardId: idBoard, listIds: [list.id], data: { list: { id: list.id, name } } });
  return done(list);
};

export const getList = withList(({ fields }, list) => done(chosen(list, fields['fields'])));

export const getListCards = withList(({ state }, list) =>
  done(
    byPosition(state.cards.values())
      .filter(({ idList, closed }) => idList === list.id && !closed)
      .map((card) => cardJson(state, card)),
  ),
);

export const updateList = withList((call, list) => {
  const { fields } = call;
  const name = fields['name'] === undefined ? list.name : nameOf(fields['name']);
  if (!name) return invalid('name');
  const pos = fields['pos'] === undefined ? list.pos : positionOf(fields['pos'], listsBeside(call, list.idBoard));
  if (pos === undefined) return invalid('pos');
  const after = { name, pos, closed: flagOf(fields['closed']) ?? list.closed };
  const old = { name: list.name, pos: list.pos, closed: list.closed };
  Object.assign(list, after);
  for (const field of ['name', 'pos', 'closed'] as const) {
    if (old[field] === after[field]) continue;
    const data = { list: { id: list.id, name: list.name, [field]: after[field] }, old: { [field]: old[field] } };
    recordAction(call, { type: 'updateList', boardId: list.idBoard, listIds: [list.id], data });
  }
  return done(list);
});

export const closeList: Operation = (call) => updateList({ ...call, fields: { closed: call.fields['value'] } });
