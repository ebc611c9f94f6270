import { type Journal, JournalFullError, type StateStore, jsonEventCodec, openStateStore } from '@panal/journal';
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
  type BudgetRefusal,
  decodeState,
  defaultBounds,
  encodeState,
  passedSoftLimits,
} from '../core/ledger/index.ts';
import { FreeingSignal } from './freeing-signal.ts';
import type { LeaveSignal } from './leave-signal.ts';

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
  readonly onSoftLimit: (passed: BudgetRefusal) => void;
  /** Called for each event after its flush. */
  readonly onEvent?: (event: LedgerEvent) => void;
}

const SNAPSHOT_EVERY_RECORDS = 50_000;
/** Soft limits that were warned of; beyond that many, silence. */
const WARNED_MAX = 10_000;
const SETTLE_RETRY_MS = 250;
/** Events that may make room for a request that waits. */
const FREEING = new Set<LedgerEvent['kind']>(['settled', 'released', 'limit-set', 'budget-reset']);

/** The codec of the ledger's journal; version 1 is the first. */
export const ledgerCodec = jsonEventCodec<LedgerEvent>({ version: 1 });

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
  readonly #warned = new Set<string>();
  #haltValidUntilMs = 0;
  /** Holds that the last crash left behind. */
  readonly orphans: number;

  constructor(store: LedgerStore, options: LedgerOptions & { rules: LedgerRules; orphans: number }) {
    this.#store = store;
    this.#options = options;
    this.orphans = options.orphans;
    const { onEvent } = options;
    if (onEvent) store.subscribe(({ event }) => onEvent(event));
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

  authenticate(keyHash: string): ReturnType<typeof authenticateKey> {
    return authenticateKey(this.state, keyHash, this.#options.clock());
  }

  /** Decides a command and resolves when it is on the disk; throws `disk-full` when the journal takes nothing more. */
  async execute(command: LedgerCommand): Promise<LedgerOutcome> {
    const outcome = await this.#store.execute(command).catch((error: unknown) => {
      if (error instanceof JournalFullError) throw new ServiceError('disk-full', undefined, { cause: error });
      throw error;
    });
    if (outcome.ok && outcome.events.some((event) => FREEING.has(event.kind))) this.#freed.notify();
    return outcome;
  }

  /**
   * Holds the worst case of a request; resolves when the hold is on the disk. Where others hold what it needs, it waits for them
   * up to `holdWaitMs` (at most 256 requests wait), then is refused.
   */
  async hold(command: Omit<HoldCommand, 'kind' | 'haltKnown'>, signal: LeaveSignal): Promise<LedgerOutcome> {
    const deadlineMs = performance.now() + this.#options.holdWaitMs;
    for (;;) {
      const seen = this.#freed.count;
      const outcome = await this.execute({ ...command, kind: 'hold', haltKnown: this.haltKnown });
      if (outcome.ok) this.#warnOfSoftLimits(outcome.events);
      if (outcome.ok || outcome.refusal.kind !== 'budget' || !outcome.refusal.mayFree) return outcome;
      const waitMs = deadlineMs - performance.now();
      if (waitMs <= 0 || signal.aborted) return outcome;
      if (!(await this.#freed.wait({ seen, waitMs, signal }))) return outcome;
    }
  }

  /** Once for each soft limit and window, as long as the process lives. */
  #warnOfSoftLimits(events: readonly LedgerEvent[]): void {
    for (const event of events) {
      if (event.kind !== 'held') continue;
      for (const passed of passedSoftLimits(this.state, event, this.context)) {
        const name = `${passed.scope} ${passed.window} ${passed.resetsMs}`;
        if (this.#warned.has(name) || this.#warned.size >= WARNED_MAX) continue;
        this.#warned.add(name);
        this.#options.onSoftLimit(passed);
      }
    }
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
        const outcome = this.#store.execute({ kind: 'settle', settlement });
        this.#freed.notify();
        await outcome;
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
    await this.#store.close();
  }
}
