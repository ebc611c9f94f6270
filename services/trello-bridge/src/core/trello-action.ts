/** The part of a Trello action that the bridge looks at. Everything else of it may change or be missing without harm. */
export interface TrelloAction {
  readonly actionId: string;
  readonly type: string;
  readonly memberId: string;
  readonly boardId: string;
  readonly cardId: string;
  readonly listBeforeId: string;
  /** The list that the action placed the card in; empty where it placed it nowhere, or does not say where. */
  readonly listAfterId: string;
  /** When it happened by Trello's clock, Unix ms; 0 where the action does not say. */
  readonly atMs: number;
}

export type ParsedAction =
  | { readonly ok: true; readonly action: TrelloAction }
  | { readonly ok: false; readonly problem: string };

type Fields = Readonly<Record<string, unknown>>;

const ID_CHARS_MAX = 64;
const TYPE_CHARS_MAX = 100;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const textOf = (value: unknown, charsMax: number): string => (typeof value === 'string' && value.length <= charsMax ? value : '');
const idOf = (value: unknown): string => textOf(fieldsOf(value)['id'], ID_CHARS_MAX);

/** Reads one action, leniently: only `type`, and `id` where it has an effect, must be there. */
export function parseAction(json: unknown): ParsedAction {
  const fields = fieldsOf(json);
  const actionId = textOf(fields['id'], ID_CHARS_MAX);
  const type = textOf(fields['type'], TYPE_CHARS_MAX);
  if (type === '') return { ok: false, problem: 'action.type is missing or is no name' };
  const data = fieldsOf(fields['data']);
  const atMs = Date.parse(textOf(fields['date'], TYPE_CHARS_MAX));
  const action = {
    actionId,
    type,
    memberId: textOf(fields['idMemberCreator'], ID_CHARS_MAX),
    boardId: idOf(data['board']),
    cardId: idOf(data['card']),
    listBeforeId: idOf(data['listBefore']),
    listAfterId: idOf(data['listAfter']) || (APPEARANCES.has(type) ? idOf(data['list']) : ''),
    atMs: Number.isFinite(atMs) ? atMs : 0,
  };
  if (actionId === '' && placesCard(action)) return { ok: false, problem: 'action.id is missing or is no id' };
  return { ok: true, action };
}

/** Reads the body of a delivery, `{action, model}`. */
export const parseDelivery = (json: unknown): ParsedAction => {
  const { action } = fieldsOf(json);
  return action === undefined ? { ok: false, problem: 'there is no "action"' } : parseAction(action);
};

/** Types of actions after which a card stands where it did not stand before, but for moves between lists. */
const APPEARANCES: ReadonlySet<string> = new Set([
  'createCard',
  'copyCard',
  'moveCardToBoard',
  'convertToCardFromCheckItem',
  'emailCard',
]);

/** The action types above as Trello's filter of action listings. */
export const PLACE_ACTIONS_FILTER = [...APPEARANCES, 'updateCard:idList'].join(',');

/** Whether an action placed a card somewhere; a renamed, archived or edited card stays where it is. */
export function placesCard({ type, cardId, listAfterId }: TrelloAction): boolean {
  return cardId !== '' && (APPEARANCES.has(type) || (type === 'updateCard' && listAfterId !== ''));
}
