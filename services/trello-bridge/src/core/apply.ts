import { assert, unreachable } from '@panal/kernel/pure';
import type { BridgeEvent } from './events.ts';
import { ACTIONS_MAX, type BridgeState, type Card, type ListName, NOTES_MAX } from './state.ts';

type Of<T extends BridgeEvent['type']> = Extract<BridgeEvent, { type: T }>;

function cardOf(state: BridgeState, cardId: string): Card {
  const card = state.cards.get(cardId);
  assert(card, `an event names card ${cardId}, which is not known`);
  return card;
}

/** Says that the work-pad of a card, and perhaps its list, is not what it should be. */
function owe(state: BridgeState, card: Card, moveTo: ListName | null = null): void {
  card.padVersion += 1;
  if (moveTo) card.moveTo = moveTo;
  state.outbox.add(card.cardId);
}

function settleWrites(state: BridgeState, card: Card): void {
  if (card.padVersion === card.padWritten && card.moveTo === null) state.outbox.delete(card.cardId);
}

function settleAction(state: BridgeState, { actionId }: Of<'action-settled'>): void {
  state.inbox.delete(actionId);
  if (state.actions.size >= ACTIONS_MAX) state.actions.delete(state.actions.values().next().value!);
  state.actions.add(actionId);
}

function wantCard(state: BridgeState, event: Of<'card-wanted'>): void {
  const { cardId, title, description, memberId } = event;
  const fresh = {
    ...{ missionId: '', refusal: '', view: null, notes: [], padVersion: 0, padWritten: 0, workPadId: '' },
    ...{ shown: null, moveTo: null, movedTo: null },
  };
  const card: Card = { ...(state.cards.get(cardId) ?? fresh), cardId, title, description, memberId, refusal: '' };
  state.cards.set(cardId, card);
  state.wanted.add(cardId);
  owe(state, card);
}

function linkCard(state: BridgeState, { cardId, missionId }: Of<'card-linked'>): void {
  const card = cardOf(state, cardId);
  card.missionId = missionId;
  // The mission's own copy is the one that counts from here on.
  card.description = '';
  state.cardByMission.set(missionId, cardId);
  state.wanted.delete(cardId);
  state.unsynced.add(cardId);
}

function writePad(state: BridgeState, event: Of<'pad-written'>): void {
  const card = cardOf(state, event.cardId);
  const { approval, atMs } = event;
  card.padWritten = event.version;
  card.workPadId = event.workPadId;
  const same = approval !== null && card.shown?.approvalId === approval.approvalId && card.shown.digest === approval.digest;
  if (!same) card.shown = approval && { approvalId: approval.approvalId, digest: approval.digest, sinceMs: atMs };
  settleWrites(state, card);
}

function moveCard(state: BridgeState, { cardId, list }: Of<'card-moved'>): void {
  const card = cardOf(state, cardId);
  card.movedTo = list;
  if (card.moveTo === list) card.moveTo = null;
  settleWrites(state, card);
}

function dropWrites(state: BridgeState, { cardId }: Of<'writes-dropped'>): void {
  const card = cardOf(state, cardId);
  card.padWritten = card.padVersion;
  card.moveTo = null;
  card.shown = null;
  state.outbox.delete(cardId);
}

function note(state: BridgeState, event: Of<'card-noted'>): void {
  const card = cardOf(state, event.cardId);
  card.notes = [...card.notes, event.note].slice(-NOTES_MAX);
  owe(state, card, event.moveTo);
}

/** Applies one event; every event that `decide` returned is accepted. */
export function apply(state: BridgeState, event: BridgeEvent): void {
  switch (event.type) {
    case 'action-taken':
      state.inbox.set(event.entry.action.actionId, event.entry);
      return;
    case 'action-settled':
      return settleAction(state, event);
    case 'card-wanted':
      return wantCard(state, event);
    case 'card-linked':
      return linkCard(state, event);
    case 'card-refused': {
      const card = cardOf(state, event.cardId);
      card.refusal = event.reason;
      state.wanted.delete(event.cardId);
      return owe(state, card, event.moveTo);
    }
    case 'card-noted':
      return note(state, event);
    case 'approval-owed':
      state.approvals.set(event.approval.approvalId, event.approval);
      return;
    case 'approval-settled':
      state.approvals.delete(event.approvalId);
      return;
    case 'missions-stirred':
      state.watchedPosition = event.position;
      for (const cardId of event.cardIds) state.unsynced.add(cardId);
      return;
    case 'mission-seen': {
      const card = cardOf(state, event.cardId);
      card.view = event.view;
      state.unsynced.delete(event.cardId);
      return owe(state, card, event.moveTo);
    }
    case 'mission-unchanged':
      state.unsynced.delete(event.cardId);
      return;
    case 'pad-written':
      return writePad(state, event);
    case 'card-moved':
      return moveCard(state, event);
    case 'writes-dropped':
      return dropWrites(state, event);
    default:
      return unreachable(event);
  }
}
