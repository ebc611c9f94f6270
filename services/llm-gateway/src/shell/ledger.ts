import { type Journal, JournalFullError, type StateStore, type Submission, openStateStore } from '@panal/journal';
import { ServiceError } from '@panal/kernel/runtime';
import {
  type Calendar,
  type DecisionContext,
  type HoldCommand,
  type LedgerCommand,
  type LedgerEvent,
  type LedgerRefusal,
  type LedgerRules,
  type LedgerState,
  type Settlement,
  authenticateKey,
  createLedgerCore,
  decodeState,
  defaultBounds,
  encodeState,
} from '../core/ledger/index.ts';
import { DurableBlocks, type Submitted } from './durable-blocks.ts';
import { FreeingSignal } from './freeing-signal.ts';
import { ledgerCodec } from './ledger-codec.ts';
import type { LeaveSignal } from './leave-signal.ts';

export { ledgerCodec } from './ledger-codec.ts';

export type LedgerStore = StateStore<LedgerState, LedgerCommand, LedgerEvent, LedgerRefusal>;
export type LedgerOutcome =
  /** `durable`: of a hold that may be sent before its record is on the disk; no answer goes out before it resolves. */
  | { readonly ok: true; readonly events: readonly LedgerEvent[]; readonly durable?: Promise<void> }
  | { readonly ok: false; readonly refusal: LedgerRefusal };

export interface LedgerOptions {
  readonly journal: Journal;
  readonly calendar: Calendar;
  readonly clock: () => number;
  readonly holdWaitMs: number;
  readonly onProblem: (message: string, error: unknown) => void;
  /** Called for each event after its flush. */
  readonly onEvent?: (event: LedgerEvent) => void;
}

const SNAPSHOT_EVERY_RECORDS = 50_000;
const SETTLE_RETRY_MS = 250;
const BLOCK_SWEEP_MS = 1_000;
/** Events that may make room for a request that waits. */
const FREEING = new Set<LedgerEvent['kind']>(['settled', 'released', 'limit-set', 'budget-reset', 'corrected']);

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
  const orphans = await store.execute({ kind: 'settle-orphans' });
  return new Ledger(store, { ...options, rules, orphans: orphans.ok ? orphans.events.length : 0 });
}

/** The one writer of the gateway's state. */
export class Ledger {
  readonly #store: LedgerStore;
  readonly #options: LedgerOptions & { readonly rules: LedgerRules };
  readonly #freed = new FreeingSignal();
  readonly #settling = new Set<Promise<void>>();
  readonly #blocks: DurableBlocks;
  readonly #sweep: NodeJS.Timeout;
  /** Rejects what waits for the flush of a hold whose call was sent already; no more than requests under way. */
  readonly #unflushed = new Set<(error: Error) => void>();
  #haltValidUntilMs = 0;
  /** Holds that the last crash left behind. */
  readonly orphans: number;

  constructor(store: LedgerStore, options: LedgerOptions & { rules: LedgerRules; orphans: number }) {
    this.#store = store;
    this.#options = options;
    this.orphans = options.orphans;
    const { onEvent } = options;
    if (onEvent) store.subscribe(({ event }) => onEvent(event));
    this.#blocks = new DurableBlocks({
      coversMax: options.rules.bounds.blocksMax,
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
    return this.#freed.waiting;
  }

  /** Calls the listener with each event after its flush. Returns the way to stop. */
  subscribe(listener: (event: LedgerEvent) => void): () => void {
    return this.#store.subscribe(({ event }) => listener(event));
  }

  authenticate(keyHash: string): ReturnType<typeof authenticateKey> {
    return authenticateKey(this.state, keyHash, this.#options.clock());
  }

  /** Decides a command and resolves when it is on the disk; throws `disk-full` when the journal takes nothing more. */
  async execute(command: LedgerCommand): Promise<LedgerOutcome> {
    const { outcome, durable } = this.#submit(command);
    await durable;
    if (outcome.ok && outcome.events.some((event) => FREEING.has(event.kind))) this.#freed.notify();
    return outcome;
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
   * it until then (`durable`). Where others hold what it needs, it waits for them
   * up to `holdWaitMs` (at most 256 requests wait), then is refused.
   */
  async hold(command: Omit<HoldCommand, 'kind' | 'haltKnown'>, signal: LeaveSignal): Promise<LedgerOutcome> {
    const deadlineMs = performance.now() + this.#options.holdWaitMs;
    for (;;) {
      const seen = this.#freed.count;
      const submission = this.#submit({ ...command, kind: 'hold', haltKnown: this.haltKnown });
      const { outcome } = submission;
      if (outcome.ok) return await this.#sendable(submission, outcome.events, command.keyHash);
      await submission.durable;
      if (outcome.refusal.kind !== 'budget' || !outcome.refusal.mayFree) return outcome;
      const waitMs = deadlineMs - performance.now();
      if (waitMs <= 0 || signal.aborted) return outcome;
      if (!(await this.#freed.wait({ seen, waitMs, signal }))) return outcome;
    }
  }

  /** A hold that was made: at once where a block covers it, else once it is on the disk. */
  async #sendable(
    { durable }: { readonly durable: Promise<void> },
    events: readonly LedgerEvent[],
    keyHash: string,
  ): Promise<LedgerOutcome> {
    const held = events.find((event) => event.kind === 'held');
    const covered = held && this.#options.journal.health.kind === 'ok' && this.#blocks.covers(held, keyHash, durable);
    if (covered) return { ok: true, events, durable: this.#orDiskFull(durable) };
    await durable;
    return { ok: true, events };
  }

  /** The same promise, but rejected as soon as the disk is known to be full: a client must not wait for room on it. */
  #orDiskFull(durable: Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#unflushed.add(reject);
    void durable.then(resolve, reject).finally(() => this.#unflushed.delete(reject));
    // Who left in the meantime doesn't hear of it.
    promise.catch(() => undefined);
    return promise;
  }

  #sweepBlocks(): void {
    if (this.#options.journal.health.kind === 'ok') return this.#blocks.closeIdle();
    for (const reject of this.#unflushed) reject(new ServiceError('disk-full'));
  }

  /**
   * Charges a finished request. Doesn't keep the caller waiting: the room is free at once, the record follows with the next
   * flush. Until then a crash finds the hold, and charges it in full.
   */
  settle(settlement: Settlement): void {
    const work = this.#settleUntilAccepted(settlement).finally(() => this.#settling.delete(work));
    this.#settling.add(work);
  }

  async #settleUntilAccepted(settlement: Settlement): Promise<void> {
    for (;;) {
      try {
        const { durable } = this.#submit({ kind: 'settle', settlement });
        this.#freed.notify();
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
    return outcome;
  }

  /** Resolves when what the state says is on the disk; at once while the disk is full, since reads go on then. */
  async readable(): Promise<void> {
    if (this.#options.journal.health.kind === 'ok') await this.#store.settled();
  }

  /** Waits for settlements under way, then closes the journal. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#settling);
    clearInterval(this.#sweep);
    this.#blocks.closeAll([...this.state.blocks.byId.keys()]);
    await this.#store.close();
  }
}
