import {
  type Answer,
  type Call,
  type Operation,
  chosen,
  done,
  flagOf,
  idsOf,
  invalid,
  notFound,
  positionOf,
  textOf,
  tooMany,
} from '../call.ts';
import { listActions, recordAction } from '../record-action.ts';
import { CARDS_MAX, type Card, type List, type TrelloState, newId, shortLinkOf } from '../state.ts';

const TEXT_CHARS_MAX = 16_384;

/** A card as the API shows it. */
export function cardJson(state: TrelloState, card: Card) {
  const { attachments, customFieldValues: _values, ...plain } = card;
  return {
    ...plain,
    url: `https://trello.com/c/${card.shortLink}`,
    labels: card.idLabels.flatMap((id) => state.labels.get(id) ?? []),
    idChecklists: [...state.checklists.values()].filter(({ idCard }) => idCard === card.id).map(({ id }) => id),
    badges: { attachments: attachments.length, description: card.desc !== '' },
  };
}

/** The card of the path on a board of the caller's; by its id or its short link. */
export function cardOf({ state, access, path }: Call): Card | undefined {
  const id = path['id'] ?? '';
  const card = state.cards.get(id) ?? [...state.cards.values()].find(({ shortLink }) => shortLink === id);
  return card && state.boards.get(card.idBoard)?.memberIds.has(access.memberId) ? card : undefined;
}

/** Runs a card's operation where the card is there. */
export const withCard =
  (operation: (call: Call, card: Card) => Answer): Operation =>
  (call) => {
    const card = cardOf(call);
    return card ? operation(call, card) : notFound;
  };

function openList({ state, access }: Call, id: unknown): List | undefined {
  const list = state.lists.get(textOf(id) ?? '');
  return list && state.boards.get(list.idBoard)?.memberIds.has(access.memberId) ? list : undefined;
}

const cardsIn = ({ state }: Call, listId: string): Card[] => [...state.cards.values()].filter(({ idList }) => idList === listId);
const idsAreKnown = (ids: readonly string[], known: ReadonlyMap<string, unknown>): boolean => ids.every((id) => known.has(id));

export const createCard: Operation = (call) => {
  const { state, nowMs, fields } = call;
  const list = openList(call, fields['idList']);
  if (!list) return invalid('idList');
  const name = textOf(fields['name']) ?? '';
  const desc = textOf(fields['desc']) ?? '';
  if (name.length > TEXT_CHARS_MAX) return invalid('name');
  if (desc.length > TEXT_CHARS_MAX) return invalid('desc');
  const pos = positionOf(fields['pos'], cardsIn(call, list.id));
  if (pos === undefined) return invalid('pos');
  const idLabels = [...idsOf(fields['idLabels'])];
  const idMembers = [...idsOf(fields['idMembers'])];
  if (!idsAreKnown(idLabels, state.labels)) return invalid('idLabels');
  if (!idsAreKnown(idMembers, state.members)) return invalid('idMembers');
  if (state.cards.size >= CARDS_MAX) return tooMany('cards');
  const id = newId(state, nowMs);
  const due = textOf(fields['due']) ?? null;
  const card: Card = {
    ...{ id, idShort: state.cards.size + 1, shortLink: shortLinkOf(id), name, desc, closed: false },
    ...{ idBoard: list.idBoard, idList: list.id, pos, due, dueComplete: false, dateLastActivity: '', idMembers, idLabels },
    ...{ attachments: [], customFieldValues: new Map() },
  };
  state.cards.set(id, card);
  recordAction(call, { type: 'createCard', boardId: card.idBoard, card, data: { list: { id: list.id, name: list.name } } });
  return done(cardJson(state, card));
};

export const getCard = withCard(({ state, fields }, card) => {
  const checklists = [...state.checklists.values()].filter(({ idCard }) => idCard === card.id);
  return done({
    ...chosen(cardJson(state, card), fields['fields']),
    ...(flagOf(fields['attachments']) ? { attachments: card.attachments } : {}),
    ...(fields['checklists'] === 'all' ? { checklists } : {}),
    ...(flagOf(fields['customFieldItems']) ? { customFieldItems: customFieldItems(card) } : {}),
  });
});

export const customFieldItems = (card: Card) =>
  [...card.customFieldValues].map(([idCustomField, { id, value, idValue }]) => ({
    ...{ id, idCustomField, idModel: card.id, modelType: 'card', value, idValue },
  }));

