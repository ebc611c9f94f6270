import { JournalClosedError, JournalFullError } from '@panal/journal';
import { type Logger, newTraceparent, withContext } from '@panal/kernel/runtime';
import { AwayError } from '../ports.ts';

export interface OwedWorkOptions {
  /** What it does, for the log. */
  readonly name: string;
  /** Keys of everything owed now, the most urgent first. */
  readonly owed: () => Iterable<string>;
  /** Does one piece, after which its key is owed no more; throws AwayError to be called again later. */
  readonly perform: (key: string) => Promise<void>;
  /** Pieces under way at once, never two of one key. */
  readonly concurrency: number;
  readonly log: Logger;
  readonly clock: () => number;
  readonly random: () => number;
  readonly retried?: () => void;
}

const FIRST_WAIT_MS = 250;
const WAIT_MS_MAX = 60_000;
const COMMON_WAIT_MS_MAX = 5_000;
const LOG_EVERY_FAILURES = 20;

interface Failures {
  readonly count: number;
  readonly dueMs: number;
}

const backoffMs = (failures: number, mostMs: number): number => Math.min(mostMs, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 20));

/**
 * Does what the state says is owed, however often the process dies in between: each piece until it is done, failed ones again
 * after a growing wait of their own; when everything fails, all of it waits a little.
 */
export class OwedWork {
  readonly #options: OwedWorkOptions;
  readonly #active = new Map<string, Promise<void>>();
  readonly #failures = new Map<string, Failures>();
  #failuresInRow = 0;
  #pausedUntilMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: OwedWorkOptions) {
    this.#options = options;
  }

  /** Looks for what is owed; cheap, and called whenever the state changed. */
  poke(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const { owed, concurrency, clock } = this.#options;
    const nowMs = clock();
    let nextMs = Infinity;
    for (const key of owed()) {
      if (this.#active.size >= concurrency) return;
      if (this.#active.has(key)) continue;
      const dueMs = Math.max(this.#failures.get(key)?.dueMs ?? 0, this.#pausedUntilMs);
      if (dueMs <= nowMs) this.#begin(key);
      else nextMs = Math.min(nextMs, dueMs);
    }
    if (nextMs < Infinity) this.#timer = setTimeout(() => this.poke(), nextMs - nowMs);
  }

  /** Begins nothing more and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#active.values());
  }

  #begin(key: string): void {
    // A trace of its own, not that of whoever changed the state.
    const running = withContext({ traceparent: newTraceparent() }, () => this.#perform(key)).finally(() => {
      this.#active.delete(key);
      this.poke();
    });
    this.#active.set(key, running);
  }

  async #perform(key: string): Promise<void> {
    try {
      await this.#options.perform(key);
      this.#failures.delete(key);
      this.#failuresInRow = 0;
    } catch (error) {
      if (this.#closed || error instanceof JournalClosedError) return;
      if (!(error instanceof AwayError) && !(error instanceof JournalFullError)) throw error;
      this.#failed(key, error);
    }
  }

  #failed(key: string, error: Error): void {
    const { name, log, clock, random, retried } = this.#options;
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const retryAfterMs = error instanceof AwayError ? error.retryAfterMs : 0;
    const jittered = backoffMs(count, WAIT_MS_MAX) * (0.75 + random() / 2);
    const waitMs = Math.ceil(Math.max(retryAfterMs, Math.min(jittered, WAIT_MS_MAX)));
    this.#failures.set(key, { count, dueMs: clock() + waitMs });
    this.#failuresInRow += 1;
    if (this.#failuresInRow > 1) this.#pausedUntilMs = clock() + backoffMs(this.#failuresInRow, COMMON_WAIT_MS_MAX);
    retried?.();
    if (count % LOG_EVERY_FAILURES === 1)
      log.warn({ work: name, piece: key, failures: count, reason: error.message }, 'will be tried again');
  }
}
