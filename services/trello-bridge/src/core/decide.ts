import { unreachable } from '@panal/kernel/pure';
import { type BridgeEvent, type BridgeState, type Card, type ListName, cardsMax } from './state.ts';

/** A card as Trello tells it, with the list by its meaning. */
export interface SeenCard {
  readonly cardId: string;
  readonly title: string;
  readonly description: string;
  readonly list: ListName | undefined;
}

export interface Allowed {
  readonly mayPrompt: readonly string[];
  readonly mayApprove: readonly string[];
}

export type BridgeCommand =
  /** A card stands in a list; `memberId` is who acted, `moved` whether from Requirements to To do. */
  | { readonly type: 'card-seen'; readonly actionId: string; readonly card: SeenCard; readonly memberId: string; readonly approves: boolean; readonly allowed: Allowed }
  | { readonly type: 'action-ignored'; readonly actionId: string; readonly reason: string }
  | { readonly type: 'link'; readonly cardId: string; readonly missionId: string }
  | { readonly type: 'refuse'; readonly cardId: string; readonly reason: string }
  | { readonly type: 'settle-approval'; readonly approvalId: string; readonly outcome: string }
  | {
      readonly type: 'see-mission';
      readonly missionId: string;
      readonly position: number;
      readonly state: string;
      readonly line: string;
      readonly approval: { readonly approvalId: string; readonly digest: string } | null;
    }
  | { readonly type: 'watch'; readonly position: number }
  | { readonly type: 'write-done'; readonly entryId: number; readonly workPadId: string };

export type BridgeRefusal = { readonly code: 'overloaded'; readonly message: string };
export type BridgeDecision = { readonly ok: true; readonly events: readonly BridgeEvent[] } | { readonly ok: false; readonly refusal: BridgeRefusal };

const events = (...list: BridgeEvent[]): BridgeDecision => ({ ok: true, events: list });

/** Where a card belongs while its mission is in a state. */
const LIST_OF: Readonly<Record<string, ListName>> = {
  'awaiting-approval': 'requirements',
  running: 'inProgress',
  held: 'blocked',
  failed: 'blocked',
  cancelled: 'blocked',
  done: 'done',
};

function approvalOf(card: Card, command: Extract<BridgeCommand, { type: 'card-seen' }>): BridgeEvent[] {
  if (!command.approves || !card.approvalId || !command.allowed.mayApprove.includes(command.memberId)) return [];
  return [{ type: 'approval-owed', cardId: card.cardId, approvalId: card.approvalId, digest: card.approvalDigest, memberId: command.memberId }];
}

function seeCard(state: BridgeState, command: Extract<BridgeCommand, { type: 'card-seen' }>): BridgeDecision {
  const { actionId, card, memberId, allowed } = command;
  if (actionId !== '' && state.actions.has(actionId)) return events();
  const known = state.cards.get(card.cardId);
  const taken = (effect: string): BridgeEvent[] => (actionId === '' ? [] : [{ type: 'action-taken', actionId, effect }]);
  if (known) {
    const approval = state.approvals.has(known.approvalId) ? [] : approvalOf(known, command);
    return events(...taken(approval.length > 0 ? 'approves' : 'card known'), ...approval);
  }
  if (card.list !== 'inbox') return events(...taken('not in the inbox'));
  if (!allowed.mayPrompt.includes(memberId)) return events(...taken('member may not prompt'));
  if (state.cards.size >= cardsMax) return { ok: false, refusal: { code: 'overloaded', message: `The bridge keeps ${cardsMax} cards; no further one is taken.` } };
  return events(...taken('card taken'), { type: 'card-wanted', cardId: card.cardId, title: card.title, description: card.description, memberId });
}

function seeMission(state: BridgeState, command: Extract<BridgeCommand, { type: 'see-mission' }>): BridgeDecision {
  const watched: BridgeEvent = { type: 'watched', position: command.position };
  const cardId = state.cardByMission.get(command.missionId);
  if (command.position <= state.watchedPosition) return events();
  if (!cardId) return events(watched);
  const card = state.cards.get(cardId)!;
  const moved = card.missionState === command.state ? null : (LIST_OF[command.state] ?? null);
  return events(watched, { type: 'mission-seen', cardId, missionState: command.state, line: command.line, approval: command.approval, move: moved });
}

/** Decides a command; pure. */
export function decide(state: BridgeState, command: BridgeCommand): BridgeDecision {
  switch (command.type) {
    case 'card-seen':
      return seeCard(state, command);
    case 'action-ignored':
      return state.actions.has(command.actionId) ? events() : events({ type: 'action-taken', actionId: command.actionId, effect: command.reason });
    case 'link':
      return state.wanted.has(command.cardId) ? events({ type: 'card-linked', cardId: command.cardId, missionId: command.missionId }) : events();
    case 'refuse':
      return state.wanted.has(command.cardId) ? events({ type: 'card-refused', cardId: command.cardId, reason: command.reason }) : events();
    case 'settle-approval':
      return state.approvals.has(command.approvalId) ? events({ type: 'approval-settled', approvalId: command.approvalId, outcome: command.outcome }) : events();
    case 'see-mission':
      return seeMission(state, command);
    case 'watch':
      return command.position > state.watchedPosition ? events({ type: 'watched', position: command.position }) : events();
    case 'write-done':
      return state.outbox.has(command.entryId) ? events({ type: 'written', entryId: command.entryId, workPadId: command.workPadId }) : events();
    default:
      return unreachable(command);
  }
}
