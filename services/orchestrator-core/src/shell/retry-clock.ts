import { backoffMs } from '../core/backoff.ts';

/** Remembers when something that failed may be tried again; entries end with the first success. At most `keysMax` are kept. */
export class RetryClock {
  readonly #limits: { readonly baseMs: number; readonly maxMs: number };
  readonly #deps: { readonly clock: () => number; readonly random: () => number };
  readonly #entries = new Map<string, { failures: number; notBeforeMs: number }>();
  static readonly keysMax = 100_000;

  constructor(
    limits: { readonly baseMs: number; readonly maxMs: number },
    deps: { readonly clock: () => number; readonly random: () => number },
  ) {
    this.#limits = limits;
    this.#deps = deps;
  }

  /** Whether it may be tried now. */
  isDue(key: string): boolean {
    return (this.#entries.get(key)?.notBeforeMs ?? 0) <= this.#deps.clock();
  }

  /** Notes a failure and returns the pause until the next try, in milliseconds. */
  failed(key: string): number {
    const failures = (this.#entries.get(key)?.failures ?? 0) + 1;
    const pauseMs = backoffMs(failures, this.#limits, this.#deps.random());
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size >= RetryClock.keysMax && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, { failures, notBeforeMs: this.#deps.clock() + pauseMs });
    return pauseMs;
  }

  succeeded(key: string): void {
    this.#entries.delete(key);
  }
}
