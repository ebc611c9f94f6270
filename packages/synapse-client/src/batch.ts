import type { JournalRecord } from '@panal/journal';
import type { Change } from '@panal/shared-types/synapse';
import { assert } from '@panal/kernel/pure';
import type { JournalCursor } from './journal-cursor.ts';

/** What one record means to the graph. */
export interface ProjectedRecord {
  readonly position: number;
  readonly changes: readonly Change[];
}

/** Consecutive records that go out in one call; `records` holds only those with changes. */
export interface Batch {
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly records: readonly ProjectedRecord[];
}

export const batchRecordsMax = 500;
export const batchChangesMax = 5_000;
/** Text of the quads of a batch, in UTF-16 units: UTF-8 takes at most three bytes each, and a message holds 8 MiB. */
export const batchTextMax = 2_000_000;

const textOf = (changes: readonly Change[]): number => changes.reduce((sum, change) => sum + change.quad.length, 0);

/** Whether a record can go out at all: it is sent whole, since half a state change would be none. */
export const fitsOneMessage = (record: ProjectedRecord): boolean => textOf(record.changes) <= batchTextMax;

/**
 * Takes records from the cursor until the journal ends or a bound is reached (500 records, 5,000 changes, 2 M characters; a
 * single record may exceed them). Undefined when there is no record now.
 */
export async function readBatch(
  cursor: JournalCursor,
  project: (record: JournalRecord) => readonly Change[],
): Promise<Batch | undefined> {
  const firstPosition = cursor.position;
  const records: ProjectedRecord[] = [];
  let changeCount = 0;
  let text = 0;
  while (cursor.position - firstPosition < batchRecordsMax) {
    const record = await cursor.peek();
    if (!record) break;
    const changes = project(record);
    changeCount += changes.length;
    text += textOf(changes);
    if (records.length > 0 && (changeCount > batchChangesMax || text > batchTextMax)) break;
    if (changes.length > 0) records.push({ position: record.position, changes });
    cursor.advance();
  }
  return cursor.position === firstPosition ? undefined : { firstPosition, lastPosition: cursor.position - 1, records };
}

/** The two halves of a batch of two or more records with changes; together they cover its positions. */
export function splitBatch(batch: Batch): [Batch, Batch] {
  const middle = batch.records.length >> 1;
  const second = batch.records.slice(middle);
  const boundary = second[0]?.position;
  assert(boundary !== undefined && middle > 0, 'a batch of one record has no halves');
  return [
    { firstPosition: batch.firstPosition, lastPosition: boundary - 1, records: batch.records.slice(0, middle) },
    { firstPosition: boundary, lastPosition: batch.lastPosition, records: second },
  ];
}
