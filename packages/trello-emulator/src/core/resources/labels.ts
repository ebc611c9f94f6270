import { type Operation, done, invalid, notFound, textOf, tooMany } from '../call.ts';
import { recordAction } from '../record-action.ts';
import { type Label, THINGS_MAX, newId } from '../state.ts';
import { boardOf } from './boards.ts';
import { withCard } from './cards.ts';

const COLORS = new Set(['yellow', 'purple', 'blue', 'red', 'green', 'orange', 'black', 'sky', 'pink', 'lime']);

const colorOf = (value: unknown): string | null | undefined => {
  if (value === null || value === 'null' || value === '') return null;
  return typeof value === 'string' && COLORS.has(value) ? value : undefined;
};

export const createLabel: Operation = (call) => {
  const { state, nowMs, fields } = call;
  const board = boardOf({ ...call, path: { id: textOf(fields['idBoard']) ?? '' } });
  if (!board) return invalid('idBoard');
  const [name, color] = [textOf(fields['name']), colorOf(fields['color'])];
  if (name === undefined) return invalid('name');
  if (color === undefined) return invalid('color');
  if (state.labels.size >= THINGS_MAX) return tooMany('labels');
  const label: Label = { id: newId(state, nowMs), idBoard: board.id, name, color };
  state.labels.set(label.id, label);
  recordAction(call, { type: 'createLabel', boardId: board.id, data: { label } });
  return done(label);
};

export const createBoardLabel: Operation = (call) =>
  createLabel({ ...call, fields: { ...call.fields, idBoard: call.path['id'] } });

export const updateLabel: Operation = (call) => {
  const { state, path, fields } = call;
  const label = state.labels.get(path['id'] ?? '');
  if (!label || !boardOf({ ...call, path: { id: label.idBoard } })) return notFound;
  const color = fields['color'] === undefined ? label.color : colorOf(fields['color']);
  if (color === undefined) return invalid('color');
  Object.assign(label, { name: textOf(fields['name']) ?? label.name, color });
  recordAction(call, { type: 'updateLabel', boardId: label.idBoard, data: { label: { ...label } } });
  return done(label);
};

export const deleteLabel: Operation = (call) => {
  const { state, path } = call;
  const label = state.labels.get(path['id'] ?? '');
  if (!label || !boardOf({ ...call, path: { id: label.idBoard } })) return notFound;
  state.labels.delete(label.id);
  for (const card of state.cards.values()) card.idLabels = card.idLabels.filter((id) => id !== label.id);
  recordAction(call, { type: 'deleteLabel', boardId: label.idBoard, data: { label: { id: label.id } } });
  return done({ limits: {} });
};

export const addCardLabel = withCard((call, card) => {
  const label = call.state.labels.get(textOf(call.fields['value']) ?? '');
  if (label?.idBoard !== card.idBoard) return invalid('value');
  if (card.idLabels.includes(label.id)) return { status: 400, json: 'that label is already on the card' };
  card.idLabels.push(label.id);
  recordAction(call, { type: 'addLabelToCard', boardId: card.idBoard, card, data: { label: { ...label }, text: label.name } });
  return done(card.idLabels);
});

export const removeCardLabel = withCard((call, card) => {
  const id = call.path['idLabel'] ?? '';
  if (!card.idLabels.includes(id)) return { status: 400, json: 'that label is not on the card' };
  card.idLabels = card.idLabels.filter((one) => one !== id);
  const label = call.state.labels.get(id);
  recordAction(call, {
    type: 'removeLabelFromCard',
    boardId: card.idBoard,
    card,
    data: { label: { ...label }, text: label?.name },
  });
  return done({ _value: null });
});
