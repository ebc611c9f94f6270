import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Disk, DiskFile } from '../src/disk.ts';
import { playHistory, type History, type Step } from './crash-history.ts';

const batchSizes = fc.array(
  fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 300 }) }, fc.integer({ min: 0, max: 3000 })),
  {
    minLength: 1,
    maxLength: 4,
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('append' as const), batches: fc.array(batchSizes, { minLength: 1, maxLength: 5 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'settle' } as const) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('turns' as const), count: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'snapshot' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('trim' as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('failFlush' as const),
      code: fc.constantFrom('ENOSPC' as const, 'EIO' as const),
      afterFlushes: fc.integer({ min: 0, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fill' as const), roomBytes: fc.integer({ min: 0, max: 4000 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('crash' as const, 'kill' as const),
      afterOperations: fc.integer({ min: 0, max: 30 }),
    }),
  },
);
const history: fc.Arbitrary<History> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 40 }),
  segmentBytes: fc.integer({ min: 200, max: 6000 }),
  preallocateBytes: fc.constantFrom(0, 512, 3000),
  markAfterMs: fc.constantFrom(0, 1000),
});
const seed = fc.integer({ min: 1, max: 2 ** 31 });

interface Check {
  /** A careless build, planted over the disk. */
  readonly build?: (disk: Disk) => Disk;
  readonly ignoresFlushes?: boolean;
}

/** Plays random histories; fast-check keeps seed and smallest failing history. */
async function check({ build, ignoresFlushes = false }: Check): Promise<fc.RunDetails<[History, number]>> {
  const property = fc.asyncProperty(history, seed, async (played, diskSeed) => {
    const problems = await playHistory(new SimulatedDisk({ seed: diskSeed, ignoresFlushes }), played, build);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  });
  return await fc.check(property, { numRuns: 1500 });
}

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

describe('on a disk that loses what was not flushed', () => {
  test('nothing acknowledged is lost, nothing is invented, batches are whole, and a crash never looks like damage', async () => {
    const details = await check({});
    expect(details.failed, `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}`).toBe(false);
  });
});

/** A file whose flush is not what it says, where the path ends like this. */
const flushing = (ending: string, datasync: (file: DiskFile) => Promise<void>) => (disk: Disk) =>
  withFile(disk, (file, path) => (path.endsWith(ending) ? { datasync: () => datasync(file) } : {}));

describe('the same check finds', () => {
  const planted: Record<string, Check> = {
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
    const details = await check(planted[name]!);
    expect(details.failed).toBe(true);
    expect(details.errorInstance).toMatchObject({ message: expect.stringMatching(/lost|changed|damaged|not open|given before/) });
  });
});
