import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import { describe, expect, test } from 'vitest';
import { readControl } from '../src/control-file.ts';
import { JournalDamagedError, JournalOpenError } from '../src/errors.ts';
import { frameHash, sealFrame } from '../src/frame-v2.ts';
import { nodeDisk } from '../src/node-disk.ts';
import { readJournalOffline, verifyJournal } from '../src/offline.ts';
import { openJournal } from '../src/open-journal.ts';
import { encodeSegmentHeader, seedOf } from '../src/segment-header.ts';

const dir = '/data/journal';
const small = { segmentBytes: 420, preallocateBytes: 40 };
const snapshotAt = 5;

type Files = ReadonlyMap<string, Uint8Array>;

/** A small journal of three segments, as it is after a close (or a death that left it so). */
async function smallJournal(end: 'close' | 'death'): Promise<{ files: Files; texts: readonly string[] }> {
  const disk = new SimulatedDisk({ seed: 1 });
  const journal = await openJournal({ dir, disk: disk.connect(), ...small });
  const texts: string[] = [];
  for (const sizes of [[3, 10], [0], [25], [4, 4, 4], [40], [7], [1], [2]]) {
    const batch = sizes.map((size, at) => `${texts.length + at}`.padEnd(size, 'abc'));
    texts.push(...batch);
    await journal.append(batch.map((text) => Buffer.from(text)));
    if (texts.length === snapshotAt + 2) await journal.writeSnapshot(snapshotAt, Buffer.from('state after five'));
  }
  if (end === 'close') await journal.close();
  else disk.kill();
  const names = (await disk.connect().list(dir)).filter((name) => name !== 'lock');
  return { files: new Map(names.map((name) => [join(dir, name), disk.readFile(join(dir, name))])), texts };
}

/** The file where a death leaves the newest record, and how many records were acknowledged before that one's flush. */
const lastSegment = (files: Files): string =>
  [...files.keys()]
    .filter((path) => path.endsWith('.log'))
    .toSorted()
    .at(-1)!;

interface Outcome {
  readonly opened: boolean;
  readonly texts: readonly string[];
  readonly epoch: number;
}

/**
 * Opens what a damaged disk offers, both for writing and offline, and fails the test where a record is wrong or a refusal
 * doesn't say where and what to do.
 */
async function tryOpen(files: Files, expected: readonly string[]): Promise<Outcome> {
  const disk = new SimulatedDisk({ seed: 1 });
  for (const [path, bytes] of files) disk.writeFile(path, bytes);
  await expectHonestOffline(disk, expected);
  try {
    const journal = await openJournal({ dir, disk: disk.connect(), ...small });
    const texts: string[] = [];
    for await (const { position, bytes } of journal.read(1)) {
      expect(position).toBe(texts.length + 1);
      texts.push(Buffer.from(bytes).toString());
    }
    expect(texts).toEqual(expected.slice(0, texts.length));
    const snapshot = await journal.readSnapshot();
    if (snapshot !== undefined) expect(Buffer.from(snapshot.bytes).toString()).toBe('state after five');
    await journal.append([Buffer.from('goes on')]);
    await journal.close();
    return { opened: true, texts, epoch: journal.epoch };
  } catch (error) {
    expectHelpful(error);
    return { opened: false, texts: [], epoch: 0 };
  }
}

function expectHelpful(error: unknown): void {
  expect(error).toBeInstanceOf(JournalOpenError);
  const { code, message } = error as JournalOpenError;
  expect(code).toBe('damaged');
  expect(message).toContain('/data/journal');
  expect(message).toMatch(/restore a backup/i);
}

async function expectHonestOffline(disk: SimulatedDisk, expected: readonly string[]): Promise<void> {
  const texts: string[] = [];
  let refusal: unknown;
  try {
    for await (const { bytes } of readJournalOffline(dir, { disk: disk.connect() })) texts.push(Buffer.from(bytes).toString());
  } catch (error) {
    refusal = error;
  }
  expect(texts).toEqual(expected.slice(0, texts.length));
  const verified = await verifyJournal(dir, { disk: disk.connect() });
  expect(verified.ok).toBe(refusal === undefined);
  if (verified.ok) expect([verified.records, verified.lastPosition]).toEqual([texts.length, texts.length]);
  else if (refusal instanceof JournalDamagedError)
    expect(verified).toMatchObject({ problem: refusal.damage.problem, advice: expect.stringMatching(/truncate/) });
}

const withFile = (files: Files, path: string, bytes: Uint8Array | undefined): Files => {
  const changed = new Map(files);
  if (bytes === undefined) changed.delete(path);
  else changed.set(path, bytes);
  return changed;
};

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

