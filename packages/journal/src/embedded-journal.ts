import { copyJournal } from './backup.ts';
import type { ControlFile } from './control-file.ts';
import { isDiskFull, type Disk, type DiskLock } from './disk.ts';
import { JournalClosedError, JournalTrimmedError } from './errors.ts';
import { FlushWaiters } from './flush-waiters.ts';
import { frameV2 } from './frame-v2.ts';
import { GroupCommit } from './group-commit.ts';
import type { AppendedBatch, Journal, JournalHealth, JournalRecord, JournalSnapshot } from './port.ts';
import { seedOf } from './segment-header.ts';
import { readSegment } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { Segment } from './segment.ts';
import { loadSnapshot, storeSnapshot } from './snapshot-file.ts';

export interface EmbeddedJournalOptions {
  readonly dir: string;
  readonly disk: Disk;
  readonly lock: Extract<DiskLock, { held: true }>;
  /** Raised to this writer's epoch. */
  readonly control: ControlFile;
  /** Recovered and in order; the journal keeps this list. */
  readonly segments: Segment[];
  /** Hash of the newest frame. */
  readonly hash: Uint8Array;
  readonly clock: () => number;
  readonly recordBytesMax: number;
  readonly pendingBytesMax: number;
  readonly segmentBytes: number;
  readonly preallocateBytes: number;
  readonly markAfterMs: number;
  readonly diskFullRetryMs: number;
  readonly flushGapMs: number;
  readonly onFatal: (error: Error) => void;
}

