import { type Call, textOf } from './call.ts';
import { ACTIONS_MAX, type Action, type Card, type TrelloState, newId } from './state.ts';

interface Happening {
  readonly type: string;
  readonly boardId: string;
  readonly card?: Card;
  /** Lists that it concerns, for their webhooks. */
  readonly listIds?: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Writes down what a call did; what is beyond the bound is forgotten, oldest first. */
export function recordAction({ state, access, nowMs }: Call, happening: Happening): Action {
  const { type, boardId, card, listIds = card ? [card.idList] : [], data } = happening;
  const board = state.boards.get(boardId);
  const named = {
    ...(board ? { board: { id: board.id, name: board.name, shortLink: board.shortLink } } : {}),
    ...(card ? { card: { id: card.id, name: card.name, idShort: card.idShort, shortLink: card.shortLink } } : {}),
  };
  const date = new Date(nowMs).toISOString();
  const action: Action = {
    id: newId(state, nowMs),
    type,
    date,
    idMemberCreator: access.memberId,
    data: { ...data, ...named, ...mergedCard(named, data) },
    boardId,
    cardId: card?.id,
    listIds,
  };
  state.actions.push(action);
  if (state.actions.length > ACTIONS_MAX) state.actions.splice(0, state.actions.length - ACTIONS_MAX);
  if (card) card.dateLastActivity = date;
  return action;
}

/** A change's own words about the card (its new list, say) come in addition to what every action says of it. */
function mergedCard(named: { readonly card?: object }, data: Readonly<Record<string, unknown>>): object {
  return named.card && typeof data['card'] === 'object' ? { card: { ...named.card, ...data['card'] } } : {};
}

/** The actions whose ids were made from `nextId` on, oldest first. */
export function actionsSince({ actions }: TrelloState, nextId: number): readonly Action[] {
  const first = actions.findLastIndex(({ id }) => Number.parseInt(id.slice(8), 16) < nextId) + 1;
  return actions.slice(first);
}

/** An action as the API shows it. */
export function actionJson(state: TrelloState, action: Action): Readonly<Record<string, unknown>> {
  const member = state.members.get(action.idMemberCreator);
  const { id, type, date, idMemberCreator, data } = action;
  return { id, idMemberCreator, data, type, date, ...(member ? { memberCreator: memberJson(member) } : {}) };
}

export function memberJson(member: { id: string; username: string; fullName: string }): Readonly<Record<string, unknown>> {
  const { id, username, fullName } = member;
  const initials = fullName
    .split(' ')
    .map((word) => word.slice(0, 1))
    .join('')
    .toUpperCase();
  return { id, username, fullName, initials };
}

const PAGE_SIZE = 50;
const PAGE_SIZE_MAX = 1000;

/**
 * A page of actions, newest first, by the API's own questions: `filter` (types, `updateCard:field`, `all`), `limit`, `page`, `since`
 * and `before` (a date or an action's id).
 */
export function listActions(call: Call, concerns: (action: Action) => boolean): readonly Readonly<Record<string, unknown>>[] {
  const { state, fields } = call;
  const filters = (textOf(fields['filter']) ?? 'all').split(',');
  const limit = Math.min(Number(fields['limit'] ?? PAGE_SIZE) || PAGE_SIZE, PAGE_SIZE_MAX);
  const from = (Number(fields['page'] ?? 0) || 0) * limit;
  const [since, before] = [momentOf(fields['since']), momentOf(fields['before'])];
  const fits = (action: Action): boolean =>
    concerns(action) &&
    filters.some((filter) => fitsFilter(action, filter)) &&
    (since === undefined || isAfter(action, since)) &&
    (before === undefined || !isAfter(action, before));
  return state.actions
    .filter(fits)
    .toReversed()
    .slice(from, from + limit)
    .map((action) => actionJson(state, action));
}

function fitsFilter({ type, data }: Action, filter: string): boolean {
  const [wantedType, field] = filter.split(':');
  if (wantedType !== 'all' && wantedType !== type) return false;
  return field === undefined || field in ((data['old'] ?? {}) as object);
}

type Moment = { readonly atMs: number } | { readonly id: string };

function momentOf(value: unknown): Moment | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return /^[0-9a-f]{24}$/.test(value) ? { id: value } : { atMs: Date.parse(value) };
}

const isAfter = (action: Action, moment: Moment): boolean =>
  'id' in moment ? action.id.slice(8) > moment.id.slice(8) : Date.parse(action.date) > moment.atMs;
