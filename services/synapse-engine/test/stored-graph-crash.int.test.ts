/** `PANAL_STORED_SEEDS` sets how many coins are thrown for each moment. */
import { expect, test } from 'vitest';
import { crashAtEachOperation, damageStoredGraph, fillAtEachOperation } from './stored-graph-crash.ts';

const seeds = Number(process.env['PANAL_STORED_SEEDS'] ?? 10);
/** A start by the engine's memory takes a thread of its own. */
const imageSeeds = Math.ceil(seeds / 20);
const patientMs = 400_000;

test.each([{ image: false }, { image: true }])(
  'a power loss at each operation of storing, read by the engine memory: $image',
  async ({ image }) => {
    const { crashes, problems } = await crashAtEachOperation({ seeds: image ? imageSeeds : seeds, firstSeed: 1, image });
    expect(problems).toEqual([]);
    expect(crashes).toBeGreaterThan(50);
  },
  patientMs,
);

test(
  'a full disk at each operation of storing',
  async () => {
    const { operations, problems } = await fillAtEachOperation();
    expect(problems).toEqual([]);
    expect(operations).toBeGreaterThan(20);
  },
  patientMs,
);

test.each([
  { what: 'files', forgotten: /\d+\.nq$/ },
  { what: 'manifest', forgotten: /manifest\.json$/ },
  { what: 'names of the files', forgotten: /\.new$/ },
  { what: 'new name of the folder', forgotten: /graph$/ },
])(
  'the same finds a build that does not flush the $what',
  async ({ forgotten }) => {
    const forgets = ({ kind, path }: { kind: string; path: string }): boolean => kind === 'sync' && forgotten.test(path);
    const { problems } = await crashAtEachOperation({ seeds: 20, firstSeed: 1, image: false, forgets });
    expect(problems).not.toEqual([]);
  },
  patientMs,
);

test(
  'no damage of a stored graph is believed',
  async () => {
    const { problems } = await damageStoredGraph({ runs: 300, seed: 1 });
    expect(problems).toEqual([]);
  },
  patientMs,
);
