import { type Asking, BlockCover, type LedgerEvent, type OpenBlockCommand, blockIdOf } from '../core/ledger/index.ts';

type Held = Extract<LedgerEvent, { kind: 'held' }>;

export interface Submitted {
  readonly events: readonly LedgerEvent[];
  /** Resolves when the events are on the disk. */
  readonly durable: Promise<void>;
}

/** A call that would be sent before its hold is flushed. */
export interface SentEarly {
  readonly held: Held;
  readonly keyHash: string;
  /** The flush. */
  readonly durable: Promise<void>;
  /** Notes the call (block-witness.ts); false: it can't, so the call waits. */
  readonly witness: (blockId: string, amountNanoUsd: number) => boolean;
}

export interface DurableBlocksOptions {
  readonly coversMax: number;
  /** Decides a command and journals it; undefined where the ledger or the journal refuses. */
  readonly submit: (
    command: OpenBlockCommand | { kind: 'close-blocks'; blockIds: readonly string[]; reason: string },
  ) => Submitted | undefined;
}

/** Keeps the blocks of busy keys open, and says which calls they cover (core/ledger/block-cover.ts). */
export class DurableBlocks {
  readonly #cover: BlockCover;
  readonly #submit: DurableBlocksOptions['submit'];

  constructor(options: DurableBlocksOptions) {
    this.#cover = new BlockCover(options.coversMax);
    this.#submit = options.submit;
  }

  /** Whether a call may be sent although `durable`, the flush of its hold, is still to come. Asks for a block where there is need. */
  covers({ held, keyHash, durable, witness }: SentEarly): boolean {
    const { leaseId, model, amountNanoUsd } = held;
    // What costs nothing needs no cover: no record of it could change what may be spent.
    if (amountNanoUsd === 0) return true;
    const blockId = blockIdOf(leaseId, model);
    const at = { day: held.windows.day, nowMs: performance.now() };
    const drawn = this.#cover.draw(blockId, amountNanoUsd, at);
    const cover = drawn && witness(blockId, amountNanoUsd) ? drawn : undefined;
    if (drawn && !cover) this.#cover.flushed(drawn, amountNanoUsd);
    if (cover) {
      durable.then(
        () => this.#cover.flushed(cover, amountNanoUsd),
        () => undefined,
      );
    }
    const asking = this.#cover.ask(blockId, amountNanoUsd, { ...at, drawn: cover !== undefined });
    if (asking) this.#open(asking, held, keyHash);
    return cover !== undefined;
  }

  /** To be told of every decision at once: a block that is closed covers nothing from then on. */
  note(events: readonly LedgerEvent[]): void {
    for (const event of events) if (event.kind === 'block-closed') this.#cover.closed(event.blockId);
  }

  /** Gives back what no call needed for some seconds. */
  closeIdle(): void {
    this.#close(this.#cover.idle(performance.now()), 'idle');
  }

  /** Gives all of them back. */
  closeAll(blockIds: readonly string[]): void {
    this.#close(blockIds, 'the gateway stops');
  }

  #close(blockIds: readonly string[], reason: string): void {
    if (blockIds.length === 0) return;
    // Also those that the ledger never opened are forgotten.
    const submitted = this.#submit({ kind: 'close-blocks', blockIds, reason });
    if (submitted) for (const blockId of blockIds) this.#cover.closed(blockId);
  }

  #open(asking: Asking, held: Held, keyHash: string): void {
    const { model, upstream, scripted, priceVersion, amountNanoUsd: leastNanoUsd } = held;
    const { wantedNanoUsd } = asking;
    const command = {
      kind: 'open-block',
      keyHash,
      model,
      upstream,
      scripted,
      priceVersion,
      wantedNanoUsd,
      leastNanoUsd,
    } as const;
    const submitted = this.#submit(command);
    const opened = submitted?.events.find((event) => event.kind === 'block-opened');
    const block = opened && { amountNanoUsd: opened.amountNanoUsd, day: opened.windows.day };
    const answered = (): void => this.#cover.asked(asking, block, performance.now());
    if (!submitted) return answered();
    submitted.durable.then(
      () => answered(),
      () => undefined,
    );
  }
}
