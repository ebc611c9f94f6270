import type { Logger } from '@panal/kernel/runtime';
import type { Gateway } from '../../ports.ts';
import type { OrchestratorStore } from '../store.ts';

export interface HaltBeaconDeps {
  readonly store: OrchestratorStore;
  readonly gateway: Gateway;
  readonly log: Logger;
  readonly clock: () => number;
}

const EVERY_MS = 2_000;
/** How long the gateway may rely on what it was told; then it must stop serving. */
const VALID_MS = 10_000;

/** Tells the gateway every two seconds, and at every change at once, what is halted; silence makes the gateway fail closed. */
export class HaltBeacon {
  readonly #deps: HaltBeaconDeps;
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #sending = false;
  #again = false;

  constructor(deps: HaltBeaconDeps) {
    this.#deps = deps;
    this.#unsubscribe = deps.store.subscribe(({ event }) => {
      if (event.type === 'halted' || event.type === 'resumed') this.#send();
    });
    this.#timer = setInterval(() => this.#send(), EVERY_MS);
    this.#send();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
  }

  #send(): void {
    if (this.#sending) {
      this.#again = true;
      return;
    }
    this.#sending = true;
    void this.#call().finally(() => {
      this.#sending = false;
      if (!this.#again) return;
      this.#again = false;
      this.#send();
    });
  }

  async #call(): Promise<void> {
    const { store, gateway, log, clock } = this.#deps;
    try {
      // Only what is on disk may be said: an earlier epoch must never follow a later one.
      await store.settled();
      const { haltEpoch, halts } = store.state;
      await gateway.setHalt({ epoch: haltEpoch, halted: [...halts.keys()], validUntilMs: clock() + VALID_MS });
    } catch (error) {
      log.debug(`the gateway was not told of the halt state: ${(error as Error).message}`);
    }
  }
}
