import { LiveList } from '@panal/kernel/pure';
import { type Journal, JournalFullError, type StateStore, type Submission, openStateStore } from '@panal/journal';
import { ServiceError } from '@panal/kernel/runtime';
import {
  type BudgetRefusal,
  type Calendar,
  type DecisionContext,
  type HoldCommand,
  type LedgerCommand,
  type LedgerEvent,
  type LedgerRefusal,
  type LedgerRules,
  type LedgerState,
  type OpenBlockCommand,
  type Settlement,
  authenticateKey,
  createLedgerCore,
  decodeState,
  defaultBounds,
  encodeState,
  lentIn,
  roomScopes,
} from '../core/ledger/index.ts';
import { BlockWitness, type WitnessOf, type WitnessPlace, exposedIn } from './block-witness.ts';
import { DurableBlocks, type Submitted } from './durable-blocks.ts';
import { ledgerCodec } from './ledger-codec.ts';
import type { LeaveSignal } from './leave-signal.ts';
import { type Attempt, WaitingLine } from './waiting-line.ts';

export { ledgerCodec } from './ledger-codec.ts';

export type LedgerStore = StateStore<LedgerState, LedgerCommand, LedgerEvent, LedgerRefusal>;
export type LedgerOutcome =
  /** `durable`: of a hold that may be sent before its record is on the disk; no answer goes out before it resolves. */
  | {
      readonly ok: true;
      readonly events: readonly LedgerEvent[];
      readonly durable?: Promise<void>;
      /** Of its last event in the journal. */
      readonly lastPosition?: number;
    }
  | { readonly ok: false; readonly refusal: LedgerRefusal };

/** A hold that is wanted; the ledger knows the rest. */
export type WantedHold = Omit<HoldCommand, 'kind' | 'haltKnown'>;
type MadeHold = Extract<LedgerOutcome, { ok: true }> & { readonly durable: Promise<void> };
type HoldSubmission = Pick<Submission<LedgerEvent, LedgerRefusal>, 'durable'> & { readonly outcome: LedgerOutcome };

export interface LedgerOptions {
  readonly journal: Journal;
  readonly calendar: Calendar;
  readonly clock: () => number;
  readonly holdWaitMs: number;
  readonly onProblem: (message: string, error: unknown) => void;
  /** Whether blocks are kept for calls of this process (default), rather than slices for its workers. */
  readonly ownBlocks?: boolean;
  /** File by which a process that died is charged for what it sent, rather than for whole blocks (block-witness.ts). */
  readonly witness?: WitnessPlace;
  /** Called for each event after its flush. */
  readonly onEvent?: (event: LedgerEvent) => void;
}

const SNAPSHOT_EVERY_RECORDS = 50_000;
const SETTLE_RETRY_MS = 250;
const BLOCK_SWEEP_MS = 1_000;
/** Events that may make room for a request that waits. */
const FREEING = new Set<LedgerEvent['kind']>(['settled', 'released', 'limit-set', 'budget-reset', 'corrected', 'block-closed']);

/** What a request needs of the ledger, in whichever process it is served. */
export type RequestLedger = Pick<Ledger, 'authenticate' | 'hold' | 'settle'>;

/** Who lends slices to workers (shell/workers/). */
export interface Lender {
  /** Asks back what a command must not find lent, and lends none of it until the returned function is called. */
  before(command: LedgerCommand): Promise<(() => void) | undefined>;
  /** Asks back all slices that count in a scope; resolves with true when they are closed. */
  recall(scope: string): Promise<boolean>;
  /** Tells the workers what they must know of; resolves when each of them knows, or serves no more. */
  after(events: readonly LedgerEvent[]): Promise<void>;
  /** The same of how long the halt state is to be trusted. */
  haltValidUntil(atMs: number): Promise<void>;
}

