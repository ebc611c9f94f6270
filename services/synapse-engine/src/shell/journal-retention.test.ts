import { openMemoryJournal } from '@panal/journal';
import { expect, test } from 'vitest';
import { trimJournal } from './journal-retention.ts';

const DAY_MS = 86_400_000;

async function journalOf(records: number) {
  const journal = openMemoryJournal();
  for (let index = 1; index <= records; index += 1) await journal.append([new Uint8Array(1)], index * DAY_MS);
  return journal;
}

test('nothing is dropped that a stored graph, the state, the change feed or its age needs', async () => {
  const nowMs = 100 * DAY_MS;
  const cases = [
    { stored: 0, state: 90, keepRecords: 0, keepDays: 0, first: 1 },
    { stored: 90, state: 0, keepRecords: 0, keepDays: 0, first: 1 },
    { stored: 60, state: 90, keepRecords: 0, keepDays: 0, first: 60 },
    { stored: 90, state: 50, keepRecords: 0, keepDays: 0, first: 50 },
    { stored: 90, state: 90, keepRecords: 70, keepDays: 0, first: 30 },
    { stored: 90, state: 90, keepRecords: 0, keepDays: 60, first: 40 },
    { stored: 90, state: 90, keepRecords: 1_000, keepDays: 0, first: 1 },
  ];
  for (const { stored, state, keepRecords, keepDays, first } of cases) {
    const journal = await journalOf(100);
    if (state > 0) await journal.writeSnapshot(state, new Uint8Array(1));
    expect(await trimJournal(journal, { keepRecords, keepDays }, { storedPosition: stored, nowMs })).toBe(first);
  }
});
