import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import fc from 'fast-check';
import type { Disk } from '../src/disk.ts';
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
const diskSeeds = fc.integer({ min: 1, max: 2 ** 31 });

export interface Check {
  /** A careless build, planted over the disk. */
  readonly build?: (disk: Disk) => Disk;
  readonly ignoresFlushes?: boolean;
  readonly runs: number;
  /** Of fast-check; random when left out. */
  readonly seed?: number;
}

/** Plays random histories; fast-check keeps seed and smallest failing history. */
export async function checkHistories({
  build,
  ignoresFlushes = false,
  runs,
  seed,
}: Check): Promise<fc.RunDetails<[History, number]>> {
  const property = fc.asyncProperty(history, diskSeeds, async (played, diskSeed) => {
    const problems = await playHistory(new SimulatedDisk({ seed: diskSeed, ignoresFlushes }), played, build);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  });
  return await fc.check(property, { numRuns: runs, ...(seed !== undefined && { seed }) });
}
