import type { ListName, MissionView } from './state.ts';
import type { TrelloAction } from './trello-action.ts';

/** A card as Trello has it now; `list` by its meaning, undefined for a list that means nothing to Panal. */
export interface SeenCard {
  readonly title: string;
  readonly description: string;
  readonly list: ListName | undefined;
}

/** Ids of members by what they may do. */
export interface Allowed {
  readonly mayPrompt: readonly string[];
  readonly mayApprove: readonly string[];
}

/** Settles an action of the inbox: with the lists it moved between, and the card where it was fetched (null: gone). */
export interface SettleAction {
  readonly type: 'settle-action';
  readonly actionId: string;
  readonly boardId: string;
  readonly listBefore: ListName | undefined;
  readonly listAfter: ListName | undefined;
  readonly card: SeenCard | null;
  readonly allowed: Allowed;
}

export interface PadWritten {
  readonly type: 'pad-written';
  readonly cardId: string;
  readonly version: number;
  readonly workPadId: string;
  readonly atMs: number;
  readonly approval: { readonly approvalId: string; readonly digest: string } | null;
}

export type BridgeCommand =
  | { readonly type: 'take-action'; readonly action: TrelloAction }
  | SettleAction
  | { readonly type: 'link'; readonly cardId: string; readonly missionId: string }
  | { readonly type: 'refuse'; readonly cardId: string; readonly reason: string }
  | { readonly type: 'settle-approval'; readonly approvalId: string; readonly accepted: boolean; readonly message: string }
  /** The orchestrator's events up to `position` concerned these missions. */
  | { readonly type: 'stir'; readonly position: number; readonly missionIds: readonly string[] }
  | { readonly type: 'see-mission'; readonly cardId: string; readonly view: MissionView }
  | PadWritten
  | { readonly type: 'card-moved'; readonly cardId: string; readonly list: ListName }
  | { readonly type: 'drop-writes'; readonly cardId: string; readonly reason: string };
