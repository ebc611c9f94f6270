import type { LedgerEvent, LedgerState } from '../../core/ledger/index.ts';
import { concernsWorkers } from '../../core/replica/index.ts';
import type { WorkerHandle } from './worker-handle.ts';

export interface WorkerNewsOptions {
  readonly state: () => LedgerState;
  /** The workers that know the keys. */
  readonly introduced: () => readonly WorkerHandle[];
  readonly isDiskFull: () => boolean;
}

/** What the workers must know of keys and halts: told in order, under one count, and waited for until each has acknowledged it. */
export class WorkerNews {
  readonly #options: WorkerNewsOptions;
  #sequence = 0;
  #haltValidUntilMs = 0;

  constructor(options: WorkerNewsOptions) {
    this.#options = options;
  }

  /** Tells a worker that is up everything; from then on it hears what changes. */
  introduce(worker: WorkerHandle): void {
    const { leases, halt } = this.#options.state();
    worker.isIntroduced = true;
    worker.tell({ t: 'keys', leases: [...leases.values()], halt, seq: this.#sequence });
  }

  /** Answers a sign of life. */
  pong(worker: WorkerHandle, n: number): void {
    worker.tell({ t: 'pong', n, diskFull: this.#options.isDiskFull(), haltValidUntilMs: this.#haltValidUntilMs });
  }

  /** Tells how long the halt state is to be trusted; resolves when each worker knows, or serves no more. */
  async haltValidUntil(atMs: number): Promise<void> {
    this.#haltValidUntilMs = atMs;
    this.#sequence += 1;
    const seq = this.#sequence;
    const workers = this.#options.introduced();
    for (const worker of workers) worker.tell({ t: 'halt-valid', seq, untilMs: atMs });
    await Promise.all(workers.map((worker) => worker.acknowledged(seq)));
  }

  /** Tells what of the events concerns workers; resolves when each of them knows, or serves no more. */
  async after(events: readonly LedgerEvent[]): Promise<void> {
    const told = events.filter(concernsWorkers);
    if (told.length === 0) return;
    for (const event of told) {
      this.#sequence += 1;
      for (const worker of this.#options.introduced()) worker.tell({ t: 'event', seq: this.#sequence, event });
    }
    const sequence = this.#sequence;
    await Promise.all(this.#options.introduced().map((worker) => worker.acknowledged(sequence)));
  }
}
