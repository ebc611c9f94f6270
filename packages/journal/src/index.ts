export * from './port.ts';
export * from './errors.ts';
export { openJournal, type OpenJournalOptions } from './open-journal.ts';
export {
  openMemoryJournal,
  createMemoryJournalStorage,
  type MemoryJournalOptions,
  type MemoryJournalStorage,
} from './memory-journal.ts';
export { jsonEventCodec, type EventCodec, type JsonEventCodecOptions } from './json-event-codec.ts';
export { openStateStore, type Execution, type StateStore, type Submission } from './state-store.ts';
export type { Core, Decision, EventRecord, JournalledEvent, SnapshotCodec, StateStoreOptions } from './core.ts';
export { errorCode, isDiskFull, type Disk, type DiskFile, type DiskLock, type DiskOpenMode } from './disk.ts';
export { nodeDisk } from './node-disk.ts';
export { crc32c } from './crc32c.ts';
export { readJournalOffline, verifyJournal, type JournalVerification, type OfflineOptions } from './offline.ts';
export { restoreJournal, truncateJournal, type RestoreOptions, type Truncation } from './restore.ts';
