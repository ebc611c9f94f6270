import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ControlFile, controlFileName, createControl } from './control-file.ts';
import { errorCode, type Disk, type DiskLock } from './disk.ts';
import { temporarySuffix } from './durable-file.ts';
import { EmbeddedJournal } from './embedded-journal.ts';
import { frameV2 } from './frame-v2.ts';
import { JournalDamagedError, JournalOpenError } from './errors.ts';
import { JournalWalk } from './journal-walk.ts';
import { nodeDisk } from './node-disk.ts';
import type { Journal } from './port.ts';
import { repairTail } from './repair-tail.ts';
import { requireControl } from './require-control.ts';
import { positionOfSegmentFile } from './segment-header.ts';
import type { Segment } from './segment.ts';

export interface OpenJournalOptions {
  /** Folder of this journal alone; made when missing. */
  readonly dir: string;
  /** Unix milliseconds. Default `Date.now`. */
  readonly clock?: () => number;
  /** Default: the real one. */
  readonly disk?: Disk;
  /** Largest record, bytes. Default 4 MiB. */
  readonly recordBytesMax?: number;
  /** Most bytes that may wait for a flush. Default 64 MiB. */
  readonly pendingBytesMax?: number;
  /** Size at which the next segment file is started; one batch may make a segment larger. Default 16 MiB. */
  readonly segmentBytes?: number;
  /** How far ahead the active segment is filled with zeros. Default 1 MiB. */
  readonly preallocateBytes?: number;
  /**
   * How long after a flush the control file may go without saying that it happened, ms. Until then only a later frame proves
   * it, so that damage to the last frame alone can't be told from a write cut short. Default 1,000.
   */
  readonly markAfterMs?: number;
  /** How often a full disk is tried again, ms. Default 250. */
  readonly diskFullRetryMs?: number;
  /**
   * Least time between the starts of two flushes, ms, so that more batches share one where they come fast: the first after a pause
   * never waits, one behind a flush waits so much longer at most. Default 0: the next flush begins as soon as the last one is over.
   */
  readonly flushGapMs?: number;
  /** Called once when a write or flush failed for good. Default: a line on standard error, then exit code 70. */
  readonly onFatal?: (error: Error) => void;
}

export const lockFileName = 'lock';

/**
 * Opens the journal of a folder for writing: takes the lock, reads and checks every record, drops a torn tail, raises the epoch.
 * Throws `JournalOpenError`. Time and reading grow with what is not trimmed.
 */
export async function openJournal(options: OpenJournalOptions): Promise<Journal> {
  const { dir, disk = nodeDisk } = options;
  const lock = await takeLock(disk, dir);
  try {
    return await openLocked({ ...options, disk }, lock);
  } catch (error) {
    await lock.release();
    throw toOpenError(error, dir);
  }
}

/** Takes the exclusive lock of a journal's folder, which is made when missing. */
export async function takeLock(disk: Disk, dir: string): Promise<Extract<DiskLock, { held: true }>> {
  try {
    await disk.makeDir(dir);
    const lock = await disk.lock(join(dir, lockFileName));
    if (lock.held) return lock;
    const holder = lock.holderPid === undefined ? 'another process' : `process ${lock.holderPid}`;
    throw new JournalOpenError('locked', `the journal in ${dir} is in use by ${holder}: stop that one first`);
  } catch (error) {
    throw toOpenError(error, dir);
  }
}

async function openLocked(
  options: OpenJournalOptions & { disk: Disk },
  lock: Extract<DiskLock, { held: true }>,
): Promise<Journal> {
  const { dir, disk } = options;
  await createWhenNew(disk, dir);
  const reading = await requireControl(disk, dir);
  const walk = new JournalWalk(disk, dir, reading.state);
  for await (const _ of walk.frames());
  await repairTail(disk, walk);
  dropEmptyOldSegment(walk.segments);
  await removeLeftovers(disk, dir, walk.trimmedFiles);
  const control = new ControlFile(await disk.open(join(dir, controlFileName), 'write'), reading);
  try {
    await control.updateDurably({ epoch: walk.epoch + 1, flushedPosition: walk.lastPosition });
    const journal = new EmbeddedJournal({
      ...withDefaults(options),
      disk,
      lock,
      control,
      segments: walk.segments,
      hash: walk.hash,
    });
    await journal.resume();
    return journal;
  } catch (error) {
    await control.close();
    throw error;
  }
}

function withDefaults(options: OpenJournalOptions): Required<Omit<OpenJournalOptions, 'disk'>> {
  return {
    dir: options.dir,
    clock: options.clock ?? Date.now,
    recordBytesMax: options.recordBytesMax ?? 4 * 1024 * 1024,
    pendingBytesMax: options.pendingBytesMax ?? 64 * 1024 * 1024,
    segmentBytes: options.segmentBytes ?? 16 * 1024 * 1024,
    preallocateBytes: options.preallocateBytes ?? 1024 * 1024,
    markAfterMs: options.markAfterMs ?? 1000,
    diskFullRetryMs: options.diskFullRetryMs ?? 250,
    flushGapMs: options.flushGapMs ?? 0,
    onFatal: options.onFatal ?? exitOnFatal,
  };
}

async function createWhenNew(disk: Disk, dir: string): Promise<void> {
  // A process that was killed between a rename and the flush of the folder leaves names that are seen but not durable.
  await disk.syncDir(dir);
  const names = await disk.list(dir);
  if (names.includes(controlFileName)) return;
  if (names.some((name) => positionOfSegmentFile(name) !== undefined)) {
    throw new JournalOpenError(
      'damaged',
      `${join(dir, controlFileName)} is missing, or this is an unfinished backup: restore a backup of ${dir}`,
    );
  }
  const id = randomBytes(16).toString('hex');
  await createControl(disk, dir, { id, storageId: id, epoch: 0, oldestPosition: 1, flushedPosition: 0 });
}

/** The next segment gets its name; one of an older format that holds nothing would be in the way. */
function dropEmptyOldSegment(segments: Segment[]): void {
  const last = segments.at(-1);
  if (last !== undefined && last.format !== frameV2 && last.endOffset === last.firstOffset) segments.pop();
}

async function removeLeftovers(disk: Disk, dir: string, trimmedFiles: readonly string[]): Promise<void> {
  const unfinished = (await disk.list(dir)).filter((name) => name.endsWith(temporarySuffix));
  for (const name of [...unfinished, ...trimmedFiles]) await disk.remove(join(dir, name));
}

function toOpenError(error: unknown, dir: string): unknown {
  if (error instanceof JournalOpenError) return error;
  if (error instanceof JournalDamagedError) return new JournalOpenError('damaged', error.message, { cause: error });
  if (!(error instanceof Error) || errorCode(error) === undefined) return error;
  const advice = 'check that it is a folder that this user may write to, on a sound disk with room left';
  return new JournalOpenError('unwritable', `the journal folder ${dir} can't be used (${error.message}): ${advice}`, {
    cause: error,
  });
}

function exitOnFatal(error: Error): void {
  process.stderr.write(`panal: the journal can't be written, so this process ends: ${error.message}\n`);
  // oxlint-disable-next-line unicorn/no-process-exit -- a process whose writes may be lost must not go on answering
  process.exit(70);
}
