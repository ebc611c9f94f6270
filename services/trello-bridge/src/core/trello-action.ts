import { z } from 'zod';

/** The part of a webhook delivery that is looked at; everything else may change or be missing without harm. */
const deliverySchema = z.object({
  action: z.object({
    id: z.string().min(1).max(64),
    type: z.string().max(100),
    idMemberCreator: z.string().max(64).default(''),
    data: z
      .object({
        board: z.object({ id: z.string() }).optional().catch(undefined),
        card: z.object({ id: z.string().min(1).max(64), name: z.string().optional(), desc: z.string().optional() }).optional().catch(undefined),
        list: z.object({ id: z.string() }).optional().catch(undefined),
        listBefore: z.object({ id: z.string() }).optional().catch(undefined),
        listAfter: z.object({ id: z.string() }).optional().catch(undefined),
      })
      .default({}),
    /** Trello puts what the writer sent as X-Trello-Client-Identifier here. */
    appCreator: z.unknown().optional(),
  }),
  model: z.unknown().optional(),
});

export interface TrelloAction {
  readonly actionId: string;
  readonly type: string;
  readonly memberId: string;
  readonly boardId: string;
  readonly cardId: string;
  readonly listBeforeId: string;
  readonly listAfterId: string;
}

/** The action of a delivery's JSON, or what is wrong with it in one line. */
export function parseDelivery(json: unknown): { readonly ok: true; readonly action: TrelloAction } | { readonly ok: false; readonly problem: string } {
  const outcome = deliverySchema.safeParse(json);
  if (!outcome.success) {
    const issue = outcome.error.issues[0]!;
    return { ok: false, problem: `${issue.path.join('.') || 'body'}: ${issue.message}` };
  }
  const { action } = outcome.data;
  const { board, card, list, listBefore, listAfter } = action.data;
  return {
    ok: true,
    action: {
      actionId: action.id,
      type: action.type,
      memberId: action.idMemberCreator,
      boardId: board?.id ?? '',
      cardId: card?.id ?? '',
      listBeforeId: listBefore?.id ?? '',
      listAfterId: listAfter?.id ?? list?.id ?? '',
    },
  };
}

// Actions after which a card may stand in another list, or be new on the board; others have no effect yet.
const CARD_ACTIONS = new Set(['createCard', 'copyCard', 'updateCard', 'moveCardToBoard', 'convertToCardFromCheckItem', 'emailCard']);

/** Whether an action can have brought a card into a list; the card itself is then fetched, since actions tell only a part. */
export const concernsPlace = ({ type, cardId }: TrelloAction): boolean => cardId !== '' && CARD_ACTIONS.has(type);
