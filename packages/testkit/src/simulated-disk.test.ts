import type { Disk } from '@panal/journal';
import { describe, expect, test } from 'vitest';
import { SimulatedDisk } from './simulated-disk.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textAt = (disk: SimulatedDisk, path: string): string => new TextDecoder().decode(disk.readFile(path));

/** A file of this content whose bytes and name are durable. */
async function durableFile(disk: Disk, path: string, content: Uint8Array): Promise<void> {
  await disk.makeDir('/d');
  const file = await disk.open(path, 'create');
  await file.write(content, 0);
  await file.datasync();
  await disk.syncDir('/d');
}

/** What of something is there after a crash, for many seeds. */
async function outcomes(seeds: number, play: (disk: SimulatedDisk) => Promise<string>): Promise<Set<string>> {
  const seen = new Set<string>();
  for (let seed = 1; seed <= seeds; seed++) seen.add(await play(new SimulatedDisk({ seed })));
  return seen;
}

describe('a crash', () => {
  test('keeps what was flushed', async () => {
    const seen = await outcomes(50, async (disk) => {
      await durableFile(disk.connect(), '/d/a', bytesOf('flushed'));
      disk.crash();
      return textAt(disk, '/d/a');
    });
    expect([...seen]).toEqual(['flushed']);
  });

  test('keeps or loses each sector written since, by itself', async () => {
    const seen = await outcomes(100, async (disk) => {
      const connected = disk.connect();
      await durableFile(connected, '/d/a', new Uint8Array(2048).fill(48));
      const file = await connected.open('/d/a', 'write');
      await file.write(new Uint8Array(2048).fill(49), 0);
      disk.crash();
      const bytes = disk.readFile('/d/a');
      return [0, 1, 2, 3].map((sector) => String.fromCharCode(bytes[sector * 512]!)).join('');
    });
    expect(seen.size).toBe(16);
  });

  test('keeps or loses the growth of a file, with zeros where a sector is missing', async () => {
    const seen = await outcomes(200, async (disk) => {
      const connected = disk.connect();
      await durableFile(connected, '/d/a', new Uint8Array(512).fill(48));
      await (await connected.open('/d/a', 'write')).write(new Uint8Array(1024).fill(49), 512);
      disk.crash();
      const bytes = disk.readFile('/d/a');
      return Array.from({ length: bytes.length / 512 }, (_, sector) => bytes[sector * 512]).join(',');
    });
    expect([...seen]).toEqual(expect.arrayContaining(['48', '48,49', '48,0,49', '48,0,0', '48,49,49']));
  });

  test('keeps or loses names since the flush of their folder: made, renamed, removed', async () => {
    const seen = await outcomes(200, async (disk) => {
      const connected = disk.connect();
      await durableFile(connected, '/d/old', bytesOf('old'));
      await durableFile(connected, '/d/gone', bytesOf('gone'));
      const file = await connected.open('/d/new.tmp', 'create');
      await file.write(bytesOf('new'), 0);
      await file.datasync();
      await connected.rename('/d/new.tmp', '/d/old');
      await connected.remove('/d/gone');
      disk.crash();
      return `${textAt(disk, '/d/old')} ${(await disk.connect().list('/d')).includes('gone')}`;
    });
    expect([...seen].toSorted()).toEqual(['new false', 'new true', 'old false', 'old true']);
  });

  test('cuts off the process that was there: what it asks for neither happens nor is answered', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const dead = disk.connect();
    await durableFile(dead, '/d/a', bytesOf('before'));
    const file = await dead.open('/d/a', 'write');
    expect((await dead.lock('/d/lock')).held).toBe(true);
    expect((await disk.connect().lock('/d/lock')).held).toBe(false);
    disk.kill();
    let answered = false;
    void file.write(bytesOf('zombie'), 0).then(() => (answered = true));
    void dead.remove('/d/a').then(() => (answered = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([answered, textAt(disk, '/d/a')]).toEqual([false, 'before']);
    expect((await disk.connect().lock('/d/lock')).held).toBe(true);
  });

  test('goes the same way for the same seed', async () => {
    const play = async (seed: number): Promise<Uint8Array> => {
      const disk = new SimulatedDisk({ seed });
      const connected = disk.connect();
      await durableFile(connected, '/d/a', new Uint8Array(1));
      await (await connected.open('/d/a', 'write')).write(new Uint8Array(9000).fill(1), 0);
      disk.crash();
      return disk.readFile('/d/a');
    };
    expect(await play(7)).toEqual(await play(7));
    expect(await play(7)).not.toEqual(await play(8));
  });
});

test('a kill loses nothing that was written, flushed or not', async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const connected = disk.connect();
  await durableFile(connected, '/d/a', bytesOf('before'));
  await (await connected.open('/d/a', 'write')).write(bytesOf('after!'), 0);
  disk.kill();
  expect(textAt(disk, '/d/a')).toBe('after!');
});

test('a disk that lies about flushes loses what it said was durable', async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 50; seed++) {
    const disk = new SimulatedDisk({ seed, ignoresFlushes: true });
    await durableFile(disk.connect(), '/d/a', bytesOf('flushed'));
    disk.crash();
    seen.add((await disk.connect().list('/d')).join());
  }
  expect([...seen].toSorted()).toEqual(['', 'a']);
});

test('a failed flush leaves what it was to flush readable and never to be flushed', async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const connected = disk.connect();
  await durableFile(connected, '/d/a', bytesOf('before'));
  const file = await connected.open('/d/a', 'write');
  disk.failNext('datasync', 'EIO', 1);
  await file.datasync();
  await file.write(bytesOf('after!'), 0);
  await expect(file.datasync()).rejects.toMatchObject({ code: 'EIO' });
  await file.datasync();
  expect(textAt(disk, '/d/a')).toBe('after!');
  disk.crash();
  expect(textAt(disk, '/d/a')).toBe('before');
});

test('a full disk takes what fits and refuses the rest, until there is room', async () => {
  const disk = new SimulatedDisk({ seed: 1, capacityBytes: 10 });
  const connected = disk.connect();
  await durableFile(connected, '/d/a', bytesOf('123456'));
  const file = await connected.open('/d/a', 'write');
  await expect(file.write(bytesOf('abcdefgh'), 6)).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(textAt(disk, '/d/a')).toBe('123456abcd');
  await file.write(bytesOf('overwrites'), 0);
  disk.setCapacity(20);
  await file.write(bytesOf('abcdefgh'), 6);
  expect([textAt(disk, '/d/a'), disk.usedBytes()]).toEqual(['overwrabcdefgh', 14]);
});

test('an operation that is held goes on when let go', async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const connected = disk.connect();
  await durableFile(connected, '/d/a', bytesOf('x'));
  const release = disk.hold('read');
  let read = false;
  const file = await connected.open('/d/a', 'read');
  const done = file.read(new Uint8Array(1), 0).then(() => (read = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(read).toBe(false);
  release();
  expect(await done).toBe(true);
});
