import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import { describe } from 'vitest';
import type { Disk } from '../src/disk.ts';
import { createMemoryJournalStorage, openMemoryJournal } from '../src/memory-journal.ts';
import { openJournal } from '../src/open-journal.ts';
import { journalContract, type JournalPlace } from './contract/journal-contract.ts';

/** Small segments, so that the suite crosses from one to the next. */
const small = { segmentBytes: 1500, preallocateBytes: 700 };

function embeddedPlace(dir: string, disk: Disk | undefined, remove: () => Promise<void>): JournalPlace {
  let backups = 0;
  return {
    open: (options = {}) => openJournal({ dir: join(dir, 'journal'), ...(disk && { disk }), ...small, ...options }),
    newBackupDir: () => join(dir, `backup-${++backups}`),
    remove,
  };
}

describe('the memory journal', () => {
  journalContract(async () => {
    const storage = createMemoryJournalStorage();
    let backups = 0;
    return {
      open: async (options = {}) => openMemoryJournal({ storage, ...options }),
      newBackupDir: () => `backup-${++backups}`,
      remove: async () => {},
    };
  });
});

describe('the embedded journal on a real disk', () => {
  journalContract(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'panal-journal-'));
    return embeddedPlace(dir, undefined, () => rm(dir, { recursive: true }));
  });
});

describe('the embedded journal on a simulated disk', () => {
  journalContract(async () => embeddedPlace('/data', new SimulatedDisk({ seed: 1 }).connect(), async () => {}));
});
