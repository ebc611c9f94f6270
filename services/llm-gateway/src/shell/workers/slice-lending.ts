import type { Logger } from '@panal/kernel/runtime';
import { type Block, type LedgerCommand, type LedgerEvent, blockTouches } from '../../core/ledger/index.ts';
import type { Ledger } from '../ledger.ts';
import type { FromWorker } from './messages.ts';
import type { WorkerHandle } from './worker-handle.ts';

/** What a slice is lent for. */
type Lent = Pick<Block, 'leaseId' | 'model'>;

export interface SliceLendingOptions {
  readonly ledger: Ledger;
  readonly log: Logger;
  /** The newest worker of each place. */
  readonly workers: () => readonly WorkerHandle[];
  readonly isStopping: () => boolean;
}

const RETRY_MS = 250;

/** Lends slices to workers, asks them back, and closes them when they are given back or their worker is gone. */
export class SliceLending {
  readonly #options: SliceLendingOptions;
  /** Slices whose closing somebody waits for. */
  readonly #closing = new Map<string, { readonly closed: Promise<void>; readonly resolve: () => void }>();
  /** Given back, and not closed yet: nothing is added to them. */
  readonly #returning = new Set<string>();
  /** What must not be lent meanwhile. */
  readonly #withheld = new Set<(block: Lent) => boolean>();

  constructor(options: SliceLendingOptions) {
    this.#options = options;
  }

  /** Asks back what a command must not find lent, and lends none of it until the returned function is called. */
  async before(command: LedgerCommand): Promise<(() => void) | undefined> {
    const matches = this.#conflicts(command);
    if (!matches || this.#options.ledger.state.blocks.byId.size === 0) return undefined;
    this.#withheld.add(matches);
    await this.#recallWhere(matches);
    return () => this.#withheld.delete(matches);
  }

  /** Asks back all slices that count in a scope; resolves with true when they are closed. */
  async recall(scope: string): Promise<boolean> {
    const { state } = this.#options.ledger;
    const matches = (block: Lent): boolean => blockTouches(state, block, scope);
    this.#withheld.add(matches);
    await this.#recallWhere(matches);
    this.#withheld.delete(matches);
    return true;
  }

  /** Asks back the slices of days that are over: a slice belongs to the day on which it was lent. */
  recallPastDays(): void {
    const { state, context } = this.#options.ledger;
    if (state.blocks.lentByScope.size === 0) return;
    const { day } = context.rules.calendar.windowsAt(context.nowMs);
    const past = (block: Lent & Partial<Block>): boolean => block.windows !== undefined && block.windows.day !== day;
    void this.#recallWhere(past);
  }

  /** Tells a worker by how much its slice grew; 0 where there is no room, or it is withheld. */
  async lend(worker: WorkerHandle, { slice, number, moreNanoUsd, hold }: Extract<FromWorker, { t: 'ask' }>): Promise<void> {
    const { ledger, isStopping } = this.#options;
    const { keyHash, model, upstream, scripted, priceVersion } = hold;
    const leaseId = ledger.state.leaseByKeyHash.get(keyHash) ?? '';
    const withheld =
      isStopping() || this.#returning.has(slice) || [...this.#withheld].some((matches) => matches({ leaseId, model }));
    const holder = holderName(worker);
    const before = ledger.state.blocks.byId.get(slice)?.amountNanoUsd ?? 0;
    const wish = { wantedNanoUsd: before + moreNanoUsd, leastNanoUsd: before + hold.amountNanoUsd };
    const command = { kind: 'open-block', keyHash, model, upstream, scripted, priceVersion, ...wish, holder } as const;
    let amountNanoUsd = 0;
    if (!withheld) {
      const granting = ledger.lend(command);
      // Decided already: whoever looks from now on finds it lent.
      if (ledger.state.blocks.byId.get(slice)?.holder === holder) worker.book.lent(slice);
      const events = await granting.catch((): readonly LedgerEvent[] => []);
      const opened = events.find((event) => event.kind === 'block-opened');
      amountNanoUsd = opened ? opened.amountNanoUsd - before : 0;
    }
    worker.tell({ t: 'granted', slice, number, amountNanoUsd });
  }

  /** Closes those of the slices that the worker holds, however long the journal takes nothing. */
  takeBack(worker: WorkerHandle, slices: readonly string[], reason: string): void {
    const holder = holderName(worker);
    const { ledger, log } = this.#options;
    const own = slices.filter((slice) => ledger.state.blocks.byId.get(slice)?.holder === holder);
    for (const slice of slices) worker.book.returned(slice);
    for (const slice of own) this.#returning.add(slice);
    const attempt = (): void => {
      ledger.takeBack(own, reason).then(
        () => this.#closed(slices),
        (error: unknown) => {
          log.warn({ err: error }, 'slices that were given back wait for the journal');
          setTimeout(attempt, RETRY_MS);
        },
      );
    };
    attempt();
  }

  #closed(slices: readonly string[]): void {
    for (const slice of slices) {
      this.#returning.delete(slice);
      this.#closing.get(slice)?.resolve();
      this.#closing.delete(slice);
    }
  }

  /** What a command must not find lent. */
  #conflicts(command: LedgerCommand): ((block: Lent) => boolean) | undefined {
    const { state, context } = this.#options.ledger;
    switch (command.kind) {
      case 'revoke':
      case 'release':
        return ({ leaseId }) => leaseId === command.leaseId;
      case 'release-expired':
        return ({ leaseId }) => (state.leases.get(leaseId)?.expiresMs ?? 0) <= context.nowMs;
      case 'set-limit':
        return command.limitNanoUsd === undefined ? undefined : (block) => blockTouches(state, block, command.scope);
      default:
        return undefined;
    }
  }

  async #recallWhere(matches: (block: Lent) => boolean): Promise<void> {
    const blocks = [...this.#options.ledger.state.blocks.byId.values()].filter(
      (block) => block.holder !== undefined && matches(block),
    );
    const closed = blocks.map((block) => this.#whenClosed(block.blockId));
    for (const worker of this.#options.workers()) {
      const slices = blocks.filter((block) => block.holder === holderName(worker)).map((block) => block.blockId);
      if (slices.length > 0) worker.tell({ t: 'recall', slices });
    }
    await Promise.all(closed);
  }

  #whenClosed(blockId: string): Promise<void> {
    const known = this.#closing.get(blockId);
    if (known) return known.closed;
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    this.#closing.set(blockId, { closed, resolve });
    return closed;
  }
}

/** Names a process, not a place: what a dead one held is never taken for its successor's. */
const holderName = (worker: WorkerHandle): string => `worker ${worker.place.index} (${worker.pid})`;
