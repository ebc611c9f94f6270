import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeDisk } from '../src/node-disk.ts';
import { readJournalOffline, verifyJournal } from '../src/offline.ts';
import { openJournal } from '../src/open-journal.ts';
import type { Journal } from '../src/port.ts';

/**
 * The fixture was written by the code of format version 1 (commit adc400b): four segments, two epochs, a snapshot after
 * position 4.
 */
const fixture = join(import.meta.dirname, 'fixtures', 'version-1');
const id = '7928d13426473dac4270e3792c7a0d20';
const texts = ['one', 'two', `three ${'x'.repeat(60)}`, '', 'five', '\u0000\u0001\u0002\u00ff', 'seven', 'eight', 'nine', 'ten'];
/** Its clock ticked once for each batch and for each new segment. */
const times = [0, 0, 2, 4, 6, 6, 6, 7, 8, 8];

let home: string;
let dir: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'panal-journal-v1-'));
  dir = join(home, 'journal');
  await cp(fixture, dir, { recursive: true });
});
afterEach(() => rm(home, { recursive: true }));

async function recordsOf(journal: Pick<Journal, 'read'>): Promise<{ texts: string[]; times: number[] }> {
  const read = { texts: [] as string[], times: [] as number[] };
  for await (const { bytes, atMs } of journal.read(1)) {
    read.texts.push(Buffer.from(bytes).toString('latin1'));
    read.times.push(atMs);
  }
  return read;
}

test('a journal of format version 1 reads as it was written', async () => {
  expect(await verifyJournal(dir)).toMatchObject({
    ok: true,
    records: 10,
    firstPosition: 1,
    lastPosition: 10,
    journalId: id,
    epoch: 2,
  });
  const journal = await openJournal({ dir });
  expect([journal.id, journal.epoch, journal.flushedPosition]).toEqual([id, 3, 10]);
  const read = await recordsOf(journal);
  expect(read.texts).toEqual(texts);
  expect(read.times.map((atMs) => atMs - read.times[0]!)).toEqual(times);
  const snapshot = await journal.readSnapshot();
  expect([snapshot?.position, Buffer.from(snapshot!.bytes).toString()]).toEqual([4, 'state after four']);
  await journal.close();
});

test('it goes on in the current format: old segments stay as they are, new ones are chained to them', async () => {
  const lastOld = join(dir, '0000000000000008.log');
  const before = await readFile(lastOld);
  const journal = await openJournal({ dir });
  await journal.append([Buffer.from('eleven')]);
  await journal.close();
  expect(await readFile(lastOld)).toEqual(before);
  expect((await readFile(join(dir, '0000000000000011.log'))).includes('FPJ2')).toBe(true);
  const again = await openJournal({ dir });
  expect((await recordsOf(again)).texts).toEqual([...texts, 'eleven']);
  await again.close();
});

test('with any one bit of it flipped: no wrong record, no silent loss', async () => {
  const names = ['0000000000000001.log', '0000000000000003.log', '0000000000000004.log', '0000000000000008.log'];
  const control = await readFile(join(dir, 'control'));
  const files = new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name))] as const)));
  for (const [damaged, bytes] of files) {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const disk = new SimulatedDisk({ seed: 1 });
      disk.writeFile('/data/control', control);
      for (const [name, content] of files) {
        const copy = Uint8Array.from(content);
        if (name === damaged) copy[bit >> 3]! ^= 1 << (bit & 7);
        disk.writeFile(`/data/${name}`, copy);
      }
      const read: string[] = [];
      const reading = (async () => {
        for await (const record of readJournalOffline('/data', { disk: disk.connect() }))
          read.push(Buffer.from(record.bytes).toString('latin1'));
      })();
      await expect(reading, `${damaged}, bit ${bit}`).rejects.toThrow(/\/data\/0.*(restore a backup)/i);
      expect(read).toEqual(texts.slice(0, read.length));
    }
  }
});

test('an empty last segment of version 1 gives its place to one of the current format', async () => {
  const header = (await readFile(join(dir, '0000000000000008.log'))).subarray(0, 64);
  const { crc32c } = await import('../src/crc32c.ts');
  header.writeBigUInt64LE(11n, 32);
  header.writeUInt32LE(crc32c(header, 16, 64, crc32c(header, 0, 12)), 12);
  const file = await nodeDisk.open(join(dir, '0000000000000011.log'), 'create');
  await file.write(header, 0);
  await file.close();
  const journal = await openJournal({ dir });
  await journal.append([Buffer.from('eleven')]);
  expect((await recordsOf(journal)).texts).toEqual([...texts, 'eleven']);
  await journal.close();
  expect(await verifyJournal(dir)).toMatchObject({ ok: true, lastPosition: 11 });
});
