import { randomBytes } from 'node:crypto';
import { JournalClosedError, JournalOpenError, JournalTrimmedError } from './errors.ts';
import { FlushWaiters } from './flush-waiters.ts';
import { GroupCommit } from './group-commit.ts';
import type { Group } from './group.ts';
import type { AppendedBatch, Journal, JournalHealth, JournalRecord, JournalSnapshot } from './port.ts';
import { decodeRecords } from './record-codec.ts';

/** What a memory journal keeps between openings: hand the same one to the next `openMemoryJournal` to play a restart. */
export interface MemoryJournalStorage {
  readonly id: string;
  epoch: number;
  isOpen: boolean;
  firstPosition: number;
  readonly records: JournalRecord[];
  snapshot: JournalSnapshot | undefined;
  readonly backups: Map<string, readonly JournalRecord[]>;
}

export interface MemoryJournalOptions {
  readonly storage?: MemoryJournalStorage;
  readonly clock?: () => number;
  readonly recordBytesMax?: number;
  readonly pendingBytesMax?: number;
}

/** An empty storage with a new id. */
export function createMemoryJournalStorage(): MemoryJournalStorage {
  const id = randomBytes(16).toString('hex');
  return { id, epoch: 0, isOpen: false, firstPosition: 1, records: [], snapshot: undefined, backups: new Map() };
}

/**
 * The port in memory, for tests and for work that needs no restart: same order, grouping and refusals as the embedded one,
 * nothing durable.
 */
export function openMemoryJournal(options: MemoryJournalOptions = {}): Journal {
  const storage = options.storage ?? createMemoryJournalStorage();
  if (storage.isOpen) throw new JournalOpenError('locked', 'this memory journal is open already; close it first');
  storage.isOpen = true;
  storage.epoch += 1;
  return new MemoryJournal(storage, options);
}

class MemoryJournal implements Journal {
  readonly epoch: number;
  readonly #storage: MemoryJournalStorage;
  readonly #commits: GroupCommit;
  readonly #waiters = new FlushWaiters();
  #closed = false;

  constructor(storage: MemoryJournalStorage, options: MemoryJournalOptions) {
    this.#storage = storage;
    this.epoch = storage.epoch;
    this.#commits = new GroupCommit({
      commit: async (group) => this.#keep(group),
      onFlushed: (position) => this.#waiters.flushed(position),
      onFatal: (error) => this.#waiters.fail(error),
      clock: options.clock ?? Date.now,
      nextPosition: this.flushedPosition + 1,
      headerBytes: 0,
      recordBytesMax: options.recordBytesMax ?? 4 * 1024 * 1024,
      pendingBytesMax: options.pendingBytesMax ?? 64 * 1024 * 1024,
      diskFullRetryMs: 1,
      flushGapMs: 0,
    });
  }

  get id(): string {
    return this.#storage.id;
  }

  get flushedPosition(): number {
    return this.#storage.firstPosition + this.#storage.records.length - 1;
  }

  get firstPosition(): number {
    return this.#storage.firstPosition;
  }

  get health(): JournalHealth {
    return this.#commits.health;
  }

  append(records: readonly Uint8Array[], atMs?: number): Promise<AppendedBatch> {
    return this.#commits.append(records, atMs);
  }

  refusalOf(records: readonly Uint8Array[]): Error | undefined {
    return this.#commits.refusalOf(records);
  }

  async *read(fromPosition: number): AsyncGenerator<JournalRecord, void, undefined> {
    const first = Math.max(1, fromPosition);
    const last = this.flushedPosition;
    for (let position = first; position <= last; position++) {
      const { firstPosition, records } = this.#storage;
      if (position < firstPosition) throw new JournalTrimmedError(position, firstPosition);
      yield records[position - firstPosition]!;
    }
  }

  async *readGroups(fromPosition: number): AsyncGenerator<readonly JournalRecord[], void, undefined> {
    for await (const record of this.read(fromPosition)) yield [record];
  }

  async waitFor(position: number, signal?: AbortSignal): Promise<void> {
    if (this.#closed) throw new JournalClosedError('the journal is closed');
    if (position > this.flushedPosition) await this.#waiters.wait(position, signal);
  }

  async writeSnapshot(position: number, bytes: Uint8Array): Promise<void> {
    if (position > this.flushedPosition)
      throw new RangeError(`a snapshot after position ${position} is ahead of the flushed records`);
    this.#storage.snapshot = { position, bytes: bytes.slice() };
  }

  async readSnapshot(): Promise<JournalSnapshot | undefined> {
    return this.#storage.snapshot;
  }

  async trim(position: number): Promise<void> {
    const { firstPosition, records } = this.#storage;
    const dropped = Math.min(Math.max(0, position - firstPosition), records.length);
    records.splice(0, dropped);
    this.#storage.firstPosition += dropped;
  }

  async backup(targetDir: string): Promise<void> {
    if (this.#storage.backups.has(targetDir)) throw new Error(`${targetDir} is not empty; choose a new folder for the backup`);
    this.#storage.backups.set(targetDir, [...this.#storage.records]);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#commits.close();
    this.#waiters.fail(new JournalClosedError('the journal was closed'));
    this.#storage.isOpen = false;
  }

  #keep(group: Group): void {
    let position = group.firstPosition;
    for (const { atMs, bytes } of decodeRecords(group.frame)) {
      this.#storage.records.push({ position, atMs, bytes: bytes.slice() });
      position += 1;
    }
  }
}
