import { type Call, type Operation, chosen, done, forbidden, invalid, notFound, textOf } from '../call.ts';
import { memberJson, recordAction } from '../record-action.ts';
import type { Member } from '../state.ts';
import { withCard } from './cards.ts';

function memberOf({ state, access, path }: Call): Member | undefined {
  const id = path['id'] ?? '';
  if (id === 'me') return state.members.get(access.memberId);
  return state.members.get(id) ?? [...state.members.values()].find(({ username }) => username === id);
}

export const getMember: Operation = (call) => {
  const member = memberOf(call);
  return member ? done(chosen(memberJson(member), call.fields['fields'])) : notFound;
};

/** Only one's own boards are told. */
export const getMemberBoards: Operation = (call) => {
  const member = memberOf(call);
  if (!member) return notFound;
  const mine = [...call.state.boards.values()].filter(
    ({ memberIds }) => memberIds.has(member.id) && memberIds.has(call.access.memberId),
  );
  return done(
    mine.map(({ id, name, desc, closed, shortLink }) => chosen({ id, name, desc, closed, shortLink }, call.fields['fields'])),
  );
};

export const getToken: Operation = ({ access, path, state }) => {
  if (path['token'] !== access.token) return forbidden('invalid token');
  const webhooks = [...state.webhooks.values()]
    .filter(({ token }) => token === access.token)
    .map(({ token: _token, ...shown }) => shown);
  return done({ idMember: access.memberId, dateExpires: null, permissions: [], webhooks });
};

export const addCardMember = withCard((call, card) => {
  const id = textOf(call.fields['value']) ?? '';
  if (!call.state.boards.get(card.idBoard)?.memberIds.has(id)) return invalid('value');
  if (card.idMembers.includes(id)) return { status: 400, json: 'member is already on the card' };
  card.idMembers.push(id);
  recordAction(call, { type: 'addMemberToCard', boardId: card.idBoard, card, data: { idMember: id } });
  return done(card.idMembers);
});

export const removeCardMember = withCard((call, card) => {
  const id = call.path['idMember'] ?? '';
  if (!card.idMembers.includes(id)) return { status: 400, json: 'member is not on the card' };
  card.idMembers = card.idMembers.filter((one) => one !== id);
  recordAction(call, { type: 'removeMemberFromCard', boardId: card.idBoard, card, data: { idMember: id } });
  return done(card.idMembers);
});
