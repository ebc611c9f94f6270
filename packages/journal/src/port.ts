/**
 * The port of a durable, ordered log. One process writes; every acknowledged record survives `kill -9` and power loss.
 *
 * Callers keep these: `append` is called from one event loop; records are at most `recordBytesMax`; positions start at 1 and
 * have no gaps. Adapters keep these: `append` resolves only after the flush that covers it; records come back exactly as
 * given, or the open refuses with a message that says what to do; a torn tail (never acknowledged) is dropped.
 */
export interface Journal {
  /** Random id given when the journal was created; with a position it names a record for ever. */
  readonly id: string;
  /** Raised by one at every open for writing: the fencing token of the writer. */
  readonly epoch: number;
  /** Position of the newest flushed record; 0 when empty. */
  readonly flushedPosition: number;
  /** Position of the oldest record still held, or flushedPosition + 1 when none is. */
  readonly firstPosition: number;
  /** `ok`, or why appends are not acknowledged now (`disk-full`); reads go on. */
  readonly health: JournalHealth;
  /**
   * Appends records as one atomic batch and resolves after the flush with their positions. Positions are given in call order,
   * and the bytes are copied before the call returns. Batches of concurrent callers share a flush. Rejects with what
   * `refusalOf` answers; with `JournalFailedError` when the flush failed for good.
   *
   * @param atMs time to stamp on the records, Unix milliseconds; the journal's clock when left out.
   */
  append(records: readonly Uint8Array[], atMs?: number): Promise<AppendedBatch>;
  /**
   * Why an append of these records would be refused right now, or undefined: `JournalFullError` when more than
   * `pendingBytesMax` would wait, `RangeError` for an empty batch or a record above `recordBytesMax`, `JournalClosedError`,
   * `JournalFailedError`. Lets a caller ask before it changes its state.
   */
  refusalOf(records: readonly Uint8Array[]): Error | undefined;
  /**
   * Flushed records from `fromPosition` on, in order; ends at the newest one flushed when the reading began. Throws
   * `JournalTrimmedError` where the first of them is no longer held, `JournalDamagedError` where the disk lost one since.
   * The bytes are views of a shared read buffer: keep a copy, not the view, of few records out of many.
   */
  read(fromPosition: number): AsyncIterable<JournalRecord>;
  /** The same in groups of one or more records, for reading many of them quickly. */
  readGroups(fromPosition: number): AsyncIterable<readonly JournalRecord[]>;
  /**
   * Resolves when the record at `position` is flushed. Rejects with the signal's reason when it aborts, with
   * `JournalClosedError` on close, with `JournalFullError` when more than 10,000 callers wait.
   */
  waitFor(position: number, signal?: AbortSignal): Promise<void>;
  /** Stores a snapshot of the state after `position` (at most `flushedPosition`), replacing older ones once it is durable. */
  writeSnapshot(position: number, bytes: Uint8Array): Promise<void>;
  /** The newest snapshot that passes its checksum, or undefined. */
  readSnapshot(): Promise<JournalSnapshot | undefined>;
  /** Drops whole segments that hold only records before `position`; what is kept beyond that depends on segment limits. */
  trim(position: number): Promise<void>;
  /** Copies a consistent state (what was flushed when it began) into an empty or new folder, while writing goes on. */
  backup(targetDir: string): Promise<void>;
  /** Flushes what waits and gives the lock back; on a full disk, what can't be written rejects. */
  close(): Promise<void>;
}

export interface JournalRecord {
  readonly position: number;
  /** When the record was appended, Unix milliseconds by the writer's clock. */
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

export interface AppendedBatch {
  readonly firstPosition: number;
  readonly lastPosition: number;
}

export interface JournalSnapshot {
  readonly position: number;
  readonly bytes: Uint8Array;
}

export type JournalHealth = { readonly kind: 'ok' } | { readonly kind: 'disk-full'; readonly sinceMs: number };
