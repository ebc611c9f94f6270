import {
  type Answer,
  type Call,
  type Operation,
  byPosition,
  done,
  flagOf,
  invalid,
  notFound,
  positionOf,
  textOf,
  tooMany,
} from '../call.ts';
import { recordAction } from '../record-action.ts';
import { type Card, type CheckItem, type Checklist, THINGS_MAX, newId } from '../state.ts';
import { cardOf, withCard } from './cards.ts';

const CHECK_ITEMS_MAX = 200;
const NAME_CHARS_MAX = 16_384;

const nameOf = (value: unknown): string | undefined => {
  const name = textOf(value);
  return name && name.trim() !== '' && name.length <= NAME_CHARS_MAX ? name : undefined;
};

const checklistJson = (checklist: Checklist) => ({ ...checklist, checkItems: byPosition(checklist.checkItems) });

const ofCard = ({ state }: Call, card: Card): Checklist[] =>
  byPosition(state.checklists.values()).filter(({ idCard }) => idCard === card.id);

/** Runs an operation on the checklist of the path and the card it is on. */
const withChecklist =
  (operation: (call: Call, on: { checklist: Checklist; card: Card }) => Answer): Operation =>
  (call) => {
    const checklist = call.state.checklists.get(call.path['id'] ?? '');
    const card = checklist && cardOf({ ...call, path: { id: checklist.idCard } });
    return checklist && card ? operation(call, { checklist, card }) : notFound;
  };

export const getCardChecklists = withCard((call, card) => done(ofCard(call, card).map(checklistJson)));

export const addCardChecklist = withCard((call, card) => {
  const { state, nowMs, fields } = call;
  const pos = positionOf(fields['pos'], ofCard(call, card));
  if (pos === undefined) return invalid('pos');
  const name = fields['name'] === undefined ? 'Checklist' : nameOf(fields['name']);
  if (!name) return invalid('name');
  if (state.checklists.size >= THINGS_MAX) return tooMany('checklists');
  const checklist = { id: newId(state, nowMs), idCard: card.id, idBoard: card.idBoard, name, pos, checkItems: [] };
  state.checklists.set(checklist.id, checklist);
  recordAction(call, {
    type: 'addChecklistToCard',
    boardId: card.idBoard,
    card,
    data: { checklist: { id: checklist.id, name } },
  });
  return done(checklistJson(checklist));
});

export const createChecklist: Operation = (call) =>
  addCardChecklist({ ...call, path: { id: textOf(call.fields['idCard']) ?? '' } });

export const getChecklist = withChecklist((_call, { checklist }) => done(checklistJson(checklist)));
export const getCheckItems = withChecklist((_call, { checklist }) => done(byPosition(checklist.checkItems)));

export const updateChecklist = withChecklist((call, { checklist, card }) => {
  const name = nameOf(call.fields['name']);
  if (!name) return invalid('name');
  const old = { name: checklist.name };
  checklist.name = name;
  recordAction(call, {
    type: 'updateChecklist',
    boardId: card.idBoard,
    card,
    data: { checklist: { id: checklist.id, name }, old },
  });
  return done(checklistJson(checklist));
});

export const deleteChecklist = withChecklist((call, { checklist: { id, name }, card }) => {
  call.state.checklists.delete(id);
  recordAction(call, { type: 'removeChecklistFromCard', boardId: card.idBoard, card, data: { checklist: { id, name } } });
  return done({ limits: {} });
});

export const addCheckItem = withChecklist((call, { checklist, card }) => {
  const { state, nowMs, fields } = call;
  const name = nameOf(fields['name']);
  if (!name) return invalid('name');
  const pos = positionOf(fields['pos'], checklist.checkItems);
  if (pos === undefined) return invalid('pos');
  if (checklist.checkItems.length >= CHECK_ITEMS_MAX) return tooMany('items in this checklist');
  const item: CheckItem = { id: newId(state, nowMs), name, state: flagOf(fields['checked']) ? 'complete' : 'incomplete', pos };
  checklist.checkItems.push(item);
  const data = { checklist: { id: checklist.id, name: checklist.name }, checkItem: { ...item } };
  recordAction(call, { type: 'createCheckItem', boardId: card.idBoard, card, data });
  return done(item);
});

export const deleteCheckItem = withChecklist((call, { checklist, card }) =>
  removeItem(call, { checklist, card, id: call.path['idCheckItem'] }),
);

export const deleteCardCheckItem = withCard((call, card) => {
  const id = call.path['idCheckItem'];
  const checklist = ofCard(call, card).find(({ checkItems }) => checkItems.some((item) => item.id === id));
  return checklist ? removeItem(call, { checklist, card, id }) : notFound;
});

function removeItem(call: Call, { checklist, card, id }: { checklist: Checklist; card: Card; id: string | undefined }): Answer {
  const place = checklist.checkItems.findIndex((item) => item.id === id);
  const [item] = place < 0 ? [] : checklist.checkItems.splice(place, 1);
  if (!item) return notFound;
  recordAction(call, { type: 'deleteCheckItem', boardId: card.idBoard, card, data: { checkItem: { ...item } } });
  return done({ limits: {} });
}

export const updateCardCheckItem = withCard((call, card) => {
  const { fields, path } = call;
  const checklist = ofCard(call, card).find(({ checkItems }) => checkItems.some(({ id }) => id === path['idCheckItem']));
  const item = checklist?.checkItems.find(({ id }) => id === path['idCheckItem']);
  if (!checklist || !item) return notFound;
  const state = fields['state'] ?? item.state;
  if (state !== 'complete' && state !== 'incomplete') return invalid('state');
  const name = fields['name'] === undefined ? item.name : nameOf(fields['name']);
  if (!name) return invalid('name');
  const changed = { state: state !== item.state, name: name !== item.name };
  const old = { state: item.state, name: item.name };
  Object.assign(item, { state, name });
  const data = { checklist: { id: checklist.id, name: checklist.name }, checkItem: { ...item } };
  if (changed.state) recordAction(call, { type: 'updateCheckItemStateOnCard', boardId: card.idBoard, card, data });
  if (changed.name)
    recordAction(call, { type: 'updateCheckItem', boardId: card.idBoard, card, data: { ...data, old: { name: old.name } } });
  return done(item);
});
