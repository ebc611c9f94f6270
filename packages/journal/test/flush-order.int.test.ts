import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import { describe, expect, test } from 'vitest';
import { openJournal } from '../src/open-journal.ts';
import type { Journal } from '../src/port.ts';

const dir = '/data/journal';
const record = (text: string): Uint8Array[] => [Buffer.from(text)];
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

async function textsOf(journal: Journal): Promise<string[]> {
  const texts: string[] = [];
  for await (const { bytes } of journal.read(1)) texts.push(Buffer.from(bytes).toString());
  return texts;
}

describe('the acknowledgement follows the flush', () => {
  test('when the flush takes long: nothing is acknowledged, counted, read or waited for before it', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const journal = await openJournal({ dir, disk: disk.connect() });
    await journal.append(record('first'));
    const release = disk.hold('datasync');
    const events: string[] = [];
    const appended = journal.append(record('second')).then(() => events.push('acknowledged'));
    const waited = journal.waitFor(2).then(() => events.push('waited'));
    await turns(50);
    expect(events).toEqual([]);
    expect(journal.flushedPosition).toBe(1);
    expect(await textsOf(journal)).toEqual(['first']);
    release();
    await Promise.all([appended, waited]);
    expect(events.toSorted()).toEqual(['acknowledged', 'waited']);
    expect(await textsOf(journal)).toEqual(['first', 'second']);
    await journal.close();
  });

  test('one flush serves all who wait, and those who come meanwhile share the next', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const journal = await openJournal({ dir, disk: disk.connect() });
    await journal.append(record('warm'));
    const release = disk.hold('datasync');
    const { datasync: before, write: writesBefore } = disk.counts;
    const first = Array.from({ length: 100 }, (_, at) => journal.append(record(`a${at}`)));
    await turns(5);
    const second = Array.from({ length: 100 }, (_, at) => journal.append(record(`b${at}`)));
    await turns(5);
    release();
    await Promise.all([...first, ...second]);
    expect(disk.counts.datasync - before).toBe(2);
    expect(disk.counts.write - writesBefore).toBe(2);
    await journal.close();
  });

  test('between two flushes a gap may be wanted: what comes within it shares the next one, the first after a pause never waits', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const journal = await openJournal({ dir, disk: disk.connect(), flushGapMs: 3_600_000 });
    await journal.append(record('first'));
    const { datasync: before } = disk.counts;
    const events: string[] = [];
    const appended = ['a', 'b', 'c'].map(async (text) => {
      await turns(5);
      await journal.append(record(text));
      events.push(text);
    });
    await turns(50);
    expect([disk.counts.datasync - before, events]).toEqual([0, []]);
    // Closing waits for no gap. One flush for the three, two for the control file.
    await journal.close();
    await Promise.all(appended);
    expect([disk.counts.datasync - before, events]).toEqual([3, ['a', 'b', 'c']]);
  });

  test('a gap ends by itself', async () => {
    const journal = await openJournal({ dir, disk: new SimulatedDisk({ seed: 1 }).connect(), flushGapMs: 5 });
    for (const text of ['a', 'b', 'c']) await journal.append(record(text));
    expect(await textsOf(journal)).toEqual(['a', 'b', 'c']);
    await journal.close();
  });

  test('what waits is flushed in groups of about a mebibyte, so that the first need not wait for the last', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const journal = await openJournal({ dir, disk: disk.connect() });
    await journal.append(record('warm'));
    const { datasync: before } = disk.counts;
    const flushesSeen = Array.from({ length: 6 }, async () => {
      await journal.append([new Uint8Array(600 * 1024)]);
      return disk.counts.datasync - before;
    });
    expect(await Promise.all(flushesSeen)).toEqual([1, 1, 2, 2, 3, 3]);
    await journal.close();
  });

  test.each(['write', 'datasync'] as const)(
    'when a %s fails for good: the process is told to end, and nothing is acknowledged any more',
    async (operation) => {
      const disk = new SimulatedDisk({ seed: 1 });
      const fatal: Error[] = [];
      const journal = await openJournal({ dir, disk: disk.connect(), onFatal: (error) => fatal.push(error) });
      await journal.append(record('kept'));
      disk.failNext(operation, 'EIO');
      const waiter = journal.waitFor(2).then(String, String);
      const settled = await Promise.allSettled([journal.append(record('lost')), journal.append(record('lost, too'))]);
      for (const result of settled) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'journal-failed' } });
      expect(await waiter).toContain('EIO');
      expect(fatal.map(({ message }) => message)).toEqual([expect.stringContaining('EIO')]);
      await expect(journal.append(record('later'))).rejects.toMatchObject({ code: 'journal-failed' });
      await expect(journal.waitFor(2)).rejects.toMatchObject({ code: 'journal-failed' });
      expect([journal.flushedPosition, fatal.length]).toEqual([1, 1]);
      expect(await textsOf(journal)).toEqual(['kept']);
    },
  );

  test('a record that a failed flush left readable is written again before the next process counts it', async () => {
    const disk = new SimulatedDisk({ seed: 3 });
    const journal = await openJournal({ dir, disk: disk.connect(), onFatal: () => undefined });
    await journal.append(record('first'));
    disk.failNext('datasync', 'EIO');
    await expect(journal.append(record('second'))).rejects.toMatchObject({ code: 'journal-failed' });
    disk.kill();
    const next = await openJournal({ dir, disk: disk.connect() });
    expect(await textsOf(next)).toEqual(['first', 'second']);
    disk.crash();
    const last = await openJournal({ dir, disk: disk.connect() });
    expect(await textsOf(last)).toEqual(['first', 'second']);
    await last.close();
  });
});

