import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import { describe, expect, test } from 'vitest';
import { openJournal } from '../src/open-journal.ts';
import type { Journal } from '../src/port.ts';

const dir = '/data/journal';
const small = { segmentBytes: 2000, preallocateBytes: 500, diskFullRetryMs: 1 };

async function countRecords(journal: Journal): Promise<number> {
  let count = 0;
  for await (const _ of journal.read(1)) count += 1;
  return count;
}

/** Appends one record after the other until the disk is full; the last one waits. */
async function fillUp(
  journal: Journal,
  record: Uint8Array,
): Promise<{ acknowledged: () => number; appended: Promise<unknown>[] }> {
  let acknowledged = 0;
  const appended: Promise<unknown>[] = [];
  while (journal.health.kind === 'ok') {
    const wanted = appended.push(journal.append([record]).then(() => acknowledged++));
    while (acknowledged < wanted && journal.health.kind === 'ok') await new Promise((resolve) => setImmediate(resolve));
  }
  return { acknowledged: () => acknowledged, appended };
}

describe('a full disk', () => {
  test('stops acknowledging, keeps reading, says so, and goes on when there is room, in order', async () => {
    const disk = new SimulatedDisk({ seed: 1, capacityBytes: 20_000 });
    let nowMs = 1000;
    const journal = await openJournal({ dir, disk: disk.connect(), ...small, clock: () => nowMs++ });
    const { acknowledged, appended } = await fillUp(journal, new Uint8Array(300));
    expect(journal.health).toMatchObject({ kind: 'disk-full', sinceMs: expect.any(Number) });
    const before = acknowledged();
    expect(before).toBeGreaterThan(0);
    expect(journal.flushedPosition).toBe(before);
    expect(await countRecords(journal)).toBe(before);
    const waiting = journal.append([Buffer.from('waits')]);
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([acknowledged(), journal.health.kind]).toEqual([before, 'disk-full']);
    disk.setCapacity(1_000_000);
    await waiting;
    await Promise.all(appended);
    expect(journal.health).toEqual({ kind: 'ok' });
    expect([acknowledged(), await countRecords(journal)]).toEqual([appended.length, appended.length + 1]);
    await journal.close();
    expect(await countRecords(await openJournal({ dir, disk: disk.connect() }))).toBe(appended.length + 1);
  });

  test('refuses more than may wait, and says why', async () => {
    const disk = new SimulatedDisk({ seed: 1, capacityBytes: 20_000 });
    const journal = await openJournal({ dir, disk: disk.connect(), ...small, pendingBytesMax: 2000 });
    const { appended } = await fillUp(journal, new Uint8Array(300));
    for (;;) {
      const refusal = journal.refusalOf([new Uint8Array(300)]);
      if (refusal === undefined) appended.push(journal.append([new Uint8Array(300)]));
      else {
        expect(refusal).toMatchObject({ code: 'journal-full', message: expect.stringMatching(/the disk is full: make room/) });
        break;
      }
    }
    await expect(journal.append([new Uint8Array(300)])).rejects.toMatchObject({ code: 'journal-full' });
    disk.setCapacity(1_000_000);
    await Promise.all(appended);
    expect(await countRecords(journal)).toBe(appended.length);
    await journal.close();
  });

  test('does not keep a journal from closing: what waits is rejected, what was acknowledged is there', async () => {
    const disk = new SimulatedDisk({ seed: 1, capacityBytes: 20_000 });
    const journal = await openJournal({ dir, disk: disk.connect(), ...small, diskFullRetryMs: 1_000_000 });
    const { acknowledged, appended } = await fillUp(journal, new Uint8Array(300));
    const later = journal.append([new Uint8Array(10)]);
    const results = Promise.allSettled([...appended, later]);
    await journal.close();
    const rejected = (await results).filter((result) => result.status === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
    for (const { reason } of rejected) expect(reason.message).toMatch(/closed while the disk was full/);
    const again = await openJournal({ dir, disk: disk.connect() });
    expect(again.flushedPosition).toBe(acknowledged());
  });

  test('a flush that fails for want of room is repeated with its write', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const journal = await openJournal({ dir, disk: disk.connect(), ...small });
    await journal.append([Buffer.from('first')]);
    const writes = disk.counts.write;
    disk.failNext('datasync', 'ENOSPC');
    await journal.append([Buffer.from('second')]);
    expect(disk.counts.write - writes).toBe(2);
    disk.crash();
    expect(await countRecords(await openJournal({ dir, disk: disk.connect() }))).toBe(2);
  });

  test('a snapshot or a new journal that finds no room rejects, and leaves nothing half done', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const journal = await openJournal({ dir, disk: disk.connect(), ...small });
    await journal.append([Buffer.from('first')]);
    disk.setCapacity(disk.usedBytes() + 100);
    await expect(journal.writeSnapshot(1, new Uint8Array(1000))).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(openJournal({ dir: '/data/other', disk: disk.connect() })).rejects.toMatchObject({
      code: 'unwritable',
      message: expect.stringMatching(/\/data\/other can't be used \(ENOSPC.*\): check/),
    });
    expect((await disk.connect().list(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    disk.setCapacity(1_000_000);
    await journal.writeSnapshot(1, new Uint8Array(1000));
    expect((await journal.readSnapshot())?.position).toBe(1);
    await journal.close();
    await (await openJournal({ dir: '/data/other', disk: disk.connect() })).close();
  });
});

/** Runs `use` on a fresh file system of one megabyte; false where this process may not mount one (only root may, and not everywhere). */
async function onSmallFileSystem(use: (mountPoint: string) => Promise<void>): Promise<boolean> {
  const mountPoint = await mkdtemp(join(tmpdir(), 'panal-journal-full-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'panal-test', mountPoint]).status === 0;
  try {
    if (mounted) await use(mountPoint);
  } finally {
    if (mounted) spawnSync('umount', ['-l', mountPoint]);
    await rm(mountPoint, { recursive: true });
  }
  return mounted;
}

const canMount = await onSmallFileSystem(async () => {});

describe.skipIf(!canMount)('a real file system of one megabyte', () => {
  test('stops acknowledging when it is full and goes on when a file is removed', async () => {
    await onSmallFileSystem(async (home) => {
      const ballast = join(home, 'ballast');
      await mkdir(join(home, 'data'));
      await writeFile(ballast, new Uint8Array(400_000));
      const dirOnIt = join(home, 'data');
      const journal = await openJournal({ dir: dirOnIt, segmentBytes: 100_000, preallocateBytes: 50_000, diskFullRetryMs: 1 });
      const { acknowledged, appended } = await fillUp(journal, new Uint8Array(5000));
      const before = acknowledged();
      expect([journal.flushedPosition, await countRecords(journal)]).toEqual([before, before]);
      await rm(ballast);
      await Promise.all(appended);
      expect([journal.health.kind, await countRecords(journal)]).toEqual(['ok', appended.length]);
      await journal.close();
    });
  });
});
