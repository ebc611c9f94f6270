import type { Disk } from './disk.ts';
import { JournalDamagedError, JournalOpenError, type JournalDamage } from './errors.ts';
import { JournalWalk } from './journal-walk.ts';
import { nodeDisk } from './node-disk.ts';
import type { JournalRecord } from './port.ts';
import { decodeRecords } from './record-codec.ts';
import { requireControl } from './require-control.ts';

export interface OfflineOptions {
  readonly disk?: Disk;
  /** First position wanted. Default: the oldest held. */
  readonly fromPosition?: number;
}

/**
 * Reads a journal's records without taking its lock and without changing a byte, also while a service writes to it (the newest
 * record may then be one that is not acknowledged yet). Everything is checked from the front. Throws `JournalDamagedError` at
 * damage, after yielding what is before it, and `JournalOpenError` where there is no readable journal.
 */
export async function* readJournalOffline(
  dir: string,
  options: OfflineOptions = {},
): AsyncGenerator<JournalRecord, void, undefined> {
  const { disk = nodeDisk, fromPosition = 1 } = options;
  for await (const { frame } of (await startWalk(disk, dir)).frames()) {
    if (frame.header.firstPosition + frame.header.recordCount <= fromPosition) continue;
    let position = frame.header.firstPosition;
    for (const { atMs, bytes } of decodeRecords(frame.body)) {
      if (position >= fromPosition) yield { position, atMs, bytes };
      position += 1;
    }
  }
}

export type JournalVerification =
  | {
      readonly ok: true;
      readonly records: number;
      readonly firstPosition: number;
      /** `firstPosition - 1` when there are no records. */
      readonly lastPosition: number;
      readonly journalId: string;
      readonly epoch: number;
      /** Bytes of a write that a crash cut short; the next open drops them. */
      readonly tornTailBytes: number;
    }
  | ({ readonly ok: false } & JournalDamage);

/** Checks every record, checksum and link of a journal or a backup, changing nothing. */
export async function verifyJournal(dir: string, options: Pick<OfflineOptions, 'disk'> = {}): Promise<JournalVerification> {
  const { disk = nodeDisk } = options;
  try {
    const walk = await startWalk(disk, dir);
    for await (const { frame } of walk.frames()) for (const _ of decodeRecords(frame.body));
    const firstPosition = walk.segments[0]?.firstPosition ?? walk.lastPosition + 1;
    const { lastPosition, epoch } = walk;
    const records = lastPosition - firstPosition + 1;
    return {
      ok: true,
      records,
      firstPosition,
      lastPosition,
      journalId: walk.journalId,
      epoch,
      tornTailBytes: walk.tornTail?.bytes ?? 0,
    };
  } catch (error) {
    if (error instanceof JournalDamagedError) return { ok: false, ...error.damage };
    if (error instanceof JournalOpenError && error.code === 'damaged') {
      return { ok: false, file: dir, offset: 0, position: 1, problem: error.message, advice: `Restore a backup of ${dir}` };
    }
    throw error;
  }
}

async function startWalk(disk: Disk, dir: string): Promise<JournalWalk> {
  return new JournalWalk(disk, dir, (await requireControl(disk, dir)).state);
}
