import { within } from './until.ts';

interface Waiter {
  readonly condition: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Lets tests wait for what a fake server has seen, without polling: conditions are looked at whenever something happened. */
export class Happenings {
  readonly #waiters = new Set<Waiter>();

  /** Something happened: wakes whoever waits for what is true now. */
  happened(): void {
    for (const waiter of this.#waiters) this.#look(waiter);
  }

  /** Resolves as soon as the condition holds; rejects with WaitedInVain after `boundMs` (default one minute). */
  async until(condition: () => boolean, what = `what \`${String(condition)}\` asks for`, boundMs?: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { condition, resolve, reject };
    this.#waiters.add(waiter);
    this.#look(waiter);
    try {
      await within(promise, what, boundMs);
    } finally {
      this.#waiters.delete(waiter);
    }
  }

  #look({ condition, resolve, reject }: Waiter): void {
    try {
      if (condition()) resolve();
    } catch (error) {
      reject(error);
    }
  }
}
