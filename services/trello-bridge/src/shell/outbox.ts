import type { Logger } from '@panal/kernel/runtime';
import type { Card } from '../core/state.ts';
import { workPadMarker, workPadOf } from '../core/work-pad.ts';
import { RefusedError, type Trello } from '../ports.ts';
import type { Board } from './board.ts';
import type { BridgeStore } from './store.ts';

export interface OutboxDeps {
  readonly store: BridgeStore;
  readonly trello: Trello;
  readonly board: Board;
  readonly log: Logger;
  readonly written: (outcome: 'sent' | 'dropped') => void;
}

const COMMENT_PAGES_MAX = 4;

/**
 * The work-pad that is on the card already although the journal does not know it: written just before a crash, or in a request
 * whose answer was lost. Only our own comment counts, since anybody can copy the marker.
 */
async function findWorkPad({ trello }: OutboxDeps, cardId: string): Promise<string | undefined> {
  const ownMemberId = await trello.ownMemberId();
  for (let page = 0; page < COMMENT_PAGES_MAX; page += 1) {
    const comments = await trello.comments(cardId, page);
    if (comments.length === 0) return undefined;
    const ours = comments.find(
      ({ memberId, text }) => memberId === ownMemberId && text.trimEnd().endsWith(workPadMarker(cardId)),
    );
    if (ours) return ours.commentId;
  }
  return undefined;
}

async function writeWorkPad(deps: OutboxDeps, card: Card): Promise<void> {
  const { store, trello } = deps;
  const { cardId, padVersion: version } = card;
  const text = workPadOf(card);
  const shown = card.view?.approval ?? null;
  const existing = card.workPadId || (await findWorkPad(deps, cardId));
  const { commentId, atMs } = existing ? await trello.editComment(cardId, existing, text) : await trello.addComment(cardId, text);
  const approval = shown && { approvalId: shown.approvalId, digest: shown.digest };
  await store.execute({ type: 'pad-written', cardId, version, workPadId: commentId, atMs, approval });
}

async function moveCard({ store, trello, board, log }: OutboxDeps, card: Card): Promise<void> {
  const { cardId, moveTo } = card;
  if (!moveTo) return;
  const listId = await board.idOf(moveTo);
  if (listId) await trello.moveCard(cardId, listId);
  else log.warn({ cardId, list: moveTo }, 'the board has no list of that meaning; the card stays where it is');
  await store.execute({ type: 'card-moved', cardId, list: moveTo });
}

/** Brings one card to what it should be: first its work-pad, then its list, so that nobody decides on what is not shown yet. */
export const writeCard =
  (deps: OutboxDeps) =>
  async (cardId: string): Promise<void> => {
    const { store, log, written } = deps;
    const card = store.state.cards.get(cardId);
    if (!card) return;
    try {
      if (card.padVersion > card.padWritten) await writeWorkPad(deps, card);
      // It may have grown old while it was written; then it is written again first.
      if (card.padVersion === card.padWritten) await moveCard(deps, card);
      written('sent');
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      log.error(
        { cardId, reason: error.message },
        'Trello refuses to have a card written to; given up until its mission changes',
      );
      written('dropped');
      await store.execute({ type: 'drop-writes', cardId, reason: error.message });
    }
  };
