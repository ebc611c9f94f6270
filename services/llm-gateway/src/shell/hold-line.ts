import type { Submission } from '@panal/journal';
import {
  type BudgetRefusal,
  type LedgerEvent,
  type LedgerRefusal,
  type LedgerState,
  lentIn,
  roomScopes,
} from '../core/ledger/index.ts';
import type { LeaveSignal } from './leave-signal.ts';
import type { LedgerOutcome, WantedHold } from './ledger-outcome.ts';
import type { SubmitCommand } from './ledger-store.ts';
import { type Attempt, WaitingLine } from './waiting-line.ts';

export interface HoldLineOptions {
  readonly state: () => LedgerState;
  readonly submit: SubmitCommand;
  readonly haltKnown: () => boolean;
  /** Resolves when what is decided now is on the disk. */
  readonly settled: () => Promise<void>;
  readonly holdWaitMs: number;
  /** Asks back what is lent to workers in a scope; true when it is closed. */
  readonly recall: (scope: string) => Promise<boolean | undefined>;
}

export type HoldSubmission = Pick<Submission<LedgerEvent, LedgerRefusal>, 'durable'> & { readonly outcome: LedgerOutcome };

/** Holds as they are tried: where others hold what one needs, it waits for them in line (waiting-line.ts). */
export class HoldLine {
  readonly #options: HoldLineOptions;
  readonly #line = new WaitingLine<HoldSubmission>();

  constructor(options: HoldLineOptions) {
    this.#options = options;
  }

  /** Requests that wait for room. */
  get waiting(): number {
    return this.#line.size;
  }

  /** To be called whenever room may have been freed. */
  serve(): void {
    this.#line.serve();
  }

  /** Holds in the same turn, or says what it must wait for. */
  attempt(command: WantedHold): Attempt<HoldSubmission> {
    return this.#wouldOvertake(command) ?? this.#tryHold(command);
  }

  /** Asks workers for the room that they were lent, then waits in line up to `holdWaitMs`, then is refused. */
  async wait(command: WantedHold, waitsFor: BudgetRefusal, signal: LeaveSignal): Promise<HoldSubmission> {
    const recalled = lentIn(this.#options.state(), waitsFor.scope) > 0 && (await this.#options.recall(waitsFor.scope));
    const tried = recalled ? this.attempt(command) : { waitsFor };
    return 'done' in tried ? tried.done : await this.#waitForRoom(command, tried.waitsFor, signal);
  }

  /** Most requests find nobody waiting, and pass for the price of a comparison. */
  #wouldOvertake(command: WantedHold): Attempt<HoldSubmission> | undefined {
    if (this.#line.size === 0) return undefined;
    const waitsFor = this.#line.ahead(roomScopes(this.#options.state(), command.keyHash, command.model));
    return waitsFor && { waitsFor: { ...waitsFor, wantedNanoUsd: command.amountNanoUsd } };
  }

  #tryHold(command: WantedHold): Attempt<HoldSubmission> {
    const submission = this.#options.submit({ ...command, kind: 'hold', haltKnown: this.#options.haltKnown() });
    const { outcome } = submission;
    const waits = !outcome.ok && outcome.refusal.kind === 'budget' && outcome.refusal.mayFree;
    return waits ? { waitsFor: outcome.refusal } : { done: submission };
  }

  async #waitForRoom(command: WantedHold, waitsFor: BudgetRefusal, signal: LeaveSignal): Promise<HoldSubmission> {
    const end = await this.#line.join({
      key: command.keyHash,
      scopes: roomScopes(this.#options.state(), command.keyHash, command.model),
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
    return { outcome: { ok: false, refusal }, durable: this.#options.settled() };
  }
}
