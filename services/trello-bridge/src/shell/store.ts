import { type Journal, type StateStore, jsonEventCodec, openStateStore } from '@panal/journal';
import { apply } from '../core/apply.ts';
import type { BridgeCommand } from '../core/commands.ts';
import { type BridgeRefusal, decide } from '../core/decide.ts';
import type { BridgeEvent } from '../core/events.ts';
import { type BridgeState, type Card, type InboxEntry, type OwedApproval, initialState } from '../core/state.ts';

export type BridgeStore = StateStore<BridgeState, BridgeCommand, BridgeEvent, BridgeRefusal>;

const VERSION = 1;
const SNAPSHOT_EVERY_RECORDS = 20_000;

/** Events as they stand in the journal. */
export const bridgeCodec = jsonEventCodec<BridgeEvent>({ version: VERSION });

interface Stored {
  readonly version: number;
  readonly cards: [string, Card][];
  readonly actions: string[];
  readonly inbox: [string, InboxEntry][];
  readonly wanted: string[];
  readonly approvals: [string, OwedApproval][];
  readonly unsynced: string[];
  readonly outbox: string[];
  readonly watchedPosition: number;
}

function encode(state: BridgeState): Uint8Array {
  const { cards, actions, inbox, wanted, approvals, unsynced, outbox, watchedPosition } = state;
  const stored: Stored = {
    ...{ version: VERSION, cards: [...cards], actions: [...actions], inbox: [...inbox], wanted: [...wanted] },
    ...{ approvals: [...approvals], unsynced: [...unsynced], outbox: [...outbox], watchedPosition },
  };
  return Buffer.from(JSON.stringify(stored));
}

function decode(bytes: Uint8Array): BridgeState {
  const stored = JSON.parse(Buffer.from(bytes).toString('utf8')) as Stored;
  if (stored.version !== VERSION) throw new Error(`snapshot version ${stored.version} is not known`);
  const linked = stored.cards.filter(([, { missionId }]) => missionId !== '');
  return {
    cards: new Map(stored.cards),
    cardByMission: new Map(linked.map(([cardId, { missionId }]) => [missionId, cardId])),
    actions: new Set(stored.actions),
    inbox: new Map(stored.inbox),
    wanted: new Set(stored.wanted),
    approvals: new Map(stored.approvals),
    unsynced: new Set(stored.unsynced),
    outbox: new Set(stored.outbox),
    watchedPosition: stored.watchedPosition,
  };
}

/** Opens the bridge's state over its journal. */
export const openBridgeStore = (journal: Journal, clock: () => number): Promise<BridgeStore> =>
  openStateStore({
    journal,
    core: { initial: initialState, decide, apply },
    codec: bridgeCodec,
    clock,
    snapshot: { encode, decode, everyRecords: SNAPSHOT_EVERY_RECORDS },
  });
