import { unreachable } from '@panal/kernel/pure';
import type { BridgeCommand, PadWritten } from './commands.ts';
import type { BridgeEvent } from './events.ts';
import { listOf } from './list-of.ts';
import { settleAction } from './settle-action.ts';
import { type BridgeState, INBOX_MAX } from './state.ts';
import { type TrelloAction, placesCard } from './trello-action.ts';

export interface BridgeRefusal {
  readonly code: 'overloaded';
  readonly message: string;
}

export type BridgeDecision =
  | { readonly ok: true; readonly events: readonly BridgeEvent[] }
  | { readonly ok: false; readonly refusal: BridgeRefusal };

type Of<T extends BridgeCommand['type']> = Extract<BridgeCommand, { type: T }>;

const decided = (...events: BridgeEvent[]): BridgeDecision => ({ ok: true, events });

/** Takes an action once, with the approval that its card shows at this moment. */
function takeAction(state: BridgeState, action: TrelloAction): BridgeDecision {
  const { actionId } = action;
  if (state.actions.has(actionId) || state.inbox.has(actionId)) return decided();
  if (!placesCard(action)) return decided();
  if (state.inbox.size >= INBOX_MAX) {
    return {
      ok: false,
      refusal: { code: 'overloaded', message: `${INBOX_MAX} deliveries wait already. Deliver this one again later.` },
    };
  }
  return decided({ type: 'action-taken', entry: { action, shown: state.cards.get(action.cardId)?.shown ?? null } });
}

function link(state: BridgeState, { cardId, missionId }: Of<'link'>): BridgeDecision {
  return state.wanted.has(cardId) ? decided({ type: 'card-linked', cardId, missionId }) : decided();
}

function refuse(state: BridgeState, { cardId, reason }: Of<'refuse'>): BridgeDecision {
  return state.wanted.has(cardId) ? decided({ type: 'card-refused', cardId, reason, moveTo: 'blocked' }) : decided();
}

function settleApproval(state: BridgeState, command: Of<'settle-approval'>): BridgeDecision {
  const owed = state.approvals.get(command.approvalId);
  if (!owed) return decided();
  const { approvalId, accepted, message } = command;
  const settled: BridgeEvent = { type: 'approval-settled', approvalId, outcome: accepted ? 'accepted' : message };
  if (accepted) return decided(settled);
  const moveTo = listOf(state.cards.get(owed.cardId)?.view ?? null);
  return decided(settled, { type: 'card-noted', cardId: owed.cardId, note: `The approval did not count: ${message}`, moveTo });
}

function stir(state: BridgeState, { position, missionIds }: Of<'stir'>): BridgeDecision {
  if (position <= state.watchedPosition) return decided();
  const cardIds = new Set(missionIds.flatMap((missionId) => state.cardByMission.get(missionId) ?? []));
  return decided({ type: 'missions-stirred', position, cardIds: [...cardIds] });
}

function seeMission(state: BridgeState, { cardId, view }: Of<'see-mission'>): BridgeDecision {
  const card = state.cards.get(cardId);
  if (!card) return decided();
  if (JSON.stringify(card.view) === JSON.stringify(view)) {
    return state.unsynced.has(cardId) ? decided({ type: 'mission-unchanged', cardId }) : decided();
  }
  const list = listOf(view);
  return decided({ type: 'mission-seen', cardId, view, moveTo: list === listOf(card.view) ? null : list });
}

function padWritten(state: BridgeState, command: PadWritten): BridgeDecision {
  const card = state.cards.get(command.cardId);
  return card && command.version > card.padWritten && command.version <= card.padVersion ? decided(command) : decided();
}

function cardMoved(state: BridgeState, { cardId, list }: Of<'card-moved'>): BridgeDecision {
  const card = state.cards.get(cardId);
  if (!card) return decided();
  return decided({ type: 'card-moved', cardId, missionId: card.missionId, list, before: card.movedTo });
}

/** Decides a command; pure. */
export function decide(state: BridgeState, command: BridgeCommand): BridgeDecision {
  switch (command.type) {
    case 'take-action':
      return takeAction(state, command.action);
    case 'settle-action':
      return decided(...settleAction(state, command));
    case 'link':
      return link(state, command);
    case 'refuse':
      return refuse(state, command);
    case 'settle-approval':
      return settleApproval(state, command);
    case 'stir':
      return stir(state, command);
    case 'see-mission':
      return seeMission(state, command);
    case 'pad-written':
      return padWritten(state, command);
    case 'card-moved':
      return cardMoved(state, command);
    case 'drop-writes':
      return state.outbox.has(command.cardId)
        ? decided({ type: 'writes-dropped', cardId: command.cardId, reason: command.reason })
        : decided();
    default:
      return unreachable(command);
  }
}
