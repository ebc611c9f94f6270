import { isDiskFull } from './disk.ts';
import { JournalClosedError, JournalFailedError, JournalFullError } from './errors.ts';
import { Group } from './group.ts';
import type { AppendedBatch, JournalHealth } from './port.ts';
import { encodedLength } from './record-codec.ts';

/**
 * Group commit: batches that arrive while a flush is under way share the next one.
 *
 *   idle ──append──► scheduled ──end of the event loop's turn──► committing ──flushed──► gap ──► idle, or committing the next group
 *   committing ──disk full──► waiting ──retry──► committing      (groups stay queued, in order; health is `disk-full`)
 *   committing ──any other error──► failed                       (nothing is acknowledged any more)
 *
 * At most one group is ever on its way to the disk, so whatever follows a group on the disk proves that group was flushed.
 */
export interface GroupCommitOptions {
  /** Writes a group's frame and flushes it; rejects with the disk's error. */
  readonly commit: (group: Group) => Promise<void>;
  /** Called after each flush, before its appends resolve. */
  readonly onFlushed: (lastPosition: number) => void;
  readonly onFatal: (error: Error) => void;
  readonly clock: () => number;
  readonly nextPosition: number;
  readonly headerBytes: number;
  readonly recordBytesMax: number;
  readonly pendingBytesMax: number;
  /** How often a full disk is tried again, ms. */
  readonly diskFullRetryMs: number;
  /** Least time between the starts of two flushes, ms. */
  readonly flushGapMs: number;
}

/** A group above this size takes no further batch, so that the first waiter doesn't wait for a long write. */
const groupBytesMax = 1024 * 1024;

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  readonly #groups: Group[] = [];
  #committing: Group | undefined;
  #spare: ArrayBuffer | undefined;
  #pendingBytes = 0;
  #nextPosition: number;
  #running: Promise<void> | undefined;
  #waiting: { timer: NodeJS.Timeout; wake: () => void } | undefined;
  #closed = false;
  #failure: Error | undefined;
  health: JournalHealth = { kind: 'ok' };

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#nextPosition = options.nextPosition;
  }

  /** Why nothing is acknowledged any more, or undefined. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  append(records: readonly Uint8Array[], atMs: number = this.#options.clock()): Promise<AppendedBatch> {
    const bytes = encodedLength(records);
    const refusal = this.#refusal(records, bytes);
    if (refusal !== undefined) return Promise.reject(refusal);
    this.#pendingBytes += bytes;
    this.#nextPosition += records.length;
    const appended = this.#openGroup(this.#nextPosition - records.length).add(records, bytes, atMs);
    this.#running ??= this.#run();
    return appended;
  }

  refusalOf(records: readonly Uint8Array[]): Error | undefined {
    return this.#refusal(records, encodedLength(records));
  }

  /** Fails everything that waits and every later append. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = new JournalFailedError(`the journal stopped, since a write or flush failed: ${error.message}`, {
      cause: error,
    });
    this.#rejectWaiting(this.#failure);
    this.#options.onFatal(error);
  }

  /** Takes no more appends and resolves when what waited is settled one way or the other. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting?.wake();
    await this.#running;
  }

  #refusal(records: readonly Uint8Array[], bytes: number): Error | undefined {
    if (this.#failure !== undefined) return this.#failure;
    if (this.#closed) return new JournalClosedError('the journal is closed');
    if (records.length === 0) return new RangeError('an append needs at least one record');
    const { recordBytesMax, pendingBytesMax } = this.#options;
    for (const { length } of records) {
      if (length > recordBytesMax) return new RangeError(`a record of ${length} bytes is above the limit of ${recordBytesMax}`);
    }
    if (this.#pendingBytes + bytes <= pendingBytesMax) return undefined;
    const why =
      this.health.kind === 'disk-full' ? 'the disk is full: make room' : 'the disk is slower than the appends: retry later';
    return new JournalFullError(`${this.#pendingBytes} bytes already wait to be flushed (limit ${pendingBytesMax}); ${why}`);
  }

  #openGroup(firstPosition: number): Group {
    const last = this.#groups.at(-1);
    if (last !== undefined && last.bodyBytes < groupBytesMax) return last;
    const group = new Group(firstPosition, this.#options.headerBytes, this.#spare);
    this.#spare = undefined;
    this.#groups.push(group);
    return group;
  }

  async #run(): Promise<void> {
    // The end of this turn, so that every append of the turn shares the flush.
    await new Promise((resolve) => setImmediate(resolve));
    for (let group = this.#groups.shift(); group !== undefined && this.#failure === undefined; group = this.#groups.shift()) {
      const startedMs = performance.now();
      this.#committing = group;
      if (!(await this.#commit(group))) break;
      this.#settle(group);
      await this.#gap(startedMs);
    }
    this.#running = undefined;
  }

  /** Lets what was just acknowledged append again before the next group is taken, and more come together where a gap is wanted. */
  #gap(startedMs: number): Promise<void> {
    const leftMs = this.#options.flushGapMs - (performance.now() - startedMs);
    return leftMs > 0 && !this.#closed ? this.#pause(leftMs) : new Promise((resolve) => setImmediate(resolve));
  }

  /** Whether the group was flushed; false when it never will be. */
  async #commit(group: Group): Promise<boolean> {
    while (this.#failure === undefined) {
      try {
        await this.#options.commit(group);
        if (this.health.kind !== 'ok') this.health = { kind: 'ok' };
        return this.#failure === undefined;
      } catch (error) {
        if (!isDiskFull(error)) this.fail(error instanceof Error ? error : new Error(String(error)));
        else if (this.#closed) this.#giveUp(error);
        else {
          if (this.health.kind === 'ok') this.health = { kind: 'disk-full', sinceMs: this.#options.clock() };
          await this.#pause(this.#options.diskFullRetryMs);
          continue;
        }
        return false;
      }
    }
    return false;
  }

  #settle(group: Group): void {
    this.#committing = undefined;
    this.#pendingBytes -= group.bodyBytes;
    this.#options.onFlushed(group.lastPosition);
    group.settle();
    this.#spare = group.release();
  }

  /** Closing on a full disk: the group under way may have reached the disk, the others have not. */
  #giveUp(cause: unknown): void {
    this.#committing?.fail(
      new JournalFailedError('closed while the disk was full; this may or may not be there at the next open', { cause }),
    );
    this.#committing = undefined;
    this.#rejectWaiting(new JournalFullError('closed while the disk was full; nothing of this was written', { cause }));
  }

  #rejectWaiting(error: Error): void {
    this.#committing?.fail(error);
    for (const group of this.#groups.splice(0)) group.fail(error);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(this.#waiting?.timer);
        this.#waiting = undefined;
        resolve();
      };
      this.#waiting = { timer: setTimeout(wake, ms), wake };
    });
  }
}
