import { expect, test } from 'vitest';
import type { Journal, JournalRecord } from '../../src/port.ts';

/** One place where a journal can be opened, closed and opened again. */
export interface JournalPlace {
  open(options?: PlaceOptions): Promise<Journal>;
  /** A name for a backup that does not exist yet. */
  newBackupDir(): string;
  /** Removes what is left on a disk. */
  remove(): Promise<void>;
}

export interface PlaceOptions {
  readonly clock?: () => number;
  readonly recordBytesMax?: number;
  readonly pendingBytesMax?: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const bytesOf = (text: string): Uint8Array => encoder.encode(text);

async function readGrouped(journal: Journal, from = 1): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const group of journal.readGroups(from)) {
    expect(group.length).toBeGreaterThan(0);
    records.push(...group);
  }
  return records;
}

async function readAll(journal: Journal, from = 1): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of journal.read(from)) records.push(record);
  return records;
}

const textsOf = (records: readonly JournalRecord[]): string[] => records.map(({ bytes }) => decoder.decode(bytes));

/** What every adapter of the port keeps. Run inside a `describe` of the adapter. */
export function journalContract(newPlace: () => Promise<JournalPlace>): void {
  const withPlace =
    (body: (place: JournalPlace) => Promise<void>): (() => Promise<void>) =>
    async () => {
      const place = await newPlace();
      try {
        await body(place);
      } finally {
        await place.remove();
      }
    };

  test(
    'a new journal is empty and has an id',
    withPlace(async (place) => {
      const journal = await place.open();
      expect(journal.id).toMatch(/^[0-9a-f]{32}$/);
      expect([journal.firstPosition, journal.flushedPosition, journal.epoch]).toEqual([1, 0, 1]);
      expect(journal.health).toEqual({ kind: 'ok' });
      expect(await readAll(journal)).toEqual([]);
      expect(await journal.readSnapshot()).toBeUndefined();
      await journal.close();
    }),
  );

  test(
    'records get positions from 1 in call order, whoever waits for them',
    withPlace(async (place) => {
      const journal = await place.open();
      const batches = await Promise.all([
        journal.append([bytesOf('a'), bytesOf('b')]),
        journal.append([bytesOf('c')]),
        journal.append([bytesOf(''), bytesOf('e'), bytesOf('f')]),
      ]);
      expect(batches).toEqual([
        { firstPosition: 1, lastPosition: 2 },
        { firstPosition: 3, lastPosition: 3 },
        { firstPosition: 4, lastPosition: 6 },
      ]);
      expect(journal.flushedPosition).toBe(6);
      expect(textsOf(await readAll(journal))).toEqual(['a', 'b', 'c', '', 'e', 'f']);
      expect(textsOf(await readAll(journal, 5))).toEqual(['e', 'f']);
      expect((await readAll(journal, 5)).map(({ position }) => position)).toEqual([5, 6]);
      expect(await readAll(journal, 7)).toEqual([]);
      for (const from of [1, 2, 5, 7]) expect(await readGrouped(journal, from)).toEqual(await readAll(journal, from));
      await journal.close();
    }),
  );

  test(
    'bytes are copied at the call and come back as they were',
    withPlace(async (place) => {
      const journal = await place.open();
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const mutable = bytesOf('before');
      const appended = journal.append([all, mutable]);
      mutable.set(bytesOf('after!'));
      await appended;
      const [first, second] = await readAll(journal);
      expect(Buffer.from(first!.bytes)).toEqual(Buffer.from(all));
      expect(decoder.decode(second!.bytes)).toBe('before');
      await journal.close();
    }),
  );

  test(
    'a record carries the time given with it, or else the time of the clock',
    withPlace(async (place) => {
      const journal = await place.open({ clock: () => 1234.5 });
      await Promise.all([journal.append([bytesOf('a')]), journal.append([bytesOf('b'), bytesOf('c')], 99)]);
      expect((await readAll(journal)).map(({ atMs }) => atMs)).toEqual([1234.5, 99, 99]);
      await journal.close();
    }),
  );

  test(
    'what was acknowledged is there after a close and an open, under the same id and a higher epoch',
    withPlace(async (place) => {
      const before = await place.open();
      await before.append([bytesOf('kept')]);
      await before.close();
      const after = await place.open();
      expect([after.id, after.epoch, after.flushedPosition]).toEqual([before.id, 2, 1]);
      expect(await after.append([bytesOf('next')])).toEqual({ firstPosition: 2, lastPosition: 2 });
      expect(textsOf(await readAll(after))).toEqual(['kept', 'next']);
      await after.close();
    }),
  );

  test(
    'close flushes what waits, and refuses what comes later',
    withPlace(async (place) => {
      const journal = await place.open();
      const waiting = journal.append([bytesOf('waiting')]);
      const waiter = journal.waitFor(2).then(String, String);
      await journal.close();
      await expect(waiting).resolves.toEqual({ firstPosition: 1, lastPosition: 1 });
      expect(await waiter).toContain('closed');
      await journal.close();
      expect(journal.refusalOf([bytesOf('x')])?.name).toBe('JournalClosedError');
      await expect(journal.append([bytesOf('x')])).rejects.toThrow('closed');
      await expect(journal.waitFor(2)).rejects.toThrow('closed');
    }),
  );

  test(
    'only one writer at a time',
    withPlace(async (place) => {
      const journal = await place.open();
      await expect(place.open()).rejects.toMatchObject({ name: 'JournalOpenError', code: 'locked' });
      await journal.append([bytesOf('still mine')]);
      await journal.close();
      await (await place.open()).close();
    }),
  );

  test(
    'an empty batch and a record above the limit are refused and leave no trace',
    withPlace(async (place) => {
      const journal = await place.open({ recordBytesMax: 10 });
      await expect(journal.append([])).rejects.toThrow(RangeError);
      await expect(journal.append([bytesOf('ok'), new Uint8Array(11)])).rejects.toThrow('11 bytes is above the limit of 10');
      expect(await journal.append([new Uint8Array(10)])).toEqual({ firstPosition: 1, lastPosition: 1 });
      expect(await readAll(journal)).toHaveLength(1);
      await journal.close();
    }),
  );

  test(
    'more than may wait is refused, and room comes back with the flush',
    withPlace(async (place) => {
      const journal = await place.open({ pendingBytesMax: 1000 });
      const first = journal.append([new Uint8Array(500)]);
      const tooMuch = [new Uint8Array(500)];
      expect(journal.refusalOf(tooMuch)?.name).toBe('JournalFullError');
      await expect(journal.append(tooMuch)).rejects.toMatchObject({ code: 'journal-full' });
      expect(journal.refusalOf([new Uint8Array(400)])).toBeUndefined();
      await first;
      expect(await journal.append(tooMuch)).toEqual({ firstPosition: 2, lastPosition: 2 });
      await journal.close();
    }),
  );

  test(
    'a reading ends at what was flushed when it began',
    withPlace(async (place) => {
      const journal = await place.open();
      await journal.append([bytesOf('1'), bytesOf('2')]);
      const seen: number[] = [];
      for await (const { position } of journal.read(1)) {
        seen.push(position);
        if (seen.length < 5) await journal.append([bytesOf('later')]);
      }
      expect(seen).toEqual([1, 2]);
      expect(await readAll(journal)).toHaveLength(4);
      await journal.close();
    }),
  );

  test(
    'waitFor resolves once the position is flushed, or rejects when its signal aborts',
    withPlace(async (place) => {
      const journal = await place.open();
      const order: string[] = [];
      const waited = journal.waitFor(2).then(() => order.push(`flushed ${journal.flushedPosition}`));
      await journal.append([bytesOf('1')]);
      expect(order).toEqual([]);
      await journal.append([bytesOf('2')]);
      await waited;
      await journal.waitFor(1);
      expect(order).toEqual(['flushed 2']);
      const abort = new AbortController();
      const aborted = journal.waitFor(3, abort.signal);
      abort.abort(new Error('enough'));
      await expect(aborted).rejects.toThrow('enough');
      await expect(journal.waitFor(3, abort.signal)).rejects.toThrow('enough');
      await journal.close();
    }),
  );

  test(
    'the newest snapshot comes back, also after an open; one ahead of the flushed records is refused',
    withPlace(async (place) => {
      const journal = await place.open();
      await journal.append([bytesOf('1'), bytesOf('2')]);
      await journal.writeSnapshot(1, bytesOf('after 1'));
      await journal.writeSnapshot(2, bytesOf('after 2'));
      await expect(journal.writeSnapshot(3, bytesOf('x'))).rejects.toThrow(RangeError);
      await journal.close();
      const again = await place.open();
      const snapshot = await again.readSnapshot();
      expect([snapshot?.position, decoder.decode(snapshot?.bytes)]).toEqual([2, 'after 2']);
      await again.close();
    }),
  );

  test(
    'trim drops only records before the position, and reading a dropped one says so',
    withPlace(async (place) => {
      const journal = await place.open();
      for (let at = 1; at <= 40; at++) await journal.append([bytesOf(`${at}`.repeat(50))]);
      await journal.trim(1);
      expect(journal.firstPosition).toBe(1);
      await journal.trim(30);
      const first = journal.firstPosition;
      expect(first).toBeGreaterThan(1);
      expect(first).toBeLessThanOrEqual(30);
      await expect(readAll(journal, first - 1)).rejects.toMatchObject({ code: 'journal-trimmed', firstPosition: first });
      expect((await readAll(journal, first)).map(({ position }) => position)).toEqual(
        Array.from({ length: 41 - first }, (_, i) => first + i),
      );
      await journal.trim(1000);
      expect(journal.firstPosition).toBeLessThanOrEqual(41);
      expect(await journal.append([bytesOf('41')])).toEqual({ firstPosition: 41, lastPosition: 41 });
      const kept = journal.firstPosition;
      await journal.close();
      const again = await place.open();
      expect([again.firstPosition, again.flushedPosition]).toEqual([kept, 41]);
      expect(await readAll(again, kept)).toHaveLength(42 - kept);
      await again.close();
    }),
  );

  test(
    'trim never drops the record at its position',
    withPlace(async (place) => {
      const journal = await place.open();
      for (let at = 1; at <= 40; at++) await journal.append([bytesOf(`${at}`.repeat(60))]);
      for (let position = 2; position <= 40; position++) {
        await journal.trim(position);
        expect((await readAll(journal, position))[0]).toMatchObject({ position });
      }
      await journal.close();
    }),
  );

  test(
    'a backup goes into a new place only',
    withPlace(async (place) => {
      const journal = await place.open();
      await journal.append([bytesOf('1')]);
      const target = place.newBackupDir();
      await journal.backup(target);
      await expect(journal.backup(target)).rejects.toThrow('not empty');
      await journal.append([bytesOf('2')]);
      await journal.close();
    }),
  );

  test(
    'many writers at once: every batch is whole, in order, and where its acknowledgement said',
    withPlace(async (place) => {
      const journal = await place.open();
      const acknowledged: { text: string; position: number }[] = [];
      const write = async (writer: number): Promise<void> => {
        for (let round = 0; round < 20; round++) {
          const texts = Array.from({ length: 1 + ((writer + round) % 3) }, (_, at) => `${writer}.${round}.${at}`);
          const { firstPosition } = await journal.append(texts.map(bytesOf));
          texts.forEach((text, at) => acknowledged.push({ text, position: firstPosition + at }));
        }
      };
      await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)));
      await journal.close();
      const again = await place.open();
      const stored = (await readAll(again)).map(({ position, bytes }) => ({ text: decoder.decode(bytes), position }));
      expect(stored).toEqual(acknowledged.toSorted((a, b) => a.position - b.position));
      await again.close();
    }),
  );
}