/** The journal in a folder. Made by `openJournal`. */
export class EmbeddedJournal implements Journal {
  readonly id: string;
  readonly epoch: number;
  readonly #options: EmbeddedJournalOptions;
  readonly #seed: number;
  readonly #segments: Segment[];
  readonly #writer: SegmentWriter;
  readonly #commits: GroupCommit;
  readonly #waiters = new FlushWaiters();
  #flushedPosition: number;
  #markTimer: NodeJS.Timeout | undefined;
  #maintenance: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(options: EmbeddedJournalOptions) {
    const { segments, control, clock } = options;
    const { id, storageId, epoch, flushedPosition } = control.state;
    this.#options = options;
    this.id = id;
    this.epoch = epoch;
    this.#seed = seedOf(storageId);
    this.#segments = segments;
    this.#flushedPosition = flushedPosition;
    this.#writer = new SegmentWriter({ ...options, storageId, epoch, onNewSegment: (segment) => segments.push(segment) });
    this.#commits = new GroupCommit({
      commit: (group) => this.#writer.commit(group),
      onFlushed: (position) => this.#onFlushed(position),
      onFatal: (error) => this.#onFatal(error),
      clock,
      nextPosition: flushedPosition + 1,
      headerBytes: frameV2.headerBytes,
      recordBytesMax: options.recordBytesMax,
      pendingBytesMax: options.pendingBytesMax,
      diskFullRetryMs: options.diskFullRetryMs,
      flushGapMs: options.flushGapMs,
    });
  }

  get flushedPosition(): number {
    return this.#flushedPosition;
  }

  get firstPosition(): number {
    return this.#segments[0]?.firstPosition ?? this.#flushedPosition + 1;
  }

  get health(): JournalHealth {
    return this.#commits.health;
  }

  /** Opens the last segment for writing. Once, before the first append. */
  async resume(): Promise<void> {
    await this.#writer.resume(this.#segments.at(-1));
  }

  append(records: readonly Uint8Array[], atMs?: number): Promise<AppendedBatch> {
    return this.#commits.append(records, atMs);
  }

  refusalOf(records: readonly Uint8Array[]): Error | undefined {
    return this.#commits.refusalOf(records);
  }

  async *read(fromPosition: number): AsyncGenerator<JournalRecord, void, undefined> {
    for await (const records of this.readGroups(fromPosition)) for (const record of records) yield record;
  }

  async *readGroups(fromPosition: number): AsyncGenerator<readonly JournalRecord[], void, undefined> {
    const to = this.#flushedPosition;
    const { disk, dir } = this.#options;
    for (let from = Math.max(1, fromPosition); from <= to;) {
      if (from < this.firstPosition) throw new JournalTrimmedError(from, this.firstPosition);
      const segment = this.#segments.findLast(({ firstPosition }) => firstPosition <= from)!;
      const next = segment.lastPosition + 1;
      yield* readSegment(disk, segment, { from, to, dir, seed: this.#seed });
      from = next;
    }
  }

  async waitFor(position: number, signal?: AbortSignal): Promise<void> {
    if (this.#closing !== undefined) throw new JournalClosedError('the journal is closed');
    if (position <= this.#flushedPosition) return;
    if (this.#commits.failure !== undefined) throw this.#commits.failure;
    await this.#waiters.wait(position, signal);
  }

  writeSnapshot(position: number, bytes: Uint8Array): Promise<void> {
    return this.#maintain(async () => {
      if (position > this.#flushedPosition) {
        throw new RangeError(`a snapshot after position ${position} is ahead of the flushed position ${this.#flushedPosition}`);
      }
      await storeSnapshot(this.#options.disk, this.#options.dir, { position, bytes }, this.#seed);
    });
  }

  readSnapshot(): Promise<JournalSnapshot | undefined> {
    return loadSnapshot(this.#options.disk, this.#options.dir, this.#seed);
  }

  trim(position: number): Promise<void> {
    return this.#maintain(async () => {
      const { disk, dir, control } = this.#options;
      const kept = this.#segments.findLastIndex(({ firstPosition }, index) => index === 0 || firstPosition <= position);
      if (kept <= 0) return;
      const oldestPosition = this.#segments[kept]!.firstPosition;
      // First what need no longer exist, then its absence: a crash in between leaves files that the next open removes.
      await control.updateDurably({ oldestPosition, flushedPosition: this.#flushedPosition });
      for (const segment of this.#segments.splice(0, kept)) await disk.remove(segment.path);
      await disk.syncDir(dir);
    });
  }

  backup(targetDir: string): Promise<void> {
    return this.#maintain(async () => {
      const { disk, dir, control } = this.#options;
      const flushedPosition = this.#flushedPosition;
      const segments = this.#segments.map(({ path, endOffset }) => ({ path, endOffset }));
      await copyJournal(disk, { dir, control: { ...control.state, flushedPosition }, segments }, targetDir);
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { control, lock } = this.#options;
    await this.#commits.close();
    await this.#maintenance.catch(() => undefined);
    clearTimeout(this.#markTimer);
    this.#waiters.fail(new JournalClosedError('the journal was closed'));
    await this.#writer.close();
    try {
      await control.updateDurably({ flushedPosition: this.#flushedPosition });
    } finally {
      await control.close();
      await lock.release();
    }
  }

  #onFlushed(position: number): void {
    this.#flushedPosition = position;
    this.#waiters.flushed(position);
    this.#markTimer ??= setTimeout(() => this.#mark(), this.#options.markAfterMs).unref();
  }

  /** Lets the next open know how far flushes had got, so that a damaged last frame can't pass for a torn one. */
  #mark(): void {
    this.#markTimer = undefined;
    this.#options.control.update({ flushedPosition: this.#flushedPosition }).catch((error: unknown) => {
      // Copy-on-write file systems may need room even to overwrite; the mark only narrows a window, so it can wait.
      if (!isDiskFull(error)) this.#commits.fail(error instanceof Error ? error : new Error(String(error)));
    });
  }

  #onFatal(error: Error): void {
    this.#waiters.fail(error);
    this.#options.onFatal(error);
  }

  /** Snapshots, trimming and backups, one after the other. */
  #maintain(work: () => Promise<void>): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(new JournalClosedError('the journal is closed'));
    const done = this.#maintenance.catch(() => undefined).then(work);
    this.#maintenance = done;
    return done;
  }
}
