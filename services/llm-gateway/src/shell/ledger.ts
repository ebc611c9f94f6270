import { type Journal, JournalFullError, type Submission } from '@panal/journal';
import { ServiceError } from '@panal/kernel/runtime';
import {
  type Calendar,
  type DecisionContext,
  type LedgerCommand,
  type LedgerEvent,
  type LedgerRefusal,
  type LedgerRules,
  type LedgerState,
  type OpenBlockCommand,
  type Settlement,
  authenticateKey,
  defaultBounds,
  lentIn,
} from '../core/ledger/index.ts';
import type { WitnessPlace } from './block-witness.ts';
import { EarlySending } from './early-sending.ts';
import { HoldLine } from './hold-line.ts';
import type { LeaveSignal } from './leave-signal.ts';
import type { LedgerOutcome, WantedHold } from './ledger-outcome.ts';
import { type OpenedLedgerStore, openLedgerStore } from './ledger-store.ts';
import type { Lender } from './lender.ts';
import { Settling } from './settling.ts';

export { ledgerCodec } from './ledger-codec.ts';
export type { LedgerOutcome, WantedHold } from './ledger-outcome.ts';
export type { Lender } from './lender.ts';

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

/** Events that may make room for a request that waits. */
const FREEING = new Set<LedgerEvent['kind']>(['settled', 'released', 'limit-set', 'budget-reset', 'corrected', 'block-closed']);

/** What a request needs of the ledger, in whichever process it is served. */
export type RequestLedger = Pick<Ledger, 'authenticate' | 'hold' | 'settle'>;

/** Opens the ledger over its journal; holds that a crash left behind are charged in full and marked estimated. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const rules: LedgerRules = { calendar: options.calendar, bounds: defaultBounds };
  const { witness, ...others } = options;
  const opened = await openLedgerStore({ ...others, witness, rules });
  return new Ledger(opened, { ...others, rules });
}

type OpenedLedgerOptions = Omit<LedgerOptions, 'witness'> & { readonly rules: LedgerRules };

/** The one writer of the gateway's state. */
export class Ledger {
  readonly #opened: OpenedLedgerStore;
  readonly #options: OpenedLedgerOptions;
  readonly #line: HoldLine;
  readonly #settling: Settling;
  readonly #early: EarlySending;
  #haltValidUntilMs = 0;
  #lender: Lender | undefined;

  constructor(opened: OpenedLedgerStore, options: OpenedLedgerOptions) {
    this.#opened = opened;
    this.#options = options;
    const { onEvent, onProblem, journal, holdWaitMs } = options;
    const { store, witness } = opened;
    const submit = (command: LedgerCommand): Submission<LedgerEvent, LedgerRefusal> => this.#submit(command);
    if (onEvent) store.subscribe(({ event }) => onEvent(event));
    const coversMax = options.ownBlocks === false ? 0 : options.rules.bounds.blocksMax;
    this.#early = new EarlySending({ journal, witness, coversMax, submit, onProblem });
    this.#line = new HoldLine({
      state: () => store.state,
      submit,
      haltKnown: () => this.haltKnown,
      settled: () => store.settled(),
      holdWaitMs,
      recall: async (scope) => await this.#lender?.recall(scope),
    });
    this.#settling = new Settling({ submit, onRoom: () => this.#line.serve(), onProblem });
  }

  /** Holds that the last crash left behind. */
  get orphans(): number {
    return this.#opened.orphans;
  }

  /** May be ahead of the disk. */
  get state(): LedgerState {
    return this.#opened.store.state;
  }

  get context(): DecisionContext {
    return { rules: this.#options.rules, nowMs: Math.max(this.#options.clock(), this.state.newestMs) };
  }

  get haltKnown(): boolean {
    return this.#options.clock() <= this.#haltValidUntilMs;
  }

  /** Requests that wait for room. */
  get waiting(): number {
    return this.#line.waiting;
  }

  /** Calls the listener with each event after its flush. Returns the way to stop. */
  subscribe(listener: (event: LedgerEvent) => void): () => void {
    return this.#opened.store.subscribe(({ event }) => listener(event));
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
      const submission = this.#opened.store.submit(command);
      if (submission.outcome.ok) this.#early.note(submission.outcome.events);
      return submission;
    } catch (error) {
      if (error instanceof JournalFullError) throw new ServiceError('disk-full', undefined, { cause: error });
      throw error;
    }
  }

  /**
   * Holds the worst case of a request; resolves when its call may be sent: the hold is on the disk, or a durable block covers
   * it until then (`durable`). Where others hold what it needs, it waits for them in line, up to `holdWaitMs`
   * (waiting-line.ts), then is refused.
   */
  async hold(command: WantedHold, signal: LeaveSignal): Promise<LedgerOutcome> {
    const tried = this.#line.attempt(command);
    const submission = 'done' in tried ? tried.done : await this.#line.wait(command, tried.waitsFor, signal);
    const { outcome } = submission;
    if (outcome.ok) return await this.#early.sendable({ ...outcome, durable: submission.durable }, command.keyHash);
    await submission.durable;
    return outcome;
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

  /**
   * Charges a finished request. Doesn't keep the caller waiting: the room is free at once, the record follows with the next
   * flush. Until then a crash finds the hold, and charges it in full.
   */
  settle(settlement: Settlement): void {
    this.#settling.settle(settlement);
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
    if (this.#options.journal.health.kind === 'ok') await this.#opened.store.settled();
  }

  /** Waits for settlements under way, then closes the journal. */
  async close(): Promise<void> {
    await this.#settling.finished();
    this.#early.close([...this.state.blocks.byId.keys()]);
    await this.#opened.store.close();
    this.#opened.witness?.close();
  }
}
