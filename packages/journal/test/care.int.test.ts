import { spawnSync } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readJournalOffline, verifyJournal } from '../src/offline.ts';
import { openJournal } from '../src/open-journal.ts';
import type { Journal } from '../src/port.ts';
import { restoreJournal, truncateJournal } from '../src/restore.ts';

let home: string;
let dir: string;
const small = { segmentBytes: 2000, preallocateBytes: 1000 };

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'panal-journal-care-'));
  dir = join(home, 'journal');
});
afterEach(() => rm(home, { recursive: true }));

async function fill(journal: Journal, count: number): Promise<void> {
  for (let at = 0; at < count; at++)
    await journal.append([Buffer.from(`record ${journal.flushedPosition + 1} `.padEnd(90, 'x'))]);
}

async function textsOf(records: AsyncIterable<{ readonly bytes: Uint8Array }>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { bytes } of records) texts.push(Buffer.from(bytes).toString().trimEnd());
  return texts;
}

const segmentsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.log')).toSorted();

/** Flips a bit in the record at a position, wherever it lies; answers the file. */
async function damage(position: number): Promise<string> {
  for (const name of await segmentsIn(dir)) {
    const path = join(dir, name);
    const bytes = await readFile(path);
    const at = bytes.indexOf(`record ${position} `);
    if (at < 0) continue;
    bytes[at]! ^= 1;
    await writeFile(path, bytes);
    return path;
  }
  throw new Error(`position ${position} is nowhere`);
}

describe('backup and restore', () => {
  test('a backup taken while writing goes on holds what was flushed when it began, and verifies', async () => {
    const journal = await openJournal({ dir, ...small });
    await fill(journal, 50);
    await journal.writeSnapshot(40, Buffer.from('state'));
    let writing = true;
    const writer = (async () => {
      while (writing) await fill(journal, 1);
    })();
    const flushed = journal.flushedPosition;
    await journal.backup(join(home, 'backup'));
    writing = false;
    await writer;
    const verified = await verifyJournal(join(home, 'backup'));
    expect(verified).toMatchObject({ ok: true, firstPosition: 1, journalId: journal.id });
    if (verified.ok) expect(verified.lastPosition).toBeGreaterThanOrEqual(flushed);
    expect((await readdir(join(home, 'backup'))).some((name) => name.endsWith('.snapshot'))).toBe(true);
    await journal.close();
  });

  test('a restored journal goes on from the backup, under a new id and an epoch never given before', async () => {
    const journal = await openJournal({ dir, ...small });
    await fill(journal, 50);
    await journal.writeSnapshot(50, Buffer.from('state after 50'));
    await journal.trim(20);
    const kept = await textsOf(journal.read(journal.firstPosition));
    await journal.backup(join(home, 'backup'));
    await fill(journal, 5);
    await journal.close();
    await restoreJournal(join(home, 'backup'), join(home, 'restored'));
    const restored = await openJournal({ dir: join(home, 'restored'), ...small });
    expect(restored.id).not.toBe(journal.id);
    expect(restored.epoch).toBeGreaterThan(1000 + journal.epoch);
    expect([restored.firstPosition, restored.flushedPosition]).toEqual([journal.firstPosition, 50]);
    expect(await textsOf(restored.read(restored.firstPosition))).toEqual(kept);
    expect(Buffer.from((await restored.readSnapshot())!.bytes).toString()).toBe('state after 50');
    await fill(restored, 40);
    await restored.close();
    expect(await verifyJournal(join(home, 'restored'))).toMatchObject({ ok: true, lastPosition: 90 });
  });

  test('moving a journal keeps its id', async () => {
    const journal = await openJournal({ dir });
    await fill(journal, 3);
    await journal.close();
    await restoreJournal(dir, join(home, 'moved'), { keepIdentity: true });
    const moved = await openJournal({ dir: join(home, 'moved') });
    expect([moved.id, moved.epoch, moved.flushedPosition]).toEqual([journal.id, 2, 3]);
    await moved.close();
  });

  test('a backup that is damaged, cut short or unfinished is not restored', async () => {
    const journal = await openJournal({ dir, ...small });
    await fill(journal, 30);
    await journal.close();
    const last = join(dir, (await segmentsIn(dir)).at(-1)!);
    await truncate(last, 200);
    await expect(restoreJournal(dir, join(home, 'restored'))).rejects.toThrow('a frame runs past the end of the file');
    await truncate(last, 96);
    await expect(restoreJournal(dir, join(home, 'restored'))).rejects.toThrow(/had been flushed, and the journal ends before it/);
    await rm(last);
    await expect(restoreJournal(dir, join(home, 'restored'))).rejects.toThrow(/had been flushed/);
    await rm(join(dir, 'control'));
    await expect(restoreJournal(dir, join(home, 'restored'))).rejects.toThrow('holds no journal');
    expect(await verifyJournal(dir)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/holds no journal.*not finished/),
    });
    await expect(access(join(home, 'restored'))).rejects.toThrow('ENOENT');
  });

  test('a folder that holds something is not restored into', async () => {
    const journal = await openJournal({ dir });
    await journal.close();
    await mkdir(join(home, 'taken'));
    await writeFile(join(home, 'taken', 'file'), 'x');
    await expect(restoreJournal(dir, join(home, 'taken'))).rejects.toThrow('not empty');
  });
});

