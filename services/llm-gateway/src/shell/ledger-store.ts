import { type Journal, type StateStore, type Submission, openStateStore } from '@panal/journal';
import {
  type LedgerCommand,
  type LedgerEvent,
  type LedgerRefusal,
  type LedgerRules,
  type LedgerState,
  createLedgerCore,
  decodeState,
  encodeState,
} from '../core/ledger/index.ts';
import { BlockWitness, type WitnessOf, type WitnessPlace, exposedIn } from './block-witness.ts';
import { ledgerCodec } from './ledger-codec.ts';

export type LedgerStore = StateStore<LedgerState, LedgerCommand, LedgerEvent, LedgerRefusal>;

/** Decides and applies at once; `durable` resolves after the flush. Throws `disk-full` when the journal takes nothing more. */
export type SubmitCommand = (command: LedgerCommand) => Submission<LedgerEvent, LedgerRefusal>;

export interface LedgerStoreOptions {
  readonly journal: Journal;
  readonly clock: () => number;
  readonly rules: LedgerRules;
  readonly onProblem: (message: string, error: unknown) => void;
  /** File by which a process that died is charged for what it sent, rather than for whole blocks (block-witness.ts). */
  readonly witness?: WitnessPlace | undefined;
}

/** The state as the journal tells it, after what a crash left behind was charged. */
export interface OpenedLedgerStore {
  readonly store: LedgerStore;
  /** Holds that the last crash left behind. */
  readonly orphans: number;
  readonly witness: BlockWitness | undefined;
}

const SNAPSHOT_EVERY_RECORDS = 50_000;

/** Opens the state over its journal; holds that a crash left behind are charged in full and marked estimated. */
export async function openLedgerStore(options: LedgerStoreOptions): Promise<OpenedLedgerStore> {
  const { journal, clock, rules, onProblem, witness: place } = options;
  const store = await openStateStore({
    journal,
    core: createLedgerCore(rules),
    codec: ledgerCodec,
    clock,
    snapshot: { encode: encodeState, decode: decodeState, everyRecords: SNAPSHOT_EVERY_RECORDS },
    onSnapshotError: (error) => onProblem('a snapshot could not be stored; the journal is complete without it', error),
  });
  const exposed = place && askWitness(place, journal, store);
  const orphans = await store.execute({ kind: 'settle-orphans', ...(exposed ? { exposed } : {}) });
  const witness = place && new BlockWitness(place.path, witnessOf(place, journal, 0));
  return { store, witness, orphans: orphans.ok ? orphans.events.length : 0 };
}

/** What a witness of the opening before this one, or of this one (0), belongs to. */
const witnessOf = ({ boot }: WitnessPlace, { id: journalId, epoch }: Journal, openingsAgo: 0 | 1): WitnessOf => ({
  journalId,
  epoch: epoch - openingsAgo,
  boot,
});

const askWitness = (
  place: WitnessPlace,
  journal: Journal,
  { state, position }: LedgerStore,
): ReadonlyMap<string, number> | undefined =>
  exposedIn(place.path, witnessOf(place, journal, 1), { after: position, blockIds: state.blocks.byId.keys() });
