import { setImmediate as settled } from 'node:timers/promises';
import type { Clock } from './clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

const FIRED_MAX = 100_000;

/**
 * A clock that stands still until it is moved. It is for code that is given its clock; where code uses the global timers, use
 * vitest's fake timers instead.
 */
export class FakeClock implements Clock {
  #nowMs: number;
  /** By due time; timers due at the same time in the order in which they were set. */
  readonly #timers: Timer[] = [];

  /** @param startMs Unix milliseconds. */
  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  readonly now = (): number => this.#nowMs;

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.length;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + Math.max(0, ms), callback };
    const index = this.#timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
    this.#timers.splice(index < 0 ? this.#timers.length : index, 0, timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  /** Resolves `ms` from now. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /**
   * Moves time on by `ms` and fires what falls due on the way, each at its own time, letting promises settle after each. Throws
   * after 100,000 timers: something sets itself again without time passing.
   */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (let fired = 0; this.#timers[0] && this.#timers[0].dueMs <= endMs; fired++) {
      if (fired === FIRED_MAX) throw new Error(`${FIRED_MAX} timers fired within ${ms} ms of fake time: one sets itself again`);
      const timer = this.#timers.shift()!;
      this.#nowMs = timer.dueMs;
      timer.callback();
      await settled();
    }
    this.#nowMs = endMs;
    await settled();
  }
}
