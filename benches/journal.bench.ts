// `npm run bench -- journal [--seconds S] [--rounds N] [--restore-records N] [--dir DIR]`
//
// Durable records a second, with 1, 16, 64 and 256 waiters that each append one record of 200 bytes and wait, against the floor in
// the same run: the same bytes appended to a plain file, one write and one fdatasync for each round of all waiters. Then a state
// store under 64 callers (three events a command), and its restoring. Runs of journal and floor alternate; medians are shown.
import { open as openFile } from 'node:fs/promises';
import { fdatasync, write } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { jsonEventCodec, openJournal, openStateStore, type Core } from '@panal/journal';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '0.7' },
    rounds: { type: 'string', default: '3' },
    'restore-records': { type: 'string', default: '1000000' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const runMs = Number(values.seconds) * 1000;
const rounds = Number(values.rounds);
const restoreRecords = Number(values['restore-records']);
const recordBytes = 200;

interface Measured {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

/** Runs `work` until the time is over; it answers how many units it did. */
async function measure(work: (isOver: () => boolean) => Promise<number>): Promise<Measured> {
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const done = await work(() => performance.now() - startMs >= runMs);
  const elapsedS = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: done / elapsedS, cpuMicros: (user + system) / done };
}

async function inTempDir<T>(use: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(values.dir, 'panal-journal-bench-'));
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

const journalRun = (waiters: number): Promise<Measured> =>
  inTempDir(async (dir) => {
    const journal = await openJournal({ dir: join(dir, 'journal') });
    const record = new Uint8Array(recordBytes).fill(97);
    const measured = await measure(async (isOver) => {
      let done = 0;
      const waiter = async (): Promise<void> => {
        for (; !isOver(); done++) await journal.append([record]);
      };
      await Promise.all(Array.from({ length: waiters }, waiter));
      return done;
    });
    await journal.close();
    return measured;
  });

const writeFile = promisify(write);
const flushFile = promisify(fdatasync);

const floorRun = (waiters: number): Promise<Measured> =>
  inTempDir(async (dir) => {
    const file = await openFile(join(dir, 'plain'), 'w');
    const bytes = new Uint8Array(recordBytes * waiters).fill(97);
    const measured = await measure(async (isOver) => {
      let done = 0;
      for (; !isOver(); done += waiters) {
        await writeFile(file.fd, bytes, 0, bytes.length, done * recordBytes);
        await flushFile(file.fd);
      }
      return done;
    });
    await file.close();
    return measured;
  });

interface Counter {
  total: number;
}
interface Added {
  readonly kind: 'added';
  readonly taskId: string;
  readonly amount: number;
}
const counter: Core<Counter, number, Added, never> = {
  initial: () => ({ total: 0 }),
  decide: (state, amount) => ({
    ok: true,
    events: [0, 1, 2].map((at) => ({ kind: 'added', taskId: `task-${state.total}-${at}`, amount })),
  }),
  apply(state, { amount }) {
    state.total += amount;
  },
};
const codec = jsonEventCodec<Added>({ version: 1 });
const openCounter = async (dir: string) => {
  const journal = await openJournal({ dir });
  return await openStateStore({ journal, core: counter, codec, clock: Date.now });
};

const storeRun = (callers: number): Promise<Measured> =>
  inTempDir(async (dir) => {
    const store = await openCounter(dir);
    const measured = await measure(async (isOver) => {
      let done = 0;
      const caller = async (): Promise<void> => {
        for (; !isOver(); done++) await store.execute(1);
      };
      await Promise.all(Array.from({ length: callers }, caller));
      return done;
    });
    await store.close();
    return measured;
  });

/** Seconds from opening the journal to a restored state, and of these for opening it, which reads and checks everything. */
const restoreRun = (records: number): Promise<{ records: number; seconds: number; openSeconds: number }> =>
  inTempDir(async (dir) => {
    const filling = await openCounter(dir);
    while (filling.position < records) await Promise.all(Array.from({ length: 100 }, () => filling.execute(1)));
    const { total } = filling.state;
    await filling.close();
    const startMs = performance.now();
    const journal = await openJournal({ dir });
    const openSeconds = (performance.now() - startMs) / 1000;
    const store = await openStateStore({ journal, core: counter, codec, clock: Date.now });
    const seconds = (performance.now() - startMs) / 1000;
    if (store.state.total !== total) throw new Error('the restored state differs');
    const restored = store.position;
    await store.close();
    return { records: restored, seconds, openSeconds };
  });

function median(runs: readonly Measured[]): Measured {
  const middle = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
  return { perSecond: middle(runs.map((run) => run.perSecond)), cpuMicros: middle(runs.map((run) => run.cpuMicros)) };
}

const round1 = (value: number): number => Math.round(value * 10) / 10;
const waitersShown = [];
for (const waiters of [1, 16, 64, 256]) {
  const journal: Measured[] = [];
  const floor: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    floor.push(await floorRun(waiters));
    journal.push(await journalRun(waiters));
  }
  const [ours, plain] = [median(journal), median(floor)];
  const shown = {
    waiters,
    recordsPerSecond: Math.round(ours.perSecond),
    floorPerSecond: Math.round(plain.perSecond),
    ratio: Math.round((ours.perSecond / plain.perSecond) * 100) / 100,
    cpuMicrosPerRecord: round1(ours.cpuMicros),
    floorCpuMicrosPerRecord: round1(plain.cpuMicros),
  };
  waitersShown.push(shown);
  console.log(
    `${waiters} waiters: ${shown.recordsPerSecond} records/s (floor ${shown.floorPerSecond}, ratio ${shown.ratio}), ` +
      `${shown.cpuMicrosPerRecord} µs CPU a record (floor ${shown.floorCpuMicrosPerRecord})`,
  );
}
const store = median([await storeRun(64), await storeRun(64), await storeRun(64)]);
console.log(
  `state store, 64 callers, 3 events a command: ${Math.round(store.perSecond)} commands/s, ${round1(store.cpuMicros)} µs CPU a command`,
);
const restored = await restoreRun(restoreRecords);
console.log(
  `restoring ${restored.records} events: ${round1(restored.seconds)} s, of which opening ${round1(restored.openSeconds)} s`,
);
console.log(
  JSON.stringify({
    bench: 'journal',
    recordBytes,
    waiters: waitersShown,
    store: { callers: 64, commandsPerSecond: Math.round(store.perSecond), cpuMicrosPerCommand: round1(store.cpuMicros) },
    restore: { records: restored.records, seconds: round1(restored.seconds), openSeconds: round1(restored.openSeconds) },
  }),
);
