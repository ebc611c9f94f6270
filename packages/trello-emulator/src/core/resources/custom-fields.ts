import { type Operation, done, flagOf, invalid, notFound, positionOf, textOf, tooMany } from '../call.ts';
import { recordAction } from '../record-action.ts';
import { type CustomField, type CustomFieldValue, THINGS_MAX, newId } from '../state.ts';
import { boardOf } from './boards.ts';
import { customFieldItems, withCard } from './cards.ts';

const TYPES = new Set(['text', 'number', 'date', 'checkbox', 'list']);
const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

export const createCustomField: Operation = (call) => {
  const { state, nowMs, fields } = call;
  const board = boardOf({ ...call, path: { id: textOf(fields['idModel']) ?? '' } });
  if (!board || fields['modelType'] !== 'board') return invalid('idModel');
  const [name, type] = [textOf(fields['name']), textOf(fields['type'])];
  if (!name) return invalid('name');
  if (!type || !TYPES.has(type)) return invalid('type');
  const beside = [...state.customFields.values()].filter(({ idModel }) => idModel === board.id);
  const pos = positionOf(fields['pos'], beside);
  if (pos === undefined) return invalid('pos');
  if (state.customFields.size >= THINGS_MAX) return tooMany('custom fields');
  const given = Array.isArray(fields['options']) ? fields['options'] : [];
  const options = given.map((option) => ({
    id: newId(state, nowMs),
    text: textOf(objectOf(objectOf(option)['value'])['text']) ?? '',
  }));
  const field: CustomField = {
    id: newId(state, nowMs),
    idModel: board.id,
    name,
    type: type as CustomField['type'],
    options,
    pos,
  };
  state.customFields.set(field.id, field);
  recordAction(call, { type: 'createCustomField', boardId: board.id, data: { customField: { id: field.id, name, type } } });
  return done(field);
};

export const getCardCustomFields = withCard((_call, card) => done(customFieldItems(card)));

/** A value of the field's own type, or '' (or null) to take it away. */
export const setCustomField: Operation = (call) =>
  withCard((_call, card) => {
    const { state, path, fields, nowMs } = call;
    const field = state.customFields.get(path['idCustomField'] ?? '');
    if (!field || field.idModel !== card.idBoard) return notFound;
    const value = valueOf(field, fields);
    if (value === undefined) return invalid('value');
    if (value === 'none') card.customFieldValues.delete(field.id);
    else card.customFieldValues.set(field.id, { id: newId(state, nowMs), ...value });
    const data = { customField: { id: field.id, name: field.name, type: field.type }, customFieldItem: { idModel: card.id } };
    recordAction(call, { type: 'updateCustomFieldItem', boardId: card.idBoard, card, data });
    return done({
      idCustomField: field.id,
      idModel: card.id,
      modelType: 'card',
      ...(value === 'none' ? { value: null } : value),
    });
  })({ ...call, path: { ...call.path, id: call.path['idCard'] ?? '' } });

type Value = Pick<CustomFieldValue, 'value' | 'idValue'>;

function valueOf({ type, options }: CustomField, fields: Readonly<Record<string, unknown>>): Value | 'none' | undefined {
  const { value, idValue } = fields;
  if (type === 'list') {
    if (idValue === '' || idValue === null) return 'none';
    return options.some(({ id }) => id === idValue) ? { value: null, idValue: idValue as string } : undefined;
  }
  if (value === '' || value === null) return 'none';
  const given = objectOf(value)[type === 'checkbox' ? 'checked' : type];
  const text = typeof given === 'boolean' || typeof given === 'number' ? String(given) : textOf(given);
  if (text === undefined) return undefined;
  if (type === 'number' && (text.trim() === '' || Number.isNaN(Number(text)))) return undefined;
  if (type === 'date' && Number.isNaN(Date.parse(text))) return undefined;
  if (type === 'checkbox' && flagOf(text) === undefined) return undefined;
  return { value: { [type === 'checkbox' ? 'checked' : type]: text }, idValue: null };
}
