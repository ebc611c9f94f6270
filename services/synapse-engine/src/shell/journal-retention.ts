import type { Journal } from '@panal/journal';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Retention {
  /** Newest records that stay, for readers of the change feed. */
  readonly keepRecords: number;
  /** Age up to which records stay, too. */
  readonly keepDays: number;
}

/**
 * Drops journal records that nothing needs: those before the older of the two stored graphs, before the newest snapshot of the state,
 * and outside what the change feed promises. Returns the oldest position that is held now.
 */
export async function trimJournal(
  journal: Journal,
  retention: Retention,
  now: { readonly storedPosition: number; readonly nowMs: number },
): Promise<number> {
  const state = await journal.readSnapshot();
  const wanted = Math.min(now.storedPosition, state?.position ?? 0, journal.flushedPosition - retention.keepRecords);
  if (wanted <= journal.firstPosition) return journal.firstPosition;
  const position = await firstYoungerThan(journal, wanted, now.nowMs - retention.keepDays * DAY_MS);
  if (position > journal.firstPosition) await journal.trim(position);
  return journal.firstPosition;
}

/** Position of the first record up to `end` that is younger than a time, by halving; `end` when all before it are older. */
async function firstYoungerThan(journal: Journal, end: number, sinceMs: number): Promise<number> {
  let low = journal.firstPosition;
  let high = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await timeOf(journal, middle)) >= sinceMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function timeOf(journal: Journal, position: number): Promise<number> {
  for await (const { atMs } of journal.read(position)) return atMs;
  throw new RangeError(`the journal has no record at position ${position}`);
}
