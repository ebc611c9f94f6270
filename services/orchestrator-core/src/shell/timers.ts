import type { Logger } from '@panal/kernel/runtime';
import type { OrchestratorStore } from './store.ts';

export interface TimersDeps {
  readonly store: OrchestratorStore;
  readonly log: Logger;
  readonly random: () => number;
  /** Called after each tick, for what only waits for time to pass. */
  readonly ticked: () => void;
}

const TICK_MS = 200;

/** Lets time into the core, five times a second: leases that lapse, pauses that end, deadlines. */
export class Timers {
  readonly #deps: TimersDeps;
  readonly #timer: NodeJS.Timeout;
  #ticking = false;

  constructor(deps: TimersDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    const { store, random, log, ticked } = this.#deps;
    store
      .execute({ type: 'tick', jitter: random() })
      .then(ticked, (error: unknown) => log.warn(`time stands still: ${(error as Error).message}`))
      .finally(() => (this.#ticking = false));
  }
}