/** Opens the ledger over its journal; holds that a crash left behind are charged in full and marked estimated. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const rules: LedgerRules = { calendar: options.calendar, bounds: defaultBounds };
  const store = await openStateStore({
    journal: options.journal,
    core: createLedgerCore(rules),
    codec: ledgerCodec,
    clock: options.clock,
    snapshot: { encode: encodeState, decode: decodeState, everyRecords: SNAPSHOT_EVERY_RECORDS },
    onSnapshotError: (error) => options.onProblem('a snapshot could not be stored; the journal is complete without it', error),
  });
  const { witness: place, ...others } = options;
  const exposed = place && askWitness(place, options.journal, store);
  const orphans = await store.execute({ kind: 'settle-orphans', ...(exposed ? { exposed } : {}) });
  const witness = place && new BlockWitness(place.path, witnessOf(place, options.journal, 0));
  return new Ledger(store, { ...others, witness, rules, orphans: orphans.ok ? orphans.events.length : 0 });
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

interface OpenedLedgerOptions extends Omit<LedgerOptions, 'witness'> {
  readonly rules: LedgerRules;
  readonly orphans: number;
  readonly witness: BlockWitness | undefined;
}

/** The one writer of the gateway's state. */
export class Ledger {
  readonly #store: LedgerStore;
  readonly #options: OpenedLedgerOptions;
  readonly #line = new WaitingLine<HoldSubmission>();
  readonly #settling = new LiveList<Promise<void>>();
  readonly #blocks: DurableBlocks;
  readonly #sweep: NodeJS.Timeout;
  /** Rejects what waits for the flush of a hold whose call was sent already; no more than requests under way. */
  readonly #unflushed = new LiveList<(error: Error) => void>();
  #haltValidUntilMs = 0;
  #lender: Lender | undefined;
  /** Holds that the last crash left behind. */
  readonly orphans: number;

