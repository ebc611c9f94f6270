/** `PANAL_HISTORY_RUNS` sets how many histories are played, `PANAL_HISTORY_SEED` the first one's seed. */
import type { Disk } from '@panal/journal';
import { expect, test } from 'vitest';
import { damageJournal } from './simulated-damage.ts';
import { type HistoryOptions, playHistory } from './simulated-history.ts';

const runs = Number(process.env['PANAL_HISTORY_RUNS'] ?? 60);
const firstSeed = Number(process.env['PANAL_HISTORY_SEED'] ?? Math.floor(Math.random() * 2 ** 30));
const patientMs = 400_000;

async function firstProblem(count: number, options: Omit<HistoryOptions, 'seed'>, seed = 1): Promise<string | undefined> {
  for (let run = 0; run < count; run += 1) {
    const { problems } = await playHistory({ seed: seed + run, ...options });
    if (problems.length > 0) return problems.join('\n');
  }
  return undefined;
}

test(
  `nothing acknowledged is lost and nothing invented on a disk that loses what was not flushed (from seed ${firstSeed})`,
  async () => {
    expect(await firstProblem(runs, {}, firstSeed)).toBeUndefined();
  },
  patientMs,
);

/** Flushes of records do nothing. */
const neverFlushing = (disk: Disk): Disk => ({
  makeDir: (path) => disk.makeDir(path),
  list: (dir) => disk.list(dir),
  rename: (from, to) => disk.rename(from, to),
  remove: (path) => disk.remove(path),
  syncDir: (dir) => disk.syncDir(dir),
  lock: (path) => disk.lock(path),
  open: async (path, mode) => {
    const file = await disk.open(path, mode);
    return {
      size: () => file.size(),
      read: (into, position) => file.read(into, position),
      write: (bytes, position) => file.write(bytes, position),
      datasync: () => (path.endsWith('.log') ? Promise.resolve() : file.datasync()),
      close: () => file.close(),
    };
  },
});

test.each<{ what: string; planted: Omit<HistoryOptions, 'seed'> }>([
  { what: 'never flushes records', planted: { build: neverFlushing } },
  { what: 'believes a disk that lies', planted: { ignoresFlushes: true } },
  { what: 'forgets idempotency keys', planted: { forgetsKeys: true } },
  { what: 'trims the journal behind the newest stored graph', planted: { trimsTooMuch: true } },
])(
  'the same finds a build that $what',
  async ({ planted }) => {
    expect(await firstProblem(200, planted)).toBeDefined();
  },
  patientMs,
);

test(
  `a journal that the disk has damaged is refused with advice, or nothing of it is missing (from seed ${firstSeed})`,
  async () => {
    for (let run = 0; run < runs; run += 1) expect((await damageJournal(firstSeed + run)).problems).toEqual([]);
  },
  patientMs,
);
