import { type Call, type Operation, byPosition, chosen, done, flagOf, invalid, notFound, textOf, tooMany } from '../call.ts';
import { listActions, memberJson, recordAction } from '../record-action.ts';
import { type Board, THINGS_MAX, newId, shortLinkOf } from '../state.ts';
import { cardJson } from './cards.ts';
import { createList } from './lists.ts';

const DEFAULT_LISTS = ['To Do', 'Doing', 'Done'];

const boardJson = ({ id, name, desc, closed, shortLink }: Board) => ({
  id,
  name,
  desc,
  closed,
  shortLink,
  url: `https://trello.com/b/${shortLink}`,
});

/** The board of the path that the caller is a member of; by its id or its short link. */
export function boardOf({ state, access, path }: Call): Board | undefined {
  const id = path['id'] ?? '';
  const board = state.boards.get(id) ?? [...state.boards.values()].find(({ shortLink }) => shortLink === id);
  return board?.memberIds.has(access.memberId) ? board : undefined;
}

/** Runs a part of a board's operations where the board is there. */
const withBoard =
  (operation: (call: Call, board: Board) => ReturnType<Operation>): Operation =>
  (call) => {
    const board = boardOf(call);
    return board ? operation(call, board) : notFound;
  };

const byFilter =
  (call: Call) =>
  ({ closed }: { readonly closed: boolean }): boolean => {
    const filter = call.path['filter'] ?? textOf(call.fields['filter']) ?? 'open';
    return filter === 'all' || (filter === 'closed') === closed;
  };

const listsOf = (call: Call, board: Board) =>
  byPosition(call.state.lists.values()).filter((list) => list.idBoard === board.id && byFilter(call)(list));

const cardsOf = (call: Call, board: Board) =>
  byPosition(call.state.cards.values())
    .filter((card) => card.idBoard === board.id && byFilter(call)(card))
    .map((card) => cardJson(call.state, card));

export const getBoard = withBoard((call, board) => {
  const { lists, cards, fields } = call.fields;
  return done({
    ...chosen(boardJson(board), fields),
    ...(lists && lists !== 'none' ? { lists: listsOf(call, board) } : {}),
    ...(cards && cards !== 'none' ? { cards: cardsOf(call, board) } : {}),
  });
});

export const getBoardLists = withBoard((call, board) =>
  done(listsOf(call, board).map((list) => chosen(list, call.fields['fields']))),
);
export const getBoardCards = withBoard((call, board) =>
  done(cardsOf(call, board).map((card) => chosen(card, call.fields['fields']))),
);
export const getBoardLabels = withBoard(({ state }, board) =>
  done([...state.labels.values()].filter(({ idBoard }) => idBoard === board.id)),
);
export const getBoardMembers = withBoard(({ state }, board) =>
  done([...board.memberIds].map((id) => memberJson(state.members.get(id)!))),
);
export const getBoardCustomFields = withBoard(({ state }, board) =>
  done(byPosition(state.customFields.values()).filter(({ idModel }) => idModel === board.id)),
);
export const getBoardActions = withBoard((call, board) => done(listActions(call, ({ boardId }) => boardId === board.id)));

export const createBoard: Operation = (call) => {
  const { state, access, nowMs, fields } = call;
  const name = textOf(fields['name'])?.trim();
  if (!name) return invalid('name');
  if (state.boards.size >= THINGS_MAX) return tooMany('boards');
  const id = newId(state, nowMs);
  const memberIds = new Set([access.memberId]);
  const board = { id, name, desc: textOf(fields['desc']) ?? '', closed: false, shortLink: shortLinkOf(id), memberIds };
  state.boards.set(id, board);
  recordAction(call, { type: 'createBoard', boardId: id, data: {} });
  if (flagOf(fields['defaultLists']) !== false) {
    for (const list of DEFAULT_LISTS) createList({ ...call, fields: { name: list, idBoard: id } });
  }
  return done(boardJson(board));
};

export const updateBoard = withBoard((call, board) => {
  const { fields } = call;
  const name = textOf(fields['name']);
  if (fields['name'] !== undefined && !name?.trim()) return invalid('name');
  const after = {
    name: name ?? board.name,
    desc: textOf(fields['desc']) ?? board.desc,
    closed: flagOf(fields['closed']) ?? board.closed,
  };
  const old = { name: board.name, desc: board.desc, closed: board.closed };
  Object.assign(board, after);
  for (const field of ['name', 'desc', 'closed'] as const) {
    if (old[field] !== after[field])
      recordAction(call, { type: 'updateBoard', boardId: board.id, data: { old: { [field]: old[field] } } });
  }
  return done(boardJson(board));
});

export const createBoardList = withBoard((call, board) => createList({ ...call, fields: { ...call.fields, idBoard: board.id } }));
