import type { InboxEntry, ListName, MissionView, OwedApproval } from './state.ts';

/** What the bridge journals; the state is these, applied in order. */
export type BridgeEvent =
  | { readonly type: 'action-taken'; readonly entry: InboxEntry }
  /** The action is understood; `effect` says in words what it did, for people who read the journal. */
  | { readonly type: 'action-settled'; readonly actionId: string; readonly effect: string }
  | {
      readonly type: 'card-wanted';
      readonly cardId: string;
      readonly title: string;
      readonly description: string;
      readonly memberId: string;
    }
  | { readonly type: 'card-linked'; readonly cardId: string; readonly missionId: string }
  | { readonly type: 'card-refused'; readonly cardId: string; readonly reason: string; readonly moveTo: ListName | null }
  | { readonly type: 'card-noted'; readonly cardId: string; readonly note: string; readonly moveTo: ListName | null }
  | { readonly type: 'approval-owed'; readonly approval: OwedApproval }
  | { readonly type: 'approval-settled'; readonly approvalId: string; readonly outcome: string }
  | { readonly type: 'missions-stirred'; readonly position: number; readonly cardIds: readonly string[] }
  | { readonly type: 'mission-seen'; readonly cardId: string; readonly view: MissionView; readonly moveTo: ListName | null }
  | { readonly type: 'mission-unchanged'; readonly cardId: string }
  | {
      readonly type: 'pad-written';
      readonly cardId: string;
      readonly version: number;
      readonly workPadId: string;
      /** By Trello's clock. */
      readonly atMs: number;
      readonly approval: { readonly approvalId: string; readonly digest: string } | null;
    }
  | {
      readonly type: 'card-moved';
      readonly cardId: string;
      readonly missionId: string;
      readonly list: ListName;
      readonly before: ListName | null;
    }
  | { readonly type: 'writes-dropped'; readonly cardId: string; readonly reason: string };
