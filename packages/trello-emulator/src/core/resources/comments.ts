import { type Operation, done, forbidden, invalid, notFound, textOf } from '../call.ts';
import { actionJson, recordAction } from '../record-action.ts';
import { withCard } from './cards.ts';

const TEXT_CHARS_MAX = 16_384;

const commentText = (value: unknown): string | undefined => {
  const text = textOf(value);
  return text && text.trim() !== '' && text.length <= TEXT_CHARS_MAX ? text : undefined;
};

export const addComment = withCard((call, card) => {
  const text = commentText(call.fields['text']);
  if (!text) return invalid('text');
  const list = call.state.lists.get(card.idList);
  const data = { text, list: { id: card.idList, name: list?.name } };
  return done(actionJson(call.state, recordAction(call, { type: 'commentCard', boardId: card.idBoard, card, data })));
});

/** Only its author may change a comment; the change is an action of its own. */
export const editComment: Operation = withCard((call, card) => {
  const { state, access, path, fields, nowMs } = call;
  const action = state.actions.find(
    ({ id, type, cardId }) => id === path['idAction'] && type === 'commentCard' && cardId === card.id,
  );
  if (!action) return notFound;
  if (action.idMemberCreator !== access.memberId) return forbidden('unauthorized comment permission requested');
  const text = commentText(fields['text']);
  if (!text) return invalid('text');
  const old = { text: action.data['text'] };
  action.data = { ...action.data, text, dateLastEdited: new Date(nowMs).toISOString() };
  recordAction(call, { type: 'updateComment', boardId: card.idBoard, card, data: { action: { id: action.id, text }, old } });
  return done(actionJson(state, action));
});

export const deleteComment: Operation = withCard((call, card) => {
  const { state, access, path } = call;
  const place = state.actions.findIndex(
    ({ id, type, cardId }) => id === path['idAction'] && type === 'commentCard' && cardId === card.id,
  );
  const action = state.actions[place];
  if (!action) return notFound;
  if (action.idMemberCreator !== access.memberId) return forbidden('unauthorized comment permission requested');
  state.actions.splice(place, 1);
  recordAction(call, { type: 'deleteComment', boardId: card.idBoard, card, data: { action: { id: action.id } } });
  return done({ _value: null });
});
