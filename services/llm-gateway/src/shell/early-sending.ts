import { LiveList } from '@panal/kernel/pure';
import type { Journal } from '@panal/journal';
import { ServiceError } from '@panal/kernel/runtime';
import type { LedgerCommand, LedgerEvent } from '../core/ledger/index.ts';
import type { BlockWitness } from './block-witness.ts';
import { DurableBlocks, type Submitted } from './durable-blocks.ts';
import type { LedgerOutcome } from './ledger-outcome.ts';
import type { SubmitCommand } from './ledger-store.ts';

export interface EarlySendingOptions {
  readonly journal: Journal;
  readonly witness: BlockWitness | undefined;
  /** Blocks that are kept for calls of this process; 0: none. */
  readonly coversMax: number;
  readonly submit: SubmitCommand;
  readonly onProblem: (message: string, error: unknown) => void;
}

type MadeHold = Extract<LedgerOutcome, { ok: true }> & { readonly durable: Promise<void> };

const BLOCK_SWEEP_MS = 1_000;

/** Says when the call of a hold may be sent: before the flush where a durable block covers it, else after it. */
export class EarlySending {
  readonly #options: EarlySendingOptions;
  readonly #blocks: DurableBlocks;
  readonly #sweep: NodeJS.Timeout;
  /** Rejects what waits for the flush of a hold whose call was sent already; no more than requests under way. */
  readonly #unflushed = new LiveList<(error: Error) => void>();

  constructor(options: EarlySendingOptions) {
    this.#options = options;
    this.#blocks = new DurableBlocks({ coversMax: options.coversMax, submit: (command) => this.#trySubmit(command) });
    this.#sweep = setInterval(() => this.#sweepBlocks(), BLOCK_SWEEP_MS).unref();
  }

  /** To be told of every decision at once. */
  note(events: readonly LedgerEvent[]): void {
    this.#blocks.note(events);
  }

  /** A hold that was made: at once where a block covers it, else once it is on the disk. */
  async sendable(made: MadeHold, keyHash: string): Promise<LedgerOutcome> {
    const { events, durable, lastPosition: position } = made;
    const { journal, witness } = this.#options;
    const held = events.find((event) => event.kind === 'held');
    const noted = (blockId: string, amountNanoUsd: number): boolean =>
      witness === undefined ||
      (position !== undefined && witness.note({ position, flushedPosition: journal.flushedPosition, blockId, amountNanoUsd }));
    const covered = held && journal.health.kind === 'ok' && this.#blocks.covers({ held, keyHash, durable, witness: noted });
    if (covered) return { ok: true, events, durable: this.#orDiskFull(durable) };
    await durable;
    return { ok: true, events };
  }

  /** Gives all blocks back. */
  close(blockIds: readonly string[]): void {
    clearInterval(this.#sweep);
    this.#blocks.closeAll(blockIds);
  }

  #trySubmit(command: LedgerCommand): Submitted | undefined {
    try {
      const { outcome, durable } = this.#options.submit(command);
      durable.catch((error: unknown) => this.#options.onProblem('a block could not be recorded', error));
      return outcome.ok ? { events: outcome.events, durable } : undefined;
    } catch (error) {
      this.#options.onProblem('a block waits for the journal', error);
      return undefined;
    }
  }

  /** The same promise, but rejected as soon as the disk is known to be full: a client must not wait for room on it. */
  #orDiskFull(durable: Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const place = this.#unflushed.add(reject);
    durable.then(
      () => {
        this.#unflushed.remove(place);
        resolve();
      },
      (error: unknown) => {
        this.#unflushed.remove(place);
        reject(error);
      },
    );
    // Who left in the meantime doesn't hear of it.
    promise.catch(() => undefined);
    return promise;
  }

  #sweepBlocks(): void {
    if (this.#options.journal.health.kind === 'ok') return this.#blocks.closeIdle();
    for (const reject of this.#unflushed.items()) reject(new ServiceError('disk-full'));
  }
}
