import type { Logger } from '@panal/kernel/runtime';
import type { Allowed, SeenCard } from '../core/commands.ts';
import type { InboxEntry } from '../core/state.ts';
import { RefusedError, type Trello } from '../ports.ts';
import type { Board } from './board.ts';
import type { BridgeStore } from './store.ts';

export interface InboxDeps {
  readonly store: BridgeStore;
  readonly trello: Trello;
  readonly board: Board;
  readonly boardId: string;
  readonly allowed: Allowed;
  readonly log: Logger;
}

/** The card as it is now, or null when it is gone or archived. */
async function fetchCard({ trello, board }: InboxDeps, cardId: string): Promise<SeenCard | null> {
  try {
    const { title, description, listId, closed } = await trello.card(cardId);
    return closed ? null : { title, description, list: await board.meaningOf(listId) };
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

/** Whether an action can make its card wanted, so that the card is worth fetching: actions tell only a part of it. */
function mayWant({ store, boardId }: InboxDeps, { action }: InboxEntry): boolean {
  const known = store.state.cards.get(action.cardId);
  return action.boardId === boardId && (!known || known.refusal !== '');
}

/** Understands one action of the inbox: looks up what it names only by id, then decides. */
export const settleInboxAction =
  (deps: InboxDeps) =>
  async (actionId: string): Promise<void> => {
    const { store, board, boardId, allowed, log } = deps;
    const entry = store.state.inbox.get(actionId);
    if (!entry) return;
    const { action } = entry;
    const listBefore = action.boardId === boardId ? await board.meaningOf(action.listBeforeId) : undefined;
    const listAfter = action.boardId === boardId ? await board.meaningOf(action.listAfterId) : undefined;
    const card = mayWant(deps, entry) ? await fetchCard(deps, action.cardId) : null;
    const executed = await store.execute({ type: 'settle-action', actionId, boardId, listBefore, listAfter, card, allowed });
    const settled = executed.ok ? executed.events.find((event) => event.type === 'action-settled') : undefined;
    if (settled)
      log.info(
        { actionId, actionType: action.type, cardId: action.cardId, memberId: action.memberId, effect: settled.effect },
        'action understood',
      );
  };
