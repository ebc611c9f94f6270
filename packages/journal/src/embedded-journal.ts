import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ChunkReader } from './chunk-reader.ts';
import { ControlFile, controlFileName, createControl, readControl } from './control-file.ts';
import type { ControlState } from './control-file.ts';
import type { Disk, DiskLock } from './disk.ts';
import { errorCode } from './disk.ts';
import { JournalClosedError, JournalDamagedError, JournalOpenError, JournalTrimmedError } from './errors.ts';
import { FlushWaiters } from './flush-waiters.ts';
import { scanFrames } from './frame-scan.ts';
import { frameV1 } from './frame-v1.ts';
import { GroupCommit } from './group-commit.ts';
import { nodeDisk } from './node-disk.ts';
import type { AppendedBatch, Journal, JournalHealth, JournalRecord, JournalSnapshot } from './port.ts';
import { decodeRecords } from './record-codec.ts';
import { recoverSegments, restoreAdvice } from './recovery.ts';
import { seedOf } from './segment-header.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { Segment } from './segment.ts';
import { loadSnapshot, readWholeFile, storeSnapshot, writeFileDurably } from './snapshot-file.ts';

export interface OpenJournalOptions {
  /** Folder of this journal alone; made when missing. */
  readonly dir: string;
  readonly clock?: () => number;
  readonly disk?: Disk;
  /** Largest record, bytes. Default 4 MiB. */
  readonly recordBytesMax?: number;
  /** Most bytes that may wait for a flush. Default 64 MiB. */
  readonly pendingBytesMax?: number;
  /** Size at which the next segment file is started. Default 16 MiB. */
  readonly segmentBytes?: number;
  /** Called once when a write or flush failed for good. Default: a line on standard error, then exit code 70. */
  readonly onFatal?: (error: Error) => void;
}

/** Opens the journal of a folder for writing, or throws `JournalOpenError`. */
export async function openJournal(options: OpenJournalOptions): Promise<Journal> {
  const { dir, disk = nodeDisk } = options;
  const lock = await takeLock(disk, dir);
  try {
    return await openLocked(disk, lock, options);
  } catch (error) {
    await lock.release();
    if (error instanceof JournalDamagedError) throw new JournalOpenError('damaged', error.message, { cause: error });
    throw error;
  }
}

async function takeLock(disk: Disk, dir: string): Promise<Extract<DiskLock, { held: true }>> {
  try {
    await disk.makeDir(dir);
    const lock = await disk.lock(join(dir, 'lock'));
    if (lock.held) return lock;
    const holder = lock.holderPid === undefined ? 'another process' : `process ${lock.holderPid}`;
    throw new JournalOpenError('locked', `the journal in ${dir} is in use by ${holder}: stop it first`);
  } catch (error) {
    if (error instanceof JournalOpenError) throw error;
    const problem = errorCode(error) ?? String(error);
    throw new JournalOpenError(
      'unwritable',
      `the journal folder ${dir} can't be written (${problem}): check that it is a folder you own, with room left`,
      {
        cause: error,
      },
    );
  }
}

async function openLocked(disk: Disk, lock: Extract<DiskLock, { held: true }>, options: OpenJournalOptions): Promise<Journal> {
  const { dir } = options;
  const path = join(dir, controlFileName);
  const names = await disk.list(dir);
  if (!names.includes(controlFileName)) {
    if (names.some((name) => name.endsWith('.log')))
      throw new JournalOpenError('damaged', `${path} is missing. ${restoreAdvice}`);
    const id = randomBytes(16).toString('hex');
    await disk.remove(`${path}.tmp`).catch(() => undefined);
    await createControl(disk, `${path}.tmp`, { id, storageId: id, epoch: 0, oldestPosition: 1, flushedPosition: 0 });
    await disk.rename(`${path}.tmp`, path);
    await disk.syncDir(dir);
  }
  const reading = await readControl(disk, path);
  if (reading.kind === 'newer-version')
    throw new JournalOpenError('unsupported-version', `${path} was written by a newer Panal: upgrade`);
  if (reading.kind === 'damaged') throw new JournalOpenError('damaged', `${path} is damaged. ${restoreAdvice}`);
  const segments = await recoverSegments(disk, dir, reading.state.storageId);
  const control = new ControlFile(await disk.open(path, 'write'), reading.sequence);
  const flushedPosition = segments.at(-1)?.lastPosition ?? 0;
  const state = { ...reading.state, epoch: reading.state.epoch + 1, flushedPosition };
  await control.writeDurably(state);
  const journal = new EmbeddedJournal({ ...options, disk, lock, control, state, segments });
  await journal.resume();
  return journal;
}

interface Opened extends OpenJournalOptions {
  readonly disk: Disk;
  readonly lock: Extract<DiskLock, { held: true }>;
  readonly control: ControlFile;
  readonly state: ControlState;
  readonly segments: Segment[];
}