/** Bits of a file worth flipping: all, but only some of the long zeros of the control file. */
const bitsOf = (path: string, bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter(
    (bit) => !path.endsWith('control') || (bit >> 3) % 4096 < 96 || bit % 997 === 0,
  );

/** Thousands of openings a test: seconds on an idle core, minutes on a busy one. */
const patientMs = 400_000;

describe.each(['close', 'death'] as const)('a journal left by a %s', { timeout: patientMs }, (end) => {
  /** After a death the last flush may be unproven; after a close nothing is. */
  const lossMax = end === 'close' ? 0 : 1;

  test('opens as it is', async () => {
    const { files, texts } = await smallJournal(end);
    expect([...files.keys()].filter((path) => path.endsWith('.log')).length).toBeGreaterThanOrEqual(3);
    expect(await tryOpen(files, texts)).toEqual({ opened: true, texts, epoch: 2 });
  });

  test('with any one bit flipped: every acknowledged record, or a refusal that says where and what to do', async () => {
    const { files, texts } = await smallJournal(end);
    for (const [path, bytes] of files) {
      for (const bit of bitsOf(path, bytes)) {
        const { opened, texts: read, epoch } = await tryOpen(withFile(files, path, flipped(bytes, bit)), texts);
        if (!opened) continue;
        expect(epoch, `${path}, bit ${bit}`).toBeGreaterThan(1);
        const missing = texts.length - read.length;
        if (path !== lastSegment(files)) expect(missing, `${path}, bit ${bit}`).toBe(0);
        expect(missing, `${path}, bit ${bit}`).toBeLessThanOrEqual(lossMax);
      }
    }
  });

  test('with any file cut short at any byte, or gone: the same', async () => {
    const { files, texts } = await smallJournal(end);
    for (const [path, bytes] of files) {
      const lengths = Array.from({ length: bytes.length }, (_, length) => length);
      const tried = path.endsWith('control') ? lengths.filter((length) => length % 4096 < 96 || length % 97 === 0) : lengths;
      for (const length of [-1, ...tried]) {
        const { opened, texts: read } = await tryOpen(
          withFile(files, path, length < 0 ? undefined : bytes.slice(0, length)),
          texts,
        );
        if (!opened || path.endsWith('.snapshot')) continue;
        if (end === 'close') expect(read, `${path} cut at ${length}`).toEqual(texts);
        else if (path !== lastSegment(files)) expect(read, `${path} cut at ${length}`).toEqual(texts);
      }
    }
  });
});

test('the control file says soon after a flush that it happened: from then on damage to the last frame is seen as such', async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const connected = disk.connect();
  const journal = await openJournal({ dir, disk: connected, ...small, markAfterMs: 1 });
  await journal.append([Buffer.from('first')]);
  await journal.append([Buffer.from('second')]);
  const marked = async (): Promise<boolean> => {
    const control = await readControl(connected, dir);
    return control.kind === 'ok' && control.state.flushedPosition === 2;
  };
  while (!(await marked())) await new Promise((resolve) => setTimeout(resolve, 1));
  disk.kill();
  const path = (await disk.connect().list(dir)).find((name) => name.endsWith('.log'))!;
  const bytes = disk.readFile(join(dir, path));
  bytes[Buffer.from(bytes).indexOf('second')]! ^= 1;
  disk.writeFile(join(dir, path), bytes);
  await expect(openJournal({ dir, disk: disk.connect() })).rejects.toThrow('position 2: the checksum of a frame does not hold');
});

test('an epoch is never given twice, whichever copy of it is lost', async () => {
  for (const slot of [0, 1]) {
    const disk = new SimulatedDisk({ seed: 1 });
    await openJournal({ dir, disk: disk.connect() });
    disk.kill();
    const control = disk.readFile(join(dir, 'control'));
    control.fill(0, slot * 4096, (slot + 1) * 4096);
    disk.writeFile(join(dir, 'control'), control);
    const journal = await openJournal({ dir, disk: disk.connect() });
    expect(journal.epoch).toBe(2);
    await journal.close();
  }
});

test('garbage behind the last record of a closed journal is dropped and can not come back', async () => {
  const { files, texts } = await smallJournal('close');
  const path = lastSegment(files);
  const bytes = Buffer.concat([files.get(path)!, Buffer.from('garbage'.repeat(20))]);
  const disk = new SimulatedDisk({ seed: 1 });
  for (const [name, content] of withFile(files, path, bytes)) disk.writeFile(name, content);
  const journal = await openJournal({ dir, disk: disk.connect() });
  expect(journal.flushedPosition).toBe(texts.length);
  await journal.close();
  expect(Buffer.from(disk.readFile(path)).includes('garbage')).toBe(false);
});