export const getCardActions = withCard((call, card) =>
  done(
    listActions(
      { ...call, fields: { filter: 'commentCard,updateCard:idList', ...call.fields } },
      ({ cardId }) => cardId === card.id,
    ),
  ),
);

export const deleteCard = withCard((call, card) => {
  const list = call.state.lists.get(card.idList);
  recordAction(call, { type: 'deleteCard', boardId: card.idBoard, card, data: { list: { id: card.idList, name: list?.name } } });
  call.state.cards.delete(card.id);
  for (const { id, idCard } of call.state.checklists.values()) if (idCard === card.id) call.state.checklists.delete(id);
  return done({ limits: {} });
});

type Changes = Partial<Pick<Card, 'name' | 'desc' | 'closed' | 'pos' | 'due' | 'dueComplete'>>;

/** Everything is looked at before anything is changed. Each changed field is an action of its own, as at Trello. */
export const updateCard = withCard((call, card) => {
  const changes = changesOf(call, card);
  if ('status' in changes) return changes;
  const { idList } = call.fields;
  const list = idList === undefined ? undefined : openList(call, idList);
  if (idList !== undefined && !list) return invalid('idList');
  for (const [field, value] of Object.entries(changes.value)) {
    const old = card[field as keyof Changes];
    if (old === value) continue;
    Object.assign(card, { [field]: value });
    recordAction(call, {
      type: 'updateCard',
      boardId: card.idBoard,
      card,
      data: { old: { [field]: old }, card: { [field]: value }, ...inList(call, card) },
    });
  }
  if (list && list.id !== card.idList) moveCard(call, card, list);
  return done(cardJson(call.state, card));
});

const inList = ({ state }: Call, { idList }: Card) => ({ list: { id: idList, name: state.lists.get(idList)?.name } });

function changesOf(call: Call, card: Card): { readonly value: Changes } | Answer {
  const { name, desc, closed, pos, due, dueComplete } = call.fields;
  if (name !== undefined && (!textOf(name) || textOf(name)!.length > TEXT_CHARS_MAX)) return invalid('name');
  if (desc !== undefined && (textOf(desc) === undefined || textOf(desc)!.length > TEXT_CHARS_MAX)) return invalid('desc');
  if (closed !== undefined && flagOf(closed) === undefined) return invalid('closed');
  const place = pos === undefined ? card.pos : positionOf(pos, cardsIn(call, card.idList));
  if (place === undefined) return invalid('pos');
  if (due !== undefined && due !== null && Number.isNaN(Date.parse(textOf(due) ?? ''))) return invalid('due');
  return {
    value: {
      ...(name === undefined ? {} : { name: name as string }),
      ...(desc === undefined ? {} : { desc: desc as string }),
      ...(closed === undefined ? {} : { closed: flagOf(closed)! }),
      ...(pos === undefined ? {} : { pos: place }),
      ...(due === undefined ? {} : { due: due as string | null }),
      ...(dueComplete === undefined ? {} : { dueComplete: flagOf(dueComplete) ?? false }),
    },
  };
}

/** Between lists of a board one action says so; between boards two do, one for each. */
function moveCard(call: Call, card: Card, list: List): void {
  const before = call.state.lists.get(card.idList);
  const named = (of: List | undefined) => ({ id: of?.id, name: of?.name });
  const [fromBoard, listIds] = [card.idBoard, [card.idList, list.id]];
  Object.assign(card, { idList: list.id, idBoard: list.idBoard });
  if (fromBoard === list.idBoard) {
    const data = { listBefore: named(before), listAfter: named(list), old: { idList: before?.id }, card: { idList: list.id } };
    recordAction(call, { type: 'updateCard', boardId: fromBoard, card, listIds, data });
    return;
  }
  const target = call.state.boards.get(list.idBoard);
  const source = call.state.boards.get(fromBoard);
  const from = { list: named(before), boardTarget: { id: target?.id, name: target?.name } };
  recordAction(call, { type: 'moveCardFromBoard', boardId: fromBoard, card, data: from, listIds });
  const to = { list: named(list), boardSource: { id: source?.id, name: source?.name } };
  recordAction(call, { type: 'moveCardToBoard', boardId: list.idBoard, card, data: to, listIds });
}