const hasStrace = spawnSync('strace', ['-V']).status === 0 && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

describe.skipIf(!hasStrace)('under strace', () => {
  interface Traced {
    readonly exitCode: number | null;
    readonly output: string;
    readonly complaint: string;
    /** System calls on the segment and on standard output, in order: `pwrite`, `flush begins`, `flush ends`, `ack N`. */
    readonly calls: readonly string[];
  }

  /** Runs the writer with faults injected into its flushes. */
  async function trace(inject: readonly string[], count: number): Promise<Traced> {
    const home = await mkdtemp(join(tmpdir(), 'panal-journal-strace-'));
    try {
      const log = join(home, 'trace');
      const node = [process.execPath, '--conditions=panal-source', '--disable-warning=ExperimentalWarning'];
      const script = [join(import.meta.dirname, 'strace-writer.ts'), join(home, 'journal'), String(count)];
      const options = [
        '-f',
        '-y',
        '-o',
        log,
        '-e',
        'trace=fdatasync,pwrite64,write',
        ...inject.flatMap((fault) => ['-e', fault]),
      ];
      // One worker thread, since strace counts calls for each thread by itself.
      const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
      const { status, stdout, stderr } = spawnSync('strace', [...options, ...node, ...script], { encoding: 'utf8', env });
      const calls = (await readFile(log, 'utf8')).split('\n').flatMap(callOf);
      return { exitCode: status, output: stdout, complaint: stderr, calls: calls.slice(calls.indexOf('open')) };
    } finally {
      await rm(home, { recursive: true });
    }
  }

  /** A line of strace that matters here. */
  function callOf(line: string): string[] {
    const said = /write\(1<[^>]*>, "(open|ack \d+)\\n"/.exec(line);
    if (said) return [said[1]!];
    if (/pwrite64\(\d+<[^>]*\.log>, "FPJ2/.test(line)) return ['pwrite'];
    if (/fdatasync\(\d+<[^>]*\.log>( <unfinished|\) = )/.test(line))
      return line.includes('unfinished') ? ['flush begins'] : ['flush begins', 'flush ends'];
    return line.includes('<... fdatasync resumed>') ? ['flush ends'] : [];
  }

  test('each acknowledgement comes after the end of a flush that began after its write, also when flushes are slow', async () => {
    const { exitCode, calls } = await trace(['inject=fdatasync:delay_exit=20000'], 5);
    expect(exitCode).toBe(0);
    const wanted = [1, 2, 3, 4, 5].flatMap((number) => ['pwrite', 'flush begins', 'flush ends', `ack ${number}`]);
    expect(calls).toEqual(['open', ...wanted]);
  });

  test('an acknowledgement never comes where the flush fails, and the process ends with code 70 and a reason', async () => {
    // A new journal flushes its control file three times and its first segment once, so the eighth flush is the fourth record's.
    const { exitCode, output, complaint } = await trace(['inject=fdatasync:error=EIO:when=8+'], 100);
    expect(exitCode).toBe(70);
    expect(complaint).toContain("the journal can't be written, so this process ends: EIO");
    const acknowledged = output.trim().split('\n').slice(1);
    expect(acknowledged).toEqual(['ack 1', 'ack 2', 'ack 3']);
  });
});
