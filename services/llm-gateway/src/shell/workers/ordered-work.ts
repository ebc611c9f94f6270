import { ServiceError } from '@panal/kernel/runtime';

const RETRY_MS = 250;

/** Runs what changes the ledger in the order in which it was told, also while the journal takes nothing. */
export class OrderedWork {
  /** Messages that wait for room in the journal, in order; while there are any, later ones wait behind them. */
  readonly #backlog: (() => void)[] = [];

  /** Runs the work at once where nothing waits, else after what waits. Work that throws `disk-full` is tried again. */
  add(work: () => void): void {
    this.#backlog.push(work);
    if (this.#backlog.length === 1) this.#workOff();
  }

  #workOff(): void {
    for (let work = this.#backlog[0]; work; work = this.#backlog[0]) {
      try {
        work();
      } catch (error) {
        if (!(error instanceof ServiceError && error.code === 'disk-full')) throw error;
        setTimeout(() => this.#workOff(), RETRY_MS);
        return;
      }
      this.#backlog.shift();
    }
  }
}