describe('a frame whose checksums hold but that does not belong there is damage, even as the last thing in the file', () => {
  /** The last segment of a journal left by a death, as its header and its three frames. */
  async function lastFrames(): Promise<{
    files: Files;
    texts: readonly string[];
    path: string;
    header: Buffer;
    frames: Buffer[];
  }> {
    const { files, texts } = await smallJournal('death');
    const path = lastSegment(files);
    const bytes = Buffer.from(files.get(path)!);
    const starts: number[] = [];
    for (let at = bytes.indexOf('FPJ2'); at >= 0; at = bytes.indexOf('FPJ2', at + 1)) starts.push(at);
    expect(starts).toHaveLength(3);
    const frames = starts.map((start) => bytes.subarray(start, start + 72 + bytes.readUInt32LE(start + 8)));
    return { files, texts, path, header: bytes.subarray(0, 96), frames };
  }

  test('a frame twice', async () => {
    const { files, texts, path, header, frames } = await lastFrames();
    const twice = Buffer.concat([header, frames[0]!, frames[0]!]);
    expect((await tryOpen(withFile(files, path, twice), texts)).opened).toBe(false);
  });

  test('a frame left out', async () => {
    const { files, texts, path, header, frames } = await lastFrames();
    const gap = Buffer.concat([header, frames[0]!, frames[2]!]);
    expect((await tryOpen(withFile(files, path, gap), texts)).opened).toBe(false);
  });

  test('a frame that follows another one than the one before it', async () => {
    const { files, texts, path, header, frames } = await lastFrames();
    const control = Buffer.from(files.get(join(dir, 'control'))!);
    const seed = seedOf(control.subarray(40, 56).toString('hex'));
    const stranger = Buffer.from(frames[1]!);
    sealFrame(stranger, { recordCount: 1, firstPosition: texts.length - 1, epoch: 1, previousHash: new Uint8Array(32) }, seed);
    expect((await tryOpen(withFile(files, path, Buffer.concat([header, frames[0]!, stranger])), texts)).opened).toBe(false);
    const again = Buffer.from(frames[1]!);
    sealFrame(again, { recordCount: 1, firstPosition: texts.length - 1, epoch: 1, previousHash: frameHash(frames[0]!) }, seed);
    expect(await tryOpen(withFile(files, path, Buffer.concat([header, frames[0]!, again])), texts)).toMatchObject({
      opened: true,
    });
  });

  test('a whole segment of another history', async () => {
    const { files, texts, path, frames } = await lastFrames();
    const storageId = Buffer.from(files.get(join(dir, 'control'))!)
      .subarray(40, 56)
      .toString('hex');
    const firstPosition = texts.length - 2;
    const rewrite = (previousHash: Uint8Array): Files => {
      const header = encodeSegmentHeader({ storageId, firstPosition, createdMs: 0, previousHash });
      const frame = Buffer.from(frames[0]!);
      sealFrame(frame, { recordCount: 1, firstPosition, epoch: 1, previousHash }, seedOf(storageId));
      return withFile(files, path, Buffer.concat([header, frame]));
    };
    expect((await tryOpen(rewrite(new Uint8Array(32)), texts)).opened).toBe(false);
    expect(await tryOpen(rewrite(frames[0]!.subarray(40, 72)), texts)).toMatchObject({ opened: true });
  });
});

test('a record that the disk loses while the journal is open is refused when read, and named', async () => {
  const dirOnDisk = await mkdtemp(join(tmpdir(), 'panal-journal-'));
  try {
    const journal = await openJournal({ dir: dirOnDisk });
    await journal.append([Buffer.from('first'), Buffer.from('second')]);
    await journal.append([Buffer.from('third')]);
    const path = join(
      dirOnDisk,
      (await readdir(dirOnDisk)).find((name) => name.endsWith('.log'))!,
    );
    const bytes = await readFile(path);
    bytes[bytes.indexOf('third')]! ^= 1;
    await writeFile(path, bytes);
    const read = async (): Promise<void> => {
      for await (const _ of journal.read(1));
    };
    await expect(read()).rejects.toMatchObject({ name: 'JournalDamagedError', damage: { file: path, position: 3 } });
    await journal.close();
    await expect(openJournal({ dir: dirOnDisk, disk: nodeDisk })).rejects.toThrow(
      /position 3: the checksum of a frame does not hold/,
    );
  } finally {
    await rm(dirOnDisk, { recursive: true });
  }
});

test('a journal without its control file is refused, not begun anew', async () => {
  const { files, texts } = await smallJournal('close');
  expect((await tryOpen(withFile(files, join(dir, 'control'), undefined), texts)).opened).toBe(false);
});

test('a control file of a newer format is refused as such', async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const { files } = await smallJournal('close');
  for (const [path, bytes] of files) disk.writeFile(path, bytes);
  const { crc32c } = await import('../src/crc32c.ts');
  const control = Buffer.from(disk.readFile(join(dir, 'control')));
  for (const slot of [control.subarray(0, 4096), control.subarray(4096)]) {
    slot.writeUInt32LE(3, 8);
    slot.writeUInt32LE(crc32c(slot, 16, 4096, crc32c(slot, 0, 12)), 12);
  }
  disk.writeFile(join(dir, 'control'), control);
  await expect(openJournal({ dir, disk: disk.connect() })).rejects.toMatchObject({
    code: 'unsupported-version',
    message: expect.stringMatching(/format version 3.*newer Panal/),
  });
});
