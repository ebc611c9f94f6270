/**
 * Cards and the missions that they became.
 *
 *   (unknown) ──card in Inbox, by a member who may prompt──► wanted ──orchestrator knows it──► linked ──mission ends──► ended
 *
 * Every effect on either side is an entry that is owed until it is done: `wanted` cards are owed a mission (created under the
 * key `trello:<cardId>`, so that a second try is the same mission), `approvals` an answer to the orchestrator, `outbox` entries a
 * write to Trello. A write carries what the card shall show, so that sending it twice shows the same.
 */
export interface Card {
  readonly cardId: string;
  readonly title: string;
  readonly description: string;
  readonly memberId: string;
  missionId: string;
  missionState: string;
  /** Id of the one comment that is edited in place, once Trello has told it. */
  workPadId: string;
  /** What the work-pad says, oldest line first. */
  workPad: string[];
  /** The approval whose text the card shows now. */
  approvalId: string;
  approvalDigest: string;
}

export interface OutboxEntry {
  readonly entryId: number;
  readonly cardId: string;
  readonly write: CardWrite;
}

/** The work-pad is written whole; a newer one replaces an older one that still waits. */
export type CardWrite = { readonly kind: 'work-pad' } | { readonly kind: 'move'; readonly list: ListName };

export type ListName = 'inbox' | 'requirements' | 'todo' | 'inProgress' | 'review' | 'done' | 'blocked';

export interface OwedApproval {
  readonly cardId: string;
  readonly approvalId: string;
  readonly digest: string;
  readonly memberId: string;
}

export interface BridgeState {
  readonly cards: Map<string, Card>;
  readonly cardByMission: Map<string, string>;
  /** Action ids taken already; the oldest are forgotten beyond `actionsMax`. */
  readonly actions: Set<string>;
  /** Cards without a mission yet. */
  readonly wanted: Set<string>;
  readonly approvals: Map<string, OwedApproval>;
  readonly outbox: Map<number, OutboxEntry>;
  nextEntryId: number;
  /** The orchestrator's events are taken up to here. */
  watchedPosition: number;
}

export const actionsMax = 50_000;
export const cardsMax = 100_000;
const workPadLinesMax = 40;

export type BridgeEvent =
  | { readonly type: 'action-taken'; readonly actionId: string; readonly effect: string }
  | { readonly type: 'card-wanted'; readonly cardId: string; readonly title: string; readonly description: string; readonly memberId: string }
  | { readonly type: 'card-linked'; readonly cardId: string; readonly missionId: string }
  | { readonly type: 'card-refused'; readonly cardId: string; readonly reason: string }
  | { readonly type: 'approval-owed'; readonly cardId: string; readonly approvalId: string; readonly digest: string; readonly memberId: string }
  | { readonly type: 'approval-settled'; readonly approvalId: string; readonly outcome: string }
  | {
      readonly type: 'mission-seen';
      readonly cardId: string;
      readonly missionState: string;
      readonly line: string;
      readonly approval: { readonly approvalId: string; readonly digest: string } | null;
      readonly move: ListName | null;
    }
  | { readonly type: 'watched'; readonly position: number }
  | { readonly type: 'written'; readonly entryId: number; readonly workPadId: string };

export const initialState = (): BridgeState => ({
  cards: new Map(),
  cardByMission: new Map(),
  actions: new Set(),
  wanted: new Set(),
  approvals: new Map(),
  outbox: new Map(),
  nextEntryId: 1,
  watchedPosition: 0,
});

function enqueue(state: BridgeState, cardId: string, write: CardWrite): void {
  for (const entry of state.outbox.values()) if (entry.cardId === cardId && entry.write.kind === write.kind) state.outbox.delete(entry.entryId);
  const entryId = state.nextEntryId++;
  state.outbox.set(entryId, { entryId, cardId, write });
}

function wantCard(state: BridgeState, event: Extract<BridgeEvent, { type: 'card-wanted' }>): void {
  const { type: _type, ...card } = event;
  const seen = { missionId: '', missionState: '', workPadId: '', workPad: ['Taken. Panal is looking at it.'], approvalId: '', approvalDigest: '' };
  state.cards.set(event.cardId, { ...card, ...seen });
  state.wanted.add(event.cardId);
  enqueue(state, event.cardId, { kind: 'work-pad' });
}

function seeMission(state: BridgeState, event: Extract<BridgeEvent, { type: 'mission-seen' }>): void {
  const card = state.cards.get(event.cardId)!;
  card.missionState = event.missionState;
  card.approvalId = event.approval?.approvalId ?? '';
  card.approvalDigest = event.approval?.digest ?? '';
  addLine(card, event.line);
  enqueue(state, event.cardId, { kind: 'work-pad' });
  if (event.move) enqueue(state, event.cardId, { kind: 'move', list: event.move });
}

function addLine(card: Card, line: string): void {
  card.workPad.push(line);
  if (card.workPad.length > workPadLinesMax) card.workPad.splice(1, 1);
}

/** Applies one event; every event that `decide` returned is accepted. */
export function apply(state: BridgeState, event: BridgeEvent): void {
  switch (event.type) {
    case 'action-taken':
      if (state.actions.size >= actionsMax) state.actions.delete(state.actions.values().next().value!);
      state.actions.add(event.actionId);
      return;
    case 'card-wanted':
      return wantCard(state, event);
    case 'card-linked':
      state.cards.get(event.cardId)!.missionId = event.missionId;
      state.cardByMission.set(event.missionId, event.cardId);
      state.wanted.delete(event.cardId);
      return;
    case 'card-refused':
      state.wanted.delete(event.cardId);
      addLine(state.cards.get(event.cardId)!, event.reason);
      enqueue(state, event.cardId, { kind: 'work-pad' });
      return;
    case 'approval-owed': {
      const { type: _type, ...owed } = event;
      state.approvals.set(event.approvalId, owed);
      return;
    }
    case 'approval-settled':
      state.approvals.delete(event.approvalId);
      return;
    case 'mission-seen':
      return seeMission(state, event);
    case 'watched':
      state.watchedPosition = event.position;
      return;
    case 'written': {
      const entry = state.outbox.get(event.entryId);
      if (entry && event.workPadId) state.cards.get(entry.cardId)!.workPadId = event.workPadId;
      state.outbox.delete(event.entryId);
    }
  }
}
