import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Disk, DiskFile } from '../src/disk.ts';
import { checkHistories, type Check } from './crash-check.ts';

/** The disk, with a part of it replaced by what a careless build would do. */
function withFile(disk: Disk, change: (file: DiskFile, path: string) => Partial<DiskFile>): Disk {
  const open: Disk['open'] = async (path, mode) => {
    const file = await disk.open(path, mode);
    const whole: DiskFile = {
      size: () => file.size(),
      read: (into, position) => file.read(into, position),
      write: (bytes, position) => file.write(bytes, position),
      datasync: () => file.datasync(),
      close: () => file.close(),
    };
    return { ...whole, ...change(file, path) };
  };
  return delegate(disk, { open });
}

function delegate(disk: Disk, change: Partial<Disk>): Disk {
  return {
    makeDir: (path) => disk.makeDir(path),
    list: (dir) => disk.list(dir),
    open: (path, mode) => disk.open(path, mode),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncDir: (dir) => disk.syncDir(dir),
    lock: (path) => disk.lock(path),
    ...change,
  };
}

/** Thousands of histories a test: seconds on an idle core, minutes on a busy one. */
const patientMs = 400_000;

describe('on a disk that loses what was not flushed', { timeout: patientMs }, () => {
  test('nothing acknowledged is lost, nothing is invented, batches are whole, and a crash never looks like damage', async () => {
    const details = await checkHistories({ runs: 1500 });
    expect(details.failed, `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}`).toBe(false);
  });
});

/** A file whose flush is not what it says, where the path ends like this. */
const flushing = (ending: string, datasync: (file: DiskFile) => Promise<void>) => (disk: Disk) =>
  withFile(disk, (file, path) => (path.endsWith(ending) ? { datasync: () => datasync(file) } : {}));

describe('the same check finds', { timeout: patientMs }, () => {
  const planted: Record<string, Omit<Check, 'runs'>> = {
    'a build that never flushes records': { build: flushing('.log', async () => {}) },
    'a build that acknowledges before the flush is done': {
      build: flushing('.log', async (file) => void setImmediate(() => void file.datasync().catch(() => undefined))),
    },
    'a build that never flushes new segments': { build: flushing('.tmp', async () => {}) },
    'a build that never flushes the control file': { build: flushing('control', async () => {}) },
    'a build that never flushes names': { build: (disk) => delegate(disk, { syncDir: async () => {} }) },
    'a disk that lies about flushes': { ignoresFlushes: true },
  };
  test.each(Object.keys(planted))('%s', async (name) => {
    const details = await checkHistories({ ...planted[name], runs: 3000 });
    expect(details.failed).toBe(true);
    expect(details.errorInstance).toMatchObject({ message: expect.stringMatching(/lost|changed|damaged|not open|given before/) });
  });
});
