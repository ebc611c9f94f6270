import type { SettleAction } from './commands.ts';
import type { BridgeEvent } from './events.ts';
import { listOf } from './list-of.ts';
import { type BridgeState, CARDS_MAX, type Card, type InboxEntry } from './state.ts';

interface Effect {
  /** In words, for the journal. */
  readonly effect: string;
  readonly events: readonly BridgeEvent[];
}

const nothing = (effect: string): Effect => ({ effect, events: [] });

/** A member moved a card from Requirements to To do: an approval of what the card showed when the member did so, or a note why not. */
function approve(card: Card, { action, shown }: InboxEntry, mayApprove: boolean): Effect {
  const { cardId } = card;
  const noted = (effect: string, note: string): Effect => ({
    effect,
    events: [{ type: 'card-noted', cardId, note, moveTo: listOf(card.view) }],
  });
  if (!mayApprove)
    return noted('member may not approve', 'Moved to To do by a member who may not approve; nothing was approved.');
  // Older than what the card shows now, or of unknown time: it can't mean what is shown.
  if (!shown || action.atMs < shown.sinceMs)
    return noted('nothing shown to approve', 'Moved to To do while the card showed nothing to approve; nothing was approved.');
  const { approvalId, digest } = shown;
  return {
    effect: 'approves',
    events: [{ type: 'approval-owed', approval: { cardId, approvalId, digest, memberId: action.memberId } }],
  };
}

function want(state: BridgeState, { action }: InboxEntry, command: SettleAction): Effect {
  const { card, allowed } = command;
  const { cardId, memberId } = action;
  if (!card) return nothing('the card is gone');
  // Whoever placed it elsewhere asked for nothing, even where another member has moved it to the inbox since.
  if (action.listAfterId !== '' && command.listAfter !== 'inbox') return nothing('not placed in the inbox list');
  if (card.list !== 'inbox') return nothing('the card is not in the inbox list');
  if (!allowed.mayPrompt.includes(memberId)) return nothing('member may not prompt');
  if (state.cards.size >= CARDS_MAX) return nothing(`not taken: ${CARDS_MAX} cards are kept already`);
  const { title, description } = card;
  return { effect: 'card taken', events: [{ type: 'card-wanted', cardId, title, description, memberId }] };
}

function effectOf(state: BridgeState, entry: InboxEntry, command: SettleAction): Effect {
  const { action } = entry;
  const { listBefore, listAfter, allowed } = command;
  if (action.boardId !== command.boardId) return nothing('another board');
  const known = state.cards.get(action.cardId);
  if (known && (known.missionId !== '' || known.refusal === '')) {
    const approves = listBefore === 'requirements' && listAfter === 'todo';
    return approves ? approve(known, entry, allowed.mayApprove.includes(action.memberId)) : nothing('the card is known');
  }
  return want(state, entry, command);
}

/** What an action of the inbox means; an action is settled once, whatever it means. */
export function settleAction(state: BridgeState, command: SettleAction): readonly BridgeEvent[] {
  const entry = state.inbox.get(command.actionId);
  if (!entry) return [];
  const { effect, events } = effectOf(state, entry, command);
  return [{ type: 'action-settled', actionId: command.actionId, effect }, ...events];
}
