import { type Journal, JournalClosedError } from '@panal/journal';
import { ServiceError } from '@panal/kernel/runtime';
import type { BudgetRefusal, LedgerEvent } from '../core/ledger/index.ts';
import { ledgerCodec } from './ledger-codec.ts';

/** What a watcher of spend is told: an event of the journal, or a refusal, which is not journalled. */
export type SpendItem =
  | { readonly kind: 'event'; readonly position: number; readonly atMs: number; readonly event: LedgerEvent }
  | { readonly kind: 'refused'; readonly position: number; readonly atMs: number; readonly refusal: BudgetRefusal };

export interface SpendWatchOptions {
  readonly journal: Journal;
  readonly clock: () => number;
  /** Calls the listener after each flush. Returns the way to stop. */
  readonly onFlush: (listener: () => void) => () => void;
}

const WATCHERS_MAX = 64;
/** Refusals that a slow watcher has not read yet; the oldest are dropped first, since they are no record. */
const REFUSALS_MAX = 256;

interface Watcher {
  refusals: { readonly atMs: number; readonly refusal: BudgetRefusal }[];
  wake: () => void;
}

/**
 * Feeds watchers of spend: from a position in the journal, then live. Each reads the journal at its own pace and holds one record
 * at a time, so that a slow one slows nobody and loses no settlement. At most 64 watch.
 */
export class SpendWatch {
  readonly #options: SpendWatchOptions;
  readonly #watchers = new Set<Watcher>();

  constructor(options: SpendWatchOptions) {
    this.#options = options;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Of the oldest record that is kept. */
  get oldestPosition(): number {
    return this.#options.journal.firstPosition;
  }

  get newestPosition(): number {
    return this.#options.journal.flushedPosition;
  }

  /** Tells whoever watches of a request or reservation that found no room. */
  refused(refusal: BudgetRefusal): void {
    for (const watcher of this.#watchers) {
      if (watcher.refusals.length >= REFUSALS_MAX) watcher.refusals.shift();
      watcher.refusals.push({ atMs: this.#options.clock(), refusal });
      watcher.wake();
    }
  }

  /** What happened after a position, then what happens, until the signal aborts; refuses a 65th watcher and a position no longer kept. */
  async *after(afterPosition: number, signal: AbortSignal): AsyncGenerator<SpendItem> {
    const { journal, onFlush } = this.#options;
    if (this.#watchers.size >= WATCHERS_MAX) throw new ServiceError('overloaded', `${WATCHERS_MAX} watch already.`);
    if (afterPosition + 1 < journal.firstPosition) {
      const oldest = journal.firstPosition - 1;
      throw new ServiceError('invalid-argument', `Records up to ${oldest} are no longer kept. Watch from ${oldest} or later.`);
    }
    const watcher: Watcher = { refusals: [], wake: () => undefined };
    const stop = onFlush(() => watcher.wake());
    const gone = (): void => watcher.wake();
    signal.addEventListener('abort', gone, { once: true });
    this.#watchers.add(watcher);
    try {
      yield* this.#items(watcher, afterPosition, signal);
    } finally {
      this.#watchers.delete(watcher);
      signal.removeEventListener('abort', gone);
      stop();
    }
  }

  async *#items(watcher: Watcher, afterPosition: number, signal: AbortSignal): AsyncGenerator<SpendItem> {
    const { journal } = this.#options;
    let position = afterPosition;
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (watcher.wake = resolve));
      try {
        for await (const record of recordsFrom(journal, position + 1)) {
          if (signal.aborted) return;
          position = record.position;
          yield { kind: 'event', position, atMs: record.atMs, event: ledgerCodec.decode(record.bytes) };
        }
      } catch (error) {
        if (error instanceof JournalClosedError) return;
        throw error;
      }
      const { refusals } = watcher;
      watcher.refusals = [];
      for (const { atMs, refusal } of refusals) yield { kind: 'refused', position, atMs, refusal };
      if (position >= journal.flushedPosition && watcher.refusals.length === 0 && !signal.aborted) await woken;
    }
  }
}

async function* recordsFrom(journal: Journal, position: number) {
  if (position <= journal.flushedPosition) yield* journal.read(position);
}
