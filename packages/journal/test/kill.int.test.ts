import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killCycles } from './kill-cycles.ts';

test('200 deaths by kill -9 under 16 concurrent writers: nothing acknowledged is lost, nothing is invented', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'panal-journal-kill-'));
  try {
    const result = await killCycles({ dir: join(dir, 'journal'), cycles: 200, random: Math.random });
    expect(result.problems).toEqual([]);
    expect(result.acknowledgedBatches).toBeGreaterThan(1000);
    expect(result.snapshots).toBeGreaterThan(10);
  } finally {
    await rm(dir, { recursive: true });
  }
}, 400_000);
