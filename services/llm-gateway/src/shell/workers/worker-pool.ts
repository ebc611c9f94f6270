import type { Logger } from '@panal/kernel/runtime';
import type { BudgetRefusal, LedgerCommand, LedgerEvent } from '../../core/ledger/index.ts';
import type { Ledger, Lender } from '../ledger.ts';
import type { RateKeeper } from '../rate-gate.ts';
import { MergedMetrics } from './merged-metrics.ts';
import type { FromWorker } from './messages.ts';
import { OrderedWork } from './ordered-work.ts';
import { SliceLending } from './slice-lending.ts';
import { WorkerCalls } from './worker-calls.ts';
import type { WorkerHandle, WorkerProgram } from './worker-handle.ts';
import { WorkerLives } from './worker-lives.ts';
import { WorkerNews } from './worker-news.ts';

export interface WorkerPoolOptions {
  readonly ledger: Ledger;
  readonly workers: number;
  readonly port: number;
  readonly program: WorkerProgram;
  readonly log: Logger;
  readonly isDiskFull: () => boolean;
  readonly rates: RateKeeper;
  readonly onBudgetRefusal: (refusal: BudgetRefusal) => void;
  /** The metrics page over what each process counted. */
  readonly render: (values: readonly unknown[]) => Promise<string>;
}

const CHECK_EVERY_MS = 250;

/**
 * The worker processes: starts them and starts them again, lends them slices, records what they draw and settle, and charges what
 * a dead one leaves undecided.
 */
export class WorkerPool implements Lender {
  readonly #log: Logger;
  readonly #lives: WorkerLives;
  readonly #news: WorkerNews;
  readonly #lending: SliceLending;
  readonly #calls: WorkerCalls;
  readonly #metrics: MergedMetrics;
  readonly #order = new OrderedWork();
  readonly #timer: NodeJS.Timeout;

  constructor(options: WorkerPoolOptions) {
    const { ledger, log } = options;
    this.#log = log;
    const lives = new WorkerLives({
      ...options,
      onMessage: (worker, message) => this.#hear(worker, message),
      onGone: (worker) => this.#bury(worker),
    });
    const introduced = (): readonly WorkerHandle[] => lives.introduced;
    this.#lives = lives;
    this.#news = new WorkerNews({ state: () => ledger.state, introduced, isDiskFull: options.isDiskFull });
    this.#lending = new SliceLending({ ledger, log, workers: () => lives.all, isStopping: () => lives.isStopping });
    this.#calls = new WorkerCalls(options);
    this.#metrics = new MergedMetrics({ introduced, render: options.render });
    this.#timer = setInterval(() => this.#check(), CHECK_EVERY_MS);
    ledger.lendThrough(this);
  }

  /** Starts all workers, the first one first, since it chooses the port where none is set; resolves with the port. */
  start(): Promise<number> {
    return this.#lives.start();
  }

  /** Process ids of the workers that run. */
  get pids(): number[] {
    return this.#lives.all.filter((worker) => !worker.isGone).map((worker) => worker.pid);
  }

  /** Asks all to finish what is under way; resolves when they are gone, or are killed at the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    await this.#lives.stop(deadlineMs);
    clearInterval(this.#timer);
  }

  haltValidUntil(atMs: number): Promise<void> {
    return this.#news.haltValidUntil(atMs);
  }

  before(command: LedgerCommand): Promise<(() => void) | undefined> {
    return this.#lending.before(command);
  }

  recall(scope: string): Promise<boolean> {
    return this.#lending.recall(scope);
  }

  after(events: readonly LedgerEvent[]): Promise<void> {
    return this.#news.after(events);
  }

  #check(): void {
    this.#lives.killSilent();
    this.#lending.recallPastDays();
  }

  /** Nothing more can come of it: what it may have sent is charged, the rest of its slices is free. */
  #bury(worker: WorkerHandle): void {
    for (const [id, ticket] of worker.tickets) this.#calls.rateUsed(worker, id, ticket.estimatedTokens);
    this.#order.add(() => {
      const { charge, slices } = worker.book.gone();
      this.#calls.chargeOrphans(charge);
      this.#lending.takeBack(worker, slices, 'its worker is gone');
      if (!this.#lives.isStopping)
        this.#log.warn(
          { worker: worker.place.index, workerPid: worker.pid, orphans: charge.length },
          'a worker is gone; its undecided calls are charged in full',
        );
    });
  }

  #hear(worker: WorkerHandle, message: FromWorker): void {
    switch (message.t) {
      case 'ping':
        worker.book.heard(performance.now());
        return this.#news.pong(worker, message.n);
      case 'ack':
        return worker.acknowledge(message.seq);
      case 'up':
        return this.#news.introduce(worker);
      case 'ready':
        return this.#lives.serves(worker, message.port);
      case 'metrics':
        return this.#metrics.hear(message);
      case 'render':
        return void this.#metrics.render(worker, message.id);
      case 'rate':
        return void this.#calls.rate(worker, message);
      case 'rate-used':
        return this.#calls.rateUsed(worker, message.id, message.tokens);
      case 'leave':
        return worker.waiting.get(message.id)?.abort();
      default:
        return this.#order.add(() => this.#record(worker, message));
    }
  }

  /** What changes the ledger. */
  #record(worker: WorkerHandle, message: Extract<FromWorker, { t: 'draw' | 'hold' | 'settle' | 'ask' | 'return' }>): void {
    switch (message.t) {
      case 'draw':
        return this.#calls.draw(worker, message);
      case 'hold':
        return void this.#calls.hold(worker, message.hold);
      case 'settle':
        return this.#calls.settle(worker, message.settlement);
      case 'ask':
        return void this.#lending.lend(worker, message);
      case 'return':
        return this.#lending.takeBack(worker, message.slices, 'given back');
    }
  }
}
