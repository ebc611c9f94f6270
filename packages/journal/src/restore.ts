import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { copyJournal } from './backup.ts';
import { ControlFile, controlFileName, type ControlState } from './control-file.ts';
import type { Disk } from './disk.ts';
import { copyFileDurably } from './durable-file.ts';
import { JournalDamagedError } from './errors.ts';
import { JournalWalk } from './journal-walk.ts';
import { nodeDisk } from './node-disk.ts';
import { takeLock } from './open-journal.ts';
import { writeZeros } from './repair-tail.ts';
import { requireControl } from './require-control.ts';
import { positionOfSegmentFile } from './segment-header.ts';
import type { Segment } from './segment.ts';
import { positionOfSnapshotFile } from './snapshot-file.ts';

/**
 * Added to the epoch where a journal goes back in time: more than the opens that can have happened in what was given up, so
 * that no fencing token is given twice.
 */
const epochLeap = 2 ** 20;

export interface RestoreOptions {
  readonly disk?: Disk;
  /**
   * For moving a journal that is complete and will never be opened at its old place: keeps the id. Otherwise the id is new,
   * since positions after the backup may have been given to other records before.
   */
  readonly keepIdentity?: boolean;
}

/** Checks a backup from front to back and copies it into an empty or new folder. Throws `JournalDamagedError`. */
export async function restoreJournal(backupDir: string, targetDir: string, options: RestoreOptions = {}): Promise<void> {
  const { disk = nodeDisk, keepIdentity = false } = options;
  const { state } = await requireControl(disk, backupDir);
  const walk = new JournalWalk(disk, backupDir, state);
  for await (const _ of walk.frames());
  const control = keepIdentity ? { ...state, flushedPosition: walk.lastPosition } : backInTime(state, walk);
  await copyJournal(disk, { dir: backupDir, control, segments: walk.segments }, targetDir);
}

export interface Truncation {
  /** Newest record that is left. */
  readonly lastPosition: number;
  /** Folder that holds what was cut off. */
  readonly savedIn: string;
}

/**
 * Gives up the record at `position` and everything after it, and the flush that it belongs to, for a journal that is damaged
 * there and has no backup. What is cut off is copied aside first. The journal gets a new id, since positions are given anew.
 */
export async function truncateJournal(
  dir: string,
  position: number,
  options: { disk?: Disk; nowMs: number },
): Promise<Truncation> {
  const { disk = nodeDisk, nowMs } = options;
  await requireControl(disk, dir);
  const lock = await takeLock(disk, dir);
  try {
    const reading = await requireControl(disk, dir);
    const walk = new JournalWalk(disk, dir, reading.state);
    const cut = await findCut(walk, position);
    const savedIn = join(dir, `cut-${nowMs}`);
    const doomed = await filesAfter(disk, dir, cut);
    await saveAside(disk, savedIn, [cut.segment.path, ...doomed]);
    const control = new ControlFile(await disk.open(join(dir, controlFileName), 'write'), reading);
    await control.updateDurably({ ...backInTime(reading.state, walk), flushedPosition: cut.lastPosition });
    await control.close();
    for (const path of doomed) await disk.remove(path);
    await disk.syncDir(dir);
    await zeroFrom(disk, cut);
    return { lastPosition: cut.lastPosition, savedIn };
  } finally {
    await lock.release();
  }
}

interface Cut {
  readonly segment: Segment;
  readonly offset: number;
  readonly lastPosition: number;
}

async function findCut(walk: JournalWalk, position: number): Promise<Cut> {
  try {
    for await (const { segment, frame } of walk.frames()) {
      const { firstPosition, recordCount } = frame.header;
      if (firstPosition + recordCount > position) return { segment, offset: frame.offset, lastPosition: firstPosition - 1 };
    }
  } catch (error) {
    if (!(error instanceof JournalDamagedError)) throw error;
    const segment = walk.segments.at(-1);
    if (segment === undefined)
      throw new Error('no record can be kept, since the oldest segment is missing or damaged: restore a backup', {
        cause: error,
      });
    if (position > walk.lastPosition + 1) throw error;
    return { segment, offset: segment.endOffset, lastPosition: segment.lastPosition };
  }
  throw new RangeError(`there is nothing to give up: the newest record has position ${walk.lastPosition}`);
}

/** Later segments, and snapshots that hold what is given up; newest first, so that a crash leaves a gap at the end only. */
async function filesAfter(disk: Disk, dir: string, cut: Cut): Promise<string[]> {
  const names = (await disk.list(dir)).toSorted().toReversed();
  const lastKept = positionOfSegmentFile(basename(cut.segment.path))!;
  const isDoomed = (name: string): boolean =>
    (positionOfSegmentFile(name) ?? 0) > lastKept || (positionOfSnapshotFile(name) ?? 0) > cut.lastPosition;
  return names.filter(isDoomed).map((name) => join(dir, name));
}

async function saveAside(disk: Disk, targetDir: string, paths: readonly string[]): Promise<void> {
  await disk.makeDir(targetDir);
  for (const path of paths) {
    const file = await disk.open(path, 'read');
    const length = await file.size();
    await file.close();
    await copyFileDurably(disk, path, { dir: targetDir, name: basename(path), length });
  }
  await disk.syncDir(targetDir);
}

async function zeroFrom(disk: Disk, cut: Cut): Promise<void> {
  const file = await disk.open(cut.segment.path, 'write');
  try {
    await writeZeros(file, cut.offset, await file.size());
    await file.datasync();
  } finally {
    await file.close();
  }
}

function backInTime(state: ControlState, walk: JournalWalk): ControlState {
  const id = randomBytes(16).toString('hex');
  return { ...state, id, epoch: walk.epoch + epochLeap, flushedPosition: walk.lastPosition };
}
