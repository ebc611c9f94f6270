import type { TrelloAction } from './trello-action.ts';

/**
 * Cards, the missions that they became, and what is owed to either side.
 *
 *   | card    | means                            | next                                                                |
 *   |---------|----------------------------------|---------------------------------------------------------------------|
 *   | unknown | nobody who may prompt placed it  | wanted: placed in the inbox list by a member who may prompt          |
 *   | wanted  | a mission is owed                | linked: the orchestrator has the mission; refused: it will not take it |
 *   | refused | the orchestrator said no         | wanted: placed in the inbox list again                              |
 *   | linked  | has a mission, for good          | its view follows the mission until the mission ends                 |
 *
 * An effect on the outside is owed from the moment an event says so until an event says that it is done: `inbox` (actions to be
 * understood), `wanted` (missions to be created under the key `trello:<cardId>`, so that a second try finds the first), `approvals`
 * (decisions to be told), `unsynced` (missions to be looked at), `outbox` (cards whose work-pad or list is not what it should be).
 */
export interface Card {
  readonly cardId: string;
  title: string;
  description: string;
  memberId: string;
  missionId: string;
  /** Why the orchestrator refused it; empty otherwise. */
  refusal: string;
  view: MissionView | null;
  /** What the bridge itself has to say, newest last. */
  notes: readonly string[];
  /** Raised whenever the work-pad has to say something else. */
  padVersion: number;
  /** The version that Trello has. */
  padWritten: number;
  /** Id of the one comment that is edited in place; empty until Trello has told it. */
  workPadId: string;
  /** The approval that the work-pad on the card shows, and since when by Trello's clock; null while it shows none. */
  shown: ShownApproval | null;
  /** The list that the card is to be moved to, or null. */
  moveTo: ListName | null;
  /** The list that it was moved to last. */
  movedTo: ListName | null;
}

/** What a work-pad says of a mission; equal views mean that there is nothing new to say. */
export interface MissionView {
  readonly state: string;
  readonly reason: string;
  readonly branch: string;
  readonly pushedCommit: string;
  readonly tasks: readonly TaskView[];
  readonly approval: ApprovalView | null;
}

export interface TaskView {
  readonly type: string;
  readonly state: string;
  readonly attempts: number;
  readonly reason: string;
}

export interface ApprovalView {
  readonly approvalId: string;
  /** SHA-256 of exactly what is to be approved. */
  readonly digest: string;
  readonly subject: string;
  /** The text to be read, cut to what a comment holds. */
  readonly text: string;
  /** Characters of the whole text. */
  readonly textChars: number;
}

export interface ShownApproval {
  readonly approvalId: string;
  readonly digest: string;
  readonly sinceMs: number;
}

export type ListName = 'inbox' | 'requirements' | 'todo' | 'inProgress' | 'review' | 'done' | 'blocked' | 'rework';

/** An action that was taken from Trello, with what its card showed at that moment. */
export interface InboxEntry {
  readonly action: TrelloAction;
  readonly shown: ShownApproval | null;
}

export interface OwedApproval {
  readonly cardId: string;
  readonly approvalId: string;
  readonly digest: string;
  readonly memberId: string;
}

export interface BridgeState {
  readonly cards: Map<string, Card>;
  readonly cardByMission: Map<string, string>;
  /** Ids of actions understood already; the oldest is forgotten beyond `ACTIONS_MAX`. */
  readonly actions: Set<string>;
  readonly inbox: Map<string, InboxEntry>;
  readonly wanted: Set<string>;
  /** By approval id. */
  readonly approvals: Map<string, OwedApproval>;
  readonly unsynced: Set<string>;
  readonly outbox: Set<string>;
  /** The orchestrator's events are taken up to here. */
  watchedPosition: number;
}

export const ACTIONS_MAX = 50_000;
export const INBOX_MAX = 10_000;
export const CARDS_MAX = 100_000;
export const NOTES_MAX = 5;

export const initialState = (): BridgeState => ({
  cards: new Map(),
  cardByMission: new Map(),
  actions: new Set(),
  inbox: new Map(),
  wanted: new Set(),
  approvals: new Map(),
  unsynced: new Set(),
  outbox: new Set(),
  watchedPosition: 0,
});