class EmbeddedJournal implements Journal {
  readonly id: string;
  readonly epoch: number;
  readonly #opened: Opened;
  readonly #segments: Segment[];
  readonly #writer: SegmentWriter;
  readonly #commits: GroupCommit;
  readonly #waiters = new FlushWaiters();
  #flushedPosition: number;
  #control: ControlState;
  #maintenance: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(opened: Opened) {
    const { disk, dir, state, segments, clock = Date.now } = opened;
    this.#opened = opened;
    this.id = state.id;
    this.epoch = state.epoch;
    this.#control = state;
    this.#segments = segments;
    this.#flushedPosition = state.flushedPosition;
    const { storageId, epoch } = state;
    const segmentBytes = opened.segmentBytes ?? 16 * 1024 * 1024;
    this.#writer = new SegmentWriter({
      disk,
      dir,
      storageId,
      epoch,
      segmentBytes,
      clock,
      onNewSegment: (segment) => segments.push(segment),
    });
    this.#commits = new GroupCommit({
      commit: (group) => this.#writer.commit(group),
      onFlushed: (position) => {
        this.#flushedPosition = position;
        this.#waiters.flushed(position);
      },
      onFatal: (error) => {
        this.#waiters.fail(error);
        (opened.onFatal ?? exitOnFatal)(error);
      },
      clock,
      nextPosition: state.flushedPosition + 1,
      headerBytes: frameV1.headerBytes,
      recordBytesMax: opened.recordBytesMax ?? 4 * 1024 * 1024,
      pendingBytesMax: opened.pendingBytesMax ?? 64 * 1024 * 1024,
    });
  }

  async resume(): Promise<void> {
    const last = this.#segments.at(-1);
    if (last !== undefined) await this.#writer.resume(last);
  }

  get flushedPosition(): number {
    return this.#flushedPosition;
  }

  get firstPosition(): number {
    return this.#segments[0]?.firstPosition ?? 1;
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
    const last = this.#flushedPosition;
    let due = Math.max(1, fromPosition);
    while (due <= last) {
      if (due < this.firstPosition) throw new JournalTrimmedError(due, this.firstPosition);
      const segment = this.#segments.find((candidate) => candidate.lastPosition >= due)!;
      for await (const record of this.#readSegment(segment, due)) {
        if (record.position > last) return;
        due = record.position + 1;
        yield record;
      }
    }
  }

  async *#readSegment(segment: Segment, from: number): AsyncGenerator<JournalRecord, void, undefined> {
    const file = await this.#opened.disk.open(segment.path, 'read');
    try {
      const scan = scanFrames(
        new ChunkReader(file, segment.endOffset),
        { format: segment.format, seed: seedOf(this.#control.storageId) },
        segment.seek(from),
      );
      for (;;) {
        const next = await scan.next();
        if (next.done && next.value.kind === 'end' && next.value.offset === segment.endOffset) return;
        if (next.done) {
          const problem = next.value.kind === 'bad' ? next.value.problem : 'records are missing';
          throw new JournalDamagedError({
            file: segment.path,
            offset: next.value.offset,
            position: from,
            problem,
            advice: restoreAdvice,
          });
        }
        let position = next.value.header.firstPosition;
        for (const { atMs, bytes } of decodeRecords(next.value.body)) {
          if (position >= from) yield { position, atMs, bytes };
          position += 1;
        }
      }
    } finally {
      await file.close();
    }
  }

  async waitFor(position: number, signal?: AbortSignal): Promise<void> {
    if (this.#closed) throw new JournalClosedError('the journal is closed');
    if (position > this.#flushedPosition) await this.#waiters.wait(position, signal);
  }

  writeSnapshot(position: number, bytes: Uint8Array): Promise<void> {
    return this.#maintain(async () => {
      if (position > this.#flushedPosition)
        throw new RangeError(`a snapshot after position ${position} is ahead of the flushed records`);
      const { disk, dir } = this.#opened;
      await storeSnapshot(disk, dir, { position, bytes }, seedOf(this.#control.storageId));
    });
  }

  readSnapshot(): Promise<JournalSnapshot | undefined> {
    return loadSnapshot(this.#opened.disk, this.#opened.dir, seedOf(this.#control.storageId));
  }

  trim(position: number): Promise<void> {
    return this.#maintain(async () => {
      const { disk, dir, control } = this.#opened;
      const kept = this.#segments.findIndex(
        (segment, index) => index === this.#segments.length - 1 || segment.lastPosition >= position,
      );
      if (kept <= 0) return;
      this.#control = {
        ...this.#control,
        oldestPosition: this.#segments[kept]!.firstPosition,
        flushedPosition: this.#flushedPosition,
      };
      await control.writeDurably(this.#control);
      for (const segment of this.#segments.splice(0, kept)) await disk.remove(segment.path);
      await disk.syncDir(dir);
    });
  }

  backup(targetDir: string): Promise<void> {
    return this.#maintain(async () => {
      const { disk, dir } = this.#opened;
      await disk.makeDir(targetDir);
      if ((await disk.list(targetDir)).length > 0)
        throw new Error(`${targetDir} is not empty; choose a new folder for the backup`);
      for (const segment of this.#segments) {
        const bytes = (await readWholeFile(disk, segment.path)).subarray(0, segment.endOffset);
        await writeFileDurably(disk, join(targetDir, segment.path.slice(dir.length + 1)), bytes);
      }
      await createControl(disk, join(targetDir, controlFileName), { ...this.#control, flushedPosition: this.#flushedPosition });
      await disk.syncDir(targetDir);
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#commits.close();
    await this.#maintenance.catch(() => undefined);
    this.#waiters.fail(new JournalClosedError('the journal was closed'));
    await this.#writer.close();
    await this.#opened.control.close();
    await this.#opened.lock.release();
  }

  /** Snapshots, trimming and backups one after the other. */
  #maintain(work: () => Promise<void>): Promise<void> {
    if (this.#closed) return Promise.reject(new JournalClosedError('the journal is closed'));
    const done = this.#maintenance.catch(() => undefined).then(work);
    this.#maintenance = done.catch(() => undefined);
    return done;
  }
}

function exitOnFatal(error: Error): void {
  process.stderr.write(`panal: the journal can't be written, so this process ends: ${error.message}\n`);
  process.exit(70);
}
