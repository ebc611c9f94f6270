import { JournalFullError } from './errors.ts';

const waitersMax = 10_000;

interface Waiter {
  readonly position: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Callers that wait until a position is flushed; at most 10,000, then `JournalFullError`. */
export class FlushWaiters {
  readonly #waiters = new Set<Waiter>();

  async wait(position: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#waiters.size >= waitersMax) throw new JournalFullError(`${waitersMax} callers already wait for a flush`);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { position, resolve, reject };
    const onAbort = (): void => reject(signal?.reason);
    this.#waiters.add(waiter);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      this.#waiters.delete(waiter);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  flushed(position: number): void {
    for (const waiter of this.#waiters) if (waiter.position <= position) waiter.resolve();
  }

  fail(error: Error): void {
    for (const waiter of this.#waiters) waiter.reject(error);
  }
}
