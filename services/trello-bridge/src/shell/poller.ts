import { setTimeout as sleep } from 'node:timers/promises';
import { JournalClosedError, JournalFullError } from '@panal/journal';
import type { Logger } from '@panal/kernel/runtime';
import type { BridgeState } from '../core/state.ts';
import { parseAction } from '../core/trello-action.ts';
import { AwayError, RefusedError, type Trello, type TrelloCard } from '../ports.ts';
import type { Board } from './board.ts';
import type { BridgeStore } from './store.ts';

export interface PollerDeps {
  readonly store: BridgeStore;
  readonly trello: Trello;
  readonly board: Board;
  readonly boardId: string;
  readonly everyMs: number;
  readonly log: Logger;
}

/** Whether a card stands where a webhook should have told of it, and may not have. */
function isSuspect(state: BridgeState, cardId: string, list: string | undefined): boolean {
  const known = state.cards.get(cardId);
  if (list === 'inbox') return !known || known.refusal !== '';
  return list === 'todo' && known !== undefined && known.shown !== null && !state.approvals.has(known.shown.approvalId);
}

/**
 * Looks at the whole board now and then, and takes the actions of cards that stand where no webhook told of. The actions are the
 * webhooks' own, with the same ids, so that nothing happens twice.
 */
export class Poller {
  readonly #deps: PollerDeps;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  /** Cards looked at, by their last activity then; no larger than the board. */
  #looked = new Map<string, string>();

  constructor(deps: PollerDeps) {
    this.#deps = deps;
    this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#stopping.abort(new Error('the poller was stopped'));
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { everyMs, log } = this.#deps;
    while (!signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        if (signal.aborted || error instanceof JournalClosedError) return;
        const expected = error instanceof AwayError || error instanceof RefusedError || error instanceof JournalFullError;
        if (!expected) throw error;
        log.warn({ reason: error.message }, 'the board could not be looked at; again at the next turn');
      }
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const { trello, board, boardId, store } = this.#deps;
    const looked = new Map<string, string>();
    for (const card of await trello.cards(boardId)) {
      const { cardId, listId, lastActivity, closed } = card;
      if (closed || !isSuspect(store.state, cardId, await board.meaningOf(listId))) continue;
      if (lastActivity === '' || this.#looked.get(cardId) !== lastActivity) await this.#take(card);
      looked.set(cardId, lastActivity);
    }
    this.#looked = looked;
  }

  async #take({ cardId }: TrelloCard): Promise<void> {
    const { trello, store } = this.#deps;
    // Oldest first, as they happened.
    for (const json of (await trello.placeActions(cardId)).toReversed()) {
      const parsed = parseAction(json);
      if (parsed.ok && parsed.action.cardId === cardId) await store.execute({ type: 'take-action', action: parsed.action });
    }
  }
}