  constructor(store: LedgerStore, options: OpenedLedgerOptions) {
    this.#store = store;
    this.#options = options;
    this.orphans = options.orphans;
    const { onEvent } = options;
    if (onEvent) store.subscribe(({ event }) => onEvent(event));
    this.#blocks = new DurableBlocks({
      coversMax: options.ownBlocks === false ? 0 : options.rules.bounds.blocksMax,
      submit: (command) => this.#trySubmit(command),
    });
    this.#sweep = setInterval(() => this.#sweepBlocks(), BLOCK_SWEEP_MS).unref();
  }

  /** May be ahead of the disk. */
  get state(): LedgerState {
    return this.#store.state;
  }

  get context(): DecisionContext {
    return { rules: this.#options.rules, nowMs: Math.max(this.#options.clock(), this.state.newestMs) };
  }

  get haltKnown(): boolean {
    return this.#options.clock() <= this.#haltValidUntilMs;
  }

  /** Requests that wait for room. */
  get waiting(): number {
    return this.#line.size;
  }

  /** Calls the listener with each event after its flush. Returns the way to stop. */
  subscribe(listener: (event: LedgerEvent) => void): () => void {
    return this.#store.subscribe(({ event }) => listener(event));
  }

  authenticate(keyHash: string): ReturnType<typeof authenticateKey> {
    return authenticateKey(this.state, keyHash, this.#options.clock());
  }

  /**
   * Decides a command and resolves when it is on the disk, and known to the workers, if there are any; throws `disk-full` when the
   * journal takes nothing more.
   */
  async execute(command: LedgerCommand): Promise<LedgerOutcome> {
    const lender = this.#lender;
    const resume = await lender?.before(command);
    try {
      const outcome = await this.#executeAlone(command);
      const refusal = !outcome.ok && outcome.refusal.kind === 'budget' ? outcome.refusal : undefined;
      const again = refusal && lender && lentIn(this.state, refusal.scope) > 0 && (await lender.recall(refusal.scope));
      const final = again ? await this.#executeAlone(command) : outcome;
      if (lender && final.ok) await lender.after(final.events);
      return final;
    } finally {
      resume?.();
    }
  }

  async #executeAlone(command: LedgerCommand): Promise<LedgerOutcome> {
    const { outcome, durable } = this.#submit(command);
    await durable;
    if (outcome.ok && outcome.events.some((event) => FREEING.has(event.kind))) this.#line.serve();
    return outcome;
  }

  /** From now on slices are lent to workers: they are asked back before anything is refused for want of room. */
  lendThrough(lender: Lender): void {
    this.#lender = lender;
  }

  /** Records what a worker drew from its slice, and sent; undefined where the slice doesn't cover it, which a sound worker never does. */
  drawn(command: WantedHold & { readonly slice: string }): { readonly durable: Promise<void> } | undefined {
    const { outcome, durable } = this.#submit({ ...command, kind: 'hold', haltKnown: true });
    return outcome.ok ? { durable } : undefined;
  }

  /** Opens a slice or adds to it; resolves with the events once they are on the disk. */
  async lend(command: OpenBlockCommand): Promise<readonly LedgerEvent[]> {
    const outcome = await this.#executeAlone(command);
    return outcome.ok ? outcome.events : [];
  }

  /** Closes slices that were given back, or whose worker is gone. */
  async takeBack(blockIds: readonly string[], reason: string): Promise<void> {
    if (blockIds.length > 0) await this.#executeAlone({ kind: 'close-blocks', blockIds, reason });
  }

  /** Decides and applies at once; `durable` resolves after the flush. Throws `disk-full` when the journal takes nothing more. */
  #submit(command: LedgerCommand): Submission<LedgerEvent, LedgerRefusal> {
    try {
      const submission = this.#store.submit(command);
      if (submission.outcome.ok) this.#blocks.note(submission.outcome.events);
      return submission;
    } catch (error) {
      if (error instanceof JournalFullError) throw new ServiceError('disk-full', undefined, { cause: error });
      throw error;
    }
  }

  #trySubmit(command: LedgerCommand): Submitted | undefined {
    try {
      const { outcome, durable } = this.#submit(command);
      durable.catch((error: unknown) => this.#options.onProblem('a block could not be recorded', error));
      return outcome.ok ? { events: outcome.events, durable } : undefined;
    } catch (error) {
      this.#options.onProblem('a block waits for the journal', error);
      return undefined;
    }
  }

  /**
   * Holds the worst case of a request; resolves when its call may be sent: the hold is on the disk, or a durable block covers
   * it until then (`durable`). Where others hold what it needs, it waits for them in line, up to `holdWaitMs`
   * (waiting-line.ts), then is refused.
   */
  async hold(command: WantedHold, signal: LeaveSignal): Promise<LedgerOutcome> {
    const first = this.#wouldOvertake(command) ?? this.#tryHold(command);
    const recalled =
      'waitsFor' in first && lentIn(this.state, first.waitsFor.scope) > 0 && (await this.#lender?.recall(first.waitsFor.scope));
    const tried = recalled ? (this.#wouldOvertake(command) ?? this.#tryHold(command)) : first;
    const submission = 'done' in tried ? tried.done : await this.#waitForRoom(command, tried.waitsFor, signal);
    const { outcome } = submission;
    if (outcome.ok) return await this.#sendable({ ...outcome, durable: submission.durable }, command.keyHash);
    await submission.durable;
    return outcome;
  }

  /** Most requests find nobody waiting, and pass for the price of a comparison. */
  #wouldOvertake(command: WantedHold): Attempt<HoldSubmission> | undefined {
    if (this.#line.size === 0) return undefined;
    const waitsFor = this.#line.ahead(roomScopes(this.state, command.keyHash, command.model));
    return waitsFor && { waitsFor: { ...waitsFor, wantedNanoUsd: command.amountNanoUsd } };
  }

  #tryHold(command: WantedHold): Attempt<HoldSubmission> {
    const submission = this.#submit({ ...command, kind: 'hold', haltKnown: this.haltKnown });
    const { outcome } = submission;
    const waits = !outcome.ok && outcome.refusal.kind === 'budget' && outcome.refusal.mayFree;
    return waits ? { waitsFor: outcome.refusal } : { done: submission };
  }

  async #waitForRoom(command: WantedHold, waitsFor: BudgetRefusal, signal: LeaveSignal): Promise<HoldSubmission> {
    const end = await this.#line.join({
      key: command.keyHash,
      scopes: roomScopes(this.state, command.keyHash, command.model),
      waitsFor,
      attempt: () => this.#tryHold(command),
      waitMs: this.#options.holdWaitMs,
      signal,
    });
    if (end.served) return end.value;
    // Better a shorter answer than none.
    const fitted = command.fit && !signal.aborted && this.#tryHold({ ...command, fit: { ...command.fit, now: true } });
    if (fitted && 'done' in fitted) return fitted.done;
    const refusal = fitted ? fitted.waitsFor : end.refusal;
    return { outcome: { ok: false, refusal }, durable: this.#store.settled() };
  }

  /** Holds more for a call under way, at once; the record follows with the next flush. It comes before those who wait. */
  extendHold(requestId: string, amountNanoUsd: number): LedgerRefusal | 'disk-full' | undefined {
    try {
      const { outcome, durable } = this.#submit({ kind: 'extend-hold', requestId, amountNanoUsd });
      durable.catch((error: unknown) => this.#options.onProblem('an extended hold could not be recorded', error));
      return outcome.ok ? undefined : outcome.refusal;
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'disk-full') return 'disk-full';
      throw error;
    }
  }

  /** A hold that was made: at once where a block covers it, else once it is on the disk. */
  async #sendable(made: MadeHold, keyHash: string): Promise<LedgerOutcome> {
    const { events, durable, lastPosition: position } = made;
    const { journal, witness } = this.#options;
    const held = events.find((event) => event.kind === 'held');
    const noted = (blockId: string, amountNanoUsd: number): boolean =>
      witness === undefined ||
      (position !== undefined && witness.note({ position, flushedPosition: journal.flushedPosition, blockId, amountNanoUsd }));
    const covered = held && journal.health.kind === 'ok' && this.#blocks.covers({ held, keyHash, durable, witness: noted });
    if (covered) return { ok: true, events, durable: this.#orDiskFull(durable) };
    await durable;
    return { ok: true, events };
  }

  /** The same promise, but rejected as soon as the disk is known to be full: a client must not wait for room on it. */
  #orDiskFull(durable: Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const place = this.#unflushed.add(reject);
    durable.then(
      () => {
        this.#unflushed.remove(place);
        resolve();
      },
      (error: unknown) => {
        this.#unflushed.remove(place);
        reject(error);
      },
    );
    // Who left in the meantime doesn't hear of it.
    promise.catch(() => undefined);
    return promise;
  }

  #sweepBlocks(): void {
    if (this.#options.journal.health.kind === 'ok') return this.#blocks.closeIdle();
    for (const reject of this.#unflushed.items()) reject(new ServiceError('disk-full'));
  }

  /**
   * Charges a finished request. Doesn't keep the caller waiting: the room is free at once, the record follows with the next
   * flush. Until then a crash finds the hold, and charges it in full.
   */
  settle(settlement: Settlement): void {
    const place = this.#settling.add(this.#settleUntilAccepted(settlement).finally(() => this.#settling.remove(place)));
  }

  async #settleUntilAccepted(settlement: Settlement): Promise<void> {
    for (;;) {
      try {
        const { durable } = this.#submit({ kind: 'settle', settlement });
        this.#line.serve();
        await durable;
        return;
      } catch (error) {
        // The journal takes nothing more for now; nothing was applied. There are never more of these than requests under way.
        this.#options.onProblem('a settlement waits for the journal', error);
        await new Promise((resolve) => setTimeout(resolve, SETTLE_RETRY_MS));
      }
    }
  }

  /** Takes the orchestrator's halt state; only changes are journalled, its validity is not. */
  async setHalt(command: { epoch: number; halted: readonly string[]; validUntilMs: number }): Promise<LedgerOutcome> {
    const outcome = await this.execute({ kind: 'set-halt', epoch: command.epoch, halted: command.halted });
    if (outcome.ok) this.#haltValidUntilMs = command.validUntilMs;
    await this.#lender?.haltValidUntil(this.#haltValidUntilMs);
    return outcome;
  }

  /**
   * Resolves when what the state says now is on the disk; at once while the disk is full, since reads go on then. A reader looks at
   * the state first and waits afterwards: meanwhile the state goes on, ahead of the disk.
   */
  async flushed(): Promise<void> {
    if (this.#options.journal.health.kind === 'ok') await this.#store.settled();
  }

  /** Waits for settlements under way, then closes the journal. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#settling.items());
    clearInterval(this.#sweep);
    this.#blocks.closeAll([...this.state.blocks.byId.keys()]);
    await this.#store.close();
    this.#options.witness?.close();
  }
}
