import { unreachable } from '@panal/kernel/pure';
import { type Logger, withContext } from '@panal/kernel/runtime';
import { type Owed, owedId } from '../../core/state.ts';
import { type Analyst, type FailureAnswer, type Gateway, PeerAwayError } from '../../ports.ts';
import { RetryClock } from '../retry-clock.ts';
import type { OrchestratorStore } from '../store.ts';
import { workContextOf } from '../work-context.ts';

export interface OwedDeps {
  readonly store: OrchestratorStore;
  readonly gateway: Gateway;
  readonly analyst: Analyst;
  readonly log: Logger;
  readonly clock: () => number;
  readonly random: () => number;
}

/** Calls under way at once, of each kind. */
const IN_FLIGHT_MAX = 8;
const POLL_MS = 250;

/**
 * Does what the state says is owed to other services: keys and reservations given back, failures and outcomes of rules told to the analyst. What is
 * owed is part of the state, so a crash loses none of it; each call may be repeated, and each success is journalled. While a peer
 * is away its entries wait, 200 ms to 5 s between tries.
 */
export class OwedEffects {
  readonly #deps: OwedDeps;
  readonly #retry: RetryClock;
  readonly #underWay = new Set<string>();
  readonly #counts: Record<Owed['kind'], number> = { release: 0, report: 0, trial: 0 };
  readonly #timer: NodeJS.Timeout;
  #scheduled = false;
  #closed = false;

  constructor(deps: OwedDeps) {
    this.#deps = deps;
    this.#retry = new RetryClock({ baseMs: 200, maxMs: 5_000 }, deps);
    deps.store.subscribe(() => this.#schedule());
    this.#timer = setInterval(() => this.#schedule(), POLL_MS);
    this.#schedule();
  }

  /** No further calls; what is owed stays owed. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed || this.#deps.store.state.owed.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#startDue();
    });
  }

  #startDue(): void {
    for (const owed of this.#deps.store.state.owed.values()) {
      if (this.#closed || Object.values(this.#counts).every((count) => count >= IN_FLIGHT_MAX)) return;
      const id = owedId(owed);
      if (this.#counts[owed.kind] >= IN_FLIGHT_MAX || this.#underWay.has(id) || !this.#retry.isDue(id)) continue;
      this.#underWay.add(id);
      this.#counts[owed.kind] += 1;
      const work = workContextOf(this.#deps.store.state, owed.missionId, owed.leaseId);
      void withContext(work, () => this.#run(id, owed)).finally(() => {
        this.#underWay.delete(id);
        this.#counts[owed.kind] -= 1;
        this.#schedule();
      });
    }
  }

  async #run(id: string, owed: Owed): Promise<void> {
    try {
      // What is owed by an event that is not on disk yet may never have happened.
      await this.#deps.store.settled();
      await this.#perform(owed);
      this.#retry.succeeded(id);
    } catch (error) {
      const pauseMs = this.#retry.failed(id);
      if (!this.#closed)
        this.#deps.log.warn({ leaseId: owed.leaseId, pauseMs }, `${owed.kind} not done yet: ${(error as Error).message}`);
    }
  }

  #perform(owed: Owed): Promise<void> {
    switch (owed.kind) {
      case 'release':
        return this.#release(owed);
      case 'report':
        return this.#report(owed);
      case 'trial':
        return this.#tellTrial(owed);
      default:
        return unreachable(owed);
    }
  }

  async #tellTrial({ leaseId, taskId, ruleIds, succeeded }: Extract<Owed, { kind: 'trial' }>): Promise<void> {
    let counted = 0;
    let note = '';
    try {
      counted = await this.#deps.analyst.trial({ leaseId, taskId, ruleIds, succeeded });
    } catch (error) {
      if (error instanceof PeerAwayError) throw error;
      // An analyst that doesn't count trials never will.
      note = (error as Error).message;
    }
    await this.#deps.store.execute({ type: 'trial-reported', leaseId, counted, note });
  }

  async #release(owed: Extract<Owed, { kind: 'release' }>): Promise<void> {
    const { settledNanoUsd, message } = await this.#deps.gateway.release(owed.leaseId, owed.reason);
    await this.#deps.store.execute({ type: 'released', leaseId: owed.leaseId, settledNanoUsd, message });
  }

  async #report(owed: Extract<Owed, { kind: 'report' }>): Promise<void> {
    const { kind: _kind, taskId: _task, ...failure } = owed;
    let answer: FailureAnswer;
    let note = '';
    try {
      answer = await this.#deps.analyst.report(failure);
    } catch (error) {
      if (error instanceof PeerAwayError) throw error;
      // The analyst will never take it; the mission goes on, and the record says so.
      answer = { clusterId: '', clusterCount: 0, ruleId: '', ruleText: '', ruleStage: '' };
      note = (error as Error).message;
    }
    await this.#deps.store.execute({ type: 'failure-reported', leaseId: owed.leaseId, ...answer, note });
  }
}
