import type { LeaveSignal } from './leave-signal.ts';

const WAITERS_MAX = 256;

/** Wakes requests that wait for room whenever some may have been freed, in the order in which they came. */
export class FreeingSignal {
  /** How often something was freed. */
  count = 0;
  readonly #waiters = new Set<() => void>();

  get waiting(): number {
    return this.#waiters.size;
  }

  notify(): void {
    this.count += 1;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }

  /** True when something was freed since `seen`; false when time ran out, the signal aborted or 256 wait already. */
  wait(options: { seen: number; waitMs: number; signal: LeaveSignal }): Promise<boolean> {
    if (this.count !== options.seen) return Promise.resolve(true);
    if (this.#waiters.size >= WAITERS_MAX) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (freed: boolean): void => {
        clearTimeout(timer);
        options.signal.removeEventListener('abort', giveUp);
        this.#waiters.delete(wake);
        resolve(freed);
      };
      const wake = (): void => end(true);
      const giveUp = (): void => end(false);
      const timer = setTimeout(giveUp, options.waitMs);
      options.signal.addEventListener('abort', giveUp, { once: true });
      this.#waiters.add(wake);
    });
  }
}