describe('reading offline', () => {
  test('needs no lock, changes nothing, and follows a writer', async () => {
    const journal = await openJournal({ dir, ...small });
    await fill(journal, 25);
    expect(await textsOf(readJournalOffline(dir))).toEqual(await textsOf(journal.read(1)));
    expect(await textsOf(readJournalOffline(dir, { fromPosition: 24 }))).toHaveLength(2);
    let writing = true;
    const writer = (async () => {
      while (writing) await fill(journal, 1);
    })();
    for (let round = 0; round < 20; round++) {
      const flushed = journal.flushedPosition;
      const texts = await textsOf(readJournalOffline(dir));
      expect(texts.length).toBeGreaterThanOrEqual(flushed);
      texts.forEach((text, at) => expect(text.startsWith(`record ${at + 1} `)).toBe(true));
    }
    writing = false;
    await writer;
    await journal.close();
  });

  test('says where there is no journal', async () => {
    await expect(textsOf(readJournalOffline(join(home, 'nowhere')))).rejects.toMatchObject({
      name: 'JournalOpenError',
      message: expect.stringMatching(/nowhere holds no journal.*check the path/),
    });
  });
});

describe('damage', () => {
  async function damagedAt(position: number, count = 60): Promise<string> {
    const journal = await openJournal({ dir, ...small });
    await fill(journal, count);
    await journal.writeSnapshot(count - 2, Buffer.from('late'));
    await journal.close();
    return await damage(position);
  }

  test('is refused with file, offset, position and both ways out, and the file is not touched', async () => {
    const file = await damagedAt(31);
    const before = await readFile(file);
    await expect(openJournal({ dir })).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(
        /\.log, byte \d+, position 31: the checksum of a frame does not hold\. Records before position 31 are whole\. Restore a backup of .*truncate .* 31/,
      ),
    });
    expect(await verifyJournal(dir)).toMatchObject({
      ok: false,
      position: 31,
      file,
      offset: expect.any(Number),
      advice: expect.stringContaining('truncate'),
    });
    expect(await readFile(file)).toEqual(before);
  });

  test('is cut off on demand: what was before it goes on under a new id, what is cut off is kept aside', async () => {
    await damagedAt(31);
    const old = await segmentsIn(dir);
    const { lastPosition, savedIn } = await truncateJournal(dir, 31, { nowMs: 5 });
    expect([lastPosition, savedIn]).toEqual([30, join(dir, 'cut-5')]);
    expect((await readdir(savedIn)).length).toBeGreaterThan(1);
    expect((await segmentsIn(dir)).length).toBeLessThan(old.length);
    const journal = await openJournal({ dir, ...small });
    expect([journal.flushedPosition, await journal.readSnapshot()]).toEqual([30, undefined]);
    expect(journal.epoch).toBeGreaterThan(1000);
    await fill(journal, 40);
    await journal.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, lastPosition: 70 });
  });

  test('can be cut off earlier, but not later, and a whole journal is cut only where there is something', async () => {
    await damagedAt(31);
    await expect(truncateJournal(dir, 32, { nowMs: 1 })).rejects.toThrow('position 31');
    expect(await truncateJournal(dir, 7, { nowMs: 2 })).toMatchObject({ lastPosition: 6 });
    await expect(truncateJournal(dir, 7, { nowMs: 3 })).rejects.toThrow('the newest record has position 6');
    expect(await truncateJournal(dir, 1, { nowMs: 4 })).toMatchObject({ lastPosition: 0 });
    const journal = await openJournal({ dir });
    await fill(journal, 1);
    expect(journal.flushedPosition).toBe(1);
    await journal.close();
  });

  test('of a middle segment that is gone names the records that are missing', async () => {
    const journal = await openJournal({ dir, ...small });
    await fill(journal, 60);
    await journal.close();
    const names = await segmentsIn(dir);
    await rm(join(dir, names[1]!));
    await expect(openJournal({ dir })).rejects.toThrow(
      `records are missing up to position ${Number(names[2]!.slice(0, 16)) - 1}`,
    );
    await rm(join(dir, names[0]!));
    await expect(openJournal({ dir })).rejects.toThrow('the segment that holds position 1 is missing');
    await expect(truncateJournal(dir, 1, { nowMs: 1 })).rejects.toThrow('no record can be kept');
  });

  test('a journal in use is not cut', async () => {
    const journal = await openJournal({ dir });
    await expect(truncateJournal(dir, 1, { nowMs: 1 })).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await journal.close();
  });
});

