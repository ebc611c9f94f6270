import type { Logger } from '@panal/kernel/runtime';
import { ServiceError } from '@panal/kernel/runtime';
import type { BudgetRefusal, Settlement } from '../../core/ledger/index.ts';
import type { Ledger, WantedHold } from '../ledger.ts';
import type { RateKeeper } from '../rate-gate.ts';
import type { FromWorker } from './messages.ts';
import type { WorkerHandle } from './worker-handle.ts';

export interface WorkerCallsOptions {
  readonly ledger: Ledger;
  readonly log: Logger;
  readonly rates: RateKeeper;
  readonly onBudgetRefusal: (refusal: BudgetRefusal) => void;
}

/** Records the calls of workers: admitted by rate, drawn or held, settled, and charged where a dead worker left them undecided. */
export class WorkerCalls {
  readonly #options: WorkerCallsOptions;

  constructor(options: WorkerCallsOptions) {
    this.#options = options;
  }

  /** Tells a worker what the rate limits say of a request. */
  async rate(worker: WorkerHandle, { id, keyHash, request }: Extract<FromWorker, { t: 'rate' }>): Promise<void> {
    const { ledger, rates } = this.#options;
    const lease = ledger.state.leases.get(ledger.state.leaseByKeyHash.get(keyHash) ?? '');
    const decision = lease && (await rates.admit(lease, request));
    if (!decision?.ok) return worker.tell({ t: 'rated', id, answer: decision ?? null });
    worker.tickets.set(id, decision.value);
    const { standings, estimatedTokens } = decision.value;
    worker.tell({ t: 'rated', id, answer: { ok: true, value: { standings, estimatedTokens } } });
  }

  /** Corrects what a request was estimated to use. */
  rateUsed(worker: WorkerHandle, id: number, tokens: number): void {
    const ticket = worker.tickets.get(id);
    worker.tickets.delete(id);
    if (ticket) this.#options.rates.finish(ticket, tokens);
  }

  /** Records a call that was drawn from a slice, and tells its worker when that is on the disk. */
  draw(worker: WorkerHandle, { n, hold }: Extract<FromWorker, { t: 'draw' }>): void {
    const drawn = this.#options.ledger.drawn(hold);
    if (!drawn) {
      this.#options.log.error(
        { worker: worker.place.index, slice: hold.slice },
        'a worker drew what it was not lent: a bug; it is killed',
      );
      return worker.kill();
    }
    worker.book.drawn(hold.requestId);
    drawn.durable.then(
      () => worker.tell({ t: 'flushed', n }),
      () => undefined,
    );
  }

  /** Holds what a worker asks for, and tells it the outcome when that is on the disk; released at once where it is gone by then. */
  async hold(worker: WorkerHandle, hold: WantedHold): Promise<void> {
    const { ledger, log } = this.#options;
    const id = hold.requestId;
    const left = new AbortController();
    worker.waiting.set(id, left);
    worker.book.asked(id);
    try {
      const outcome = await ledger.hold(hold, left.signal);
      if (outcome.ok) await outcome.durable;
      if (outcome.ok && worker.isGone) return ledger.settle(releaseOf(id));
      if (outcome.ok) worker.book.told(id);
      else worker.book.over(id);
      if (!outcome.ok && outcome.refusal.kind === 'budget') this.#options.onBudgetRefusal(outcome.refusal);
      worker.tell(
        outcome.ok
          ? { t: 'held', id, events: outcome.events.filter((event) => event.kind === 'held') }
          : { t: 'refused', id, refusal: outcome.refusal },
      );
    } catch (error) {
      worker.book.over(id);
      const diskFull = error instanceof ServiceError && error.code === 'disk-full';
      if (!diskFull) log.error({ err: error }, 'a hold of a worker failed');
      worker.tell({ t: 'failed', id, diskFull });
    } finally {
      worker.waiting.delete(id);
    }
  }

  /** Charges a finished call. */
  settle(worker: WorkerHandle, settlement: Settlement): void {
    worker.book.over(settlement.requestId);
    this.#options.ledger.settle(settlement);
  }

  /** Charges what a dead worker may have sent in full. */
  chargeOrphans(requestIds: readonly string[]): void {
    for (const requestId of requestIds) this.#options.ledger.settle(orphanOf(requestId));
  }
}

const ended = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, latencyMs: 0 };
const orphanOf = (requestId: string): Settlement => ({
  ...ended,
  requestId,
  costNanoUsd: undefined,
  estimated: true,
  outcome: 'orphan',
});
const releaseOf = (requestId: string): Settlement => ({
  ...ended,
  requestId,
  costNanoUsd: 0,
  estimated: false,
  outcome: 'cancelled',
});