describe('the tool', () => {
  const tool = (...args: string[]): { status: number | null; stdout: string; stderr: string } => {
    const script = join(import.meta.dirname, '..', 'src', 'tool.ts');
    return spawnSync(process.execPath, ['--conditions=panal-source', '--disable-warning=ExperimentalWarning', script, ...args], {
      encoding: 'utf8',
    });
  };

  test('verifies, cuts off and restores', async () => {
    const journal = await openJournal({ dir, ...small });
    await fill(journal, 30);
    await journal.backup(join(home, 'backup'));
    await journal.close();
    expect(tool('verify', dir)).toMatchObject({ status: 0, stdout: 'whole: 30 records, positions 1 to 30\n' });
    await damage(12);
    expect(tool('verify', dir)).toMatchObject({ status: 1, stdout: expect.stringContaining('position 12') });
    expect(tool('truncate', dir, '12')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('the newest record is now 11'),
    });
    expect(tool('verify', dir)).toMatchObject({ status: 0, stdout: 'whole: 11 records, positions 1 to 11\n' });
    expect(tool('restore', join(home, 'backup'), join(home, 'restored')).status).toBe(0);
    expect(tool('verify', join(home, 'restored'))).toMatchObject({ status: 0, stdout: 'whole: 30 records, positions 1 to 30\n' });
  });

  test('says in one line what is wrong with what it was given', () => {
    expect(tool('truncate', dir, 'x')).toMatchObject({ status: 64, stderr: expect.stringContaining('Usage') });
    expect(tool('restore', dir, join(home, 'to'))).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^[^\n]*holds no journal[^\n]*\n$/),
    });
    expect(tool('truncate', join(home, 'nowhere'), '1')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^[^\n]*holds no journal[^\n]*\n$/),
    });
  });
});

describe('a folder that can not be used', () => {
  test('a file in the way, or a folder that is no journal', async () => {
    await writeFile(dir, 'a file');
    await expect(openJournal({ dir })).rejects.toMatchObject({ code: 'unwritable', message: expect.stringContaining(dir) });
    await expect(openJournal({ dir: join(dir, 'below') })).rejects.toMatchObject({ code: 'unwritable' });
  });

  test('a lock file that can not be opened', async () => {
    await mkdir(join(dir, 'lock'), { recursive: true });
    await expect(openJournal({ dir })).rejects.toMatchObject({
      code: 'unwritable',
      message: expect.stringMatching(/can't be used \(unable to open database file\): check/),
    });
  });

  test('parents that are missing are made, for this user only', async () => {
    const deep = join(home, 'some', 'where');
    await (await openJournal({ dir: deep })).close();
    expect([(await stat(deep)).mode & 0o777, (await stat(join(deep, 'control'))).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  test('two openings at once: one of them wins', async () => {
    const results = await Promise.allSettled([openJournal({ dir }), openJournal({ dir })]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const result of results) {
      if (result.status === 'fulfilled') await result.value.close();
      else expect(result.reason).toMatchObject({ code: 'locked' });
    }
  });
});
