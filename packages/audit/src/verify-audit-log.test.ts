import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendLeaf, emptyRange, rootOf } from './pure/compact-range.ts';
import type { CompactRange } from './pure/compact-range.ts';
import { leafHash } from './pure/merkle-hash.ts';
import { createSigningKey } from './signing/signing-key.ts';
import { signCheckpoint } from './signing/signed-note.ts';
import { verifyAuditLog } from './verify-audit-log.ts';
import type { AuditLeaf, AuditLogInput, AuditVerification } from './verify-audit-log.ts';

const key = createSigningKey();
const stranger = createSigningKey();
const origin = 'panal.example/audit';

type Log = { leaves: AuditLeaf[]; checkpoints: string[]; sizes: number[] };

function leavesOf(count: number): AuditLeaf[] {
  return Array.from({ length: count }, (_, sequence) => ({ sequence, line: Buffer.from(`{"at":${sequence}}`) }));
}

function rangeOver(leaves: readonly AuditLeaf[]): CompactRange {
  return leaves.reduce((range, { line }) => appendLeaf(range, leafHash(line)), emptyRange);
}

function logOf(count: number, sizes: readonly number[], signer = key): Log {
  const leaves = leavesOf(count);
  const checkpoints = sizes.map((size) =>
    signCheckpoint({ origin, size, root: rootOf(rangeOver(leaves.slice(0, size))) }, signer),
  );
  return { leaves, checkpoints, sizes: [...sizes] };
}

async function* streamed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function verify(log: Pick<Log, 'leaves' | 'checkpoints'>, more: Partial<AuditLogInput> = {}): Promise<AuditVerification> {
  return verifyAuditLog({ leaves: streamed(log.leaves), checkpoints: log.checkpoints, publicKeys: [key.publicKey], ...more });
}

const renumbered = (leaves: readonly AuditLeaf[]): AuditLeaf[] => leaves.map(({ line }, sequence) => ({ sequence, line }));

// A log whose last checkpoint covers all of it, with some checkpoints before that.
const coveredLogs = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc.record({
    log: fc
      .uniqueArray(fc.nat(count - 1), { maxLength: 6 })
      .map((sizes) => logOf(count, [...sizes.toSorted((a, b) => a - b), count])),
    at: fc.nat(count - 1),
  }),
);

// Everything before the last checkpoint that does not reach past the change is known to stand.
function lastGoodSize({ sizes }: Log, at: number): number {
  return Math.max(0, ...sizes.filter((size) => size <= at));
}

async function expectFound(log: Log, changed: Pick<Log, 'leaves' | 'checkpoints'>, at: number): Promise<void> {
  expect(await verify(changed)).toMatchObject({ ok: false, firstBadSequence: lastGoodSize(log, at) });
}

describe('a good log', () => {
  test('is accepted with its size, root, checkpoints and what they do not cover', async () => {
    const log = logOf(23, [0, 1, 8, 8, 20]);
    const root = rootOf(rangeOver(log.leaves));
    expect(await verify(log)).toEqual({ ok: true, size: 23, root, checkpoints: 5, uncoveredLeaves: 3 });
  });

  test('may be empty, with or without a checkpoint', async () => {
    expect(await verify(logOf(0, []))).toMatchObject({ ok: true, size: 0, checkpoints: 0 });
    expect(await verify(logOf(0, [0]))).toMatchObject({ ok: true, size: 0, checkpoints: 1 });
  });

  test('is verified from a point that is known to be right, or from its start, alike', async () => {
    const log = logOf(23, [4, 9, 20, 23]);
    const start = rangeOver(log.leaves.slice(0, 11));
    const whole = await verify(log);
    expect(await verify({ ...log, leaves: log.leaves.slice(11) }, { start })).toEqual(whole);
    expect(whole.ok).toBe(true);
  });

  test('survives a change of keys', async () => {
    const before = logOf(9, [4]);
    const after = logOf(9, [9], stranger);
    const checkpoints = [...before.checkpoints, ...after.checkpoints];
    expect(await verify({ ...before, checkpoints }, { publicKeys: [key.publicKey, stranger.publicKey] })).toMatchObject({
      ok: true,
    });
    expect(await verify({ ...before, checkpoints })).toMatchObject({ ok: false, firstBadSequence: 4 });
  });
});

describe('every mutation of the entries is found, and placed after the last checkpoint that stands', () => {
  test('a flipped bit', async () => {
    await fc.assert(
      fc.asyncProperty(coveredLogs, fc.nat(), async ({ log, at }, bit) => {
        const leaves = log.leaves.map(({ sequence, line }) => ({ sequence, line: Uint8Array.from(line) }));
        const { line } = leaves[at] as { line: Uint8Array };
        const byte = (bit >> 3) % line.length;
        line[byte] = (line[byte] as number) ^ (1 << (bit & 7));
        await expectFound(log, { ...log, leaves }, at);
      }),
    );
  });

  test('a dropped entry, with the rest renumbered or not', async () => {
    await fc.assert(
      fc.asyncProperty(coveredLogs, fc.boolean(), async ({ log, at }, renumber) => {
        const rest = log.leaves.toSpliced(at, 1);
        await expectFound(log, { ...log, leaves: renumber ? renumbered(rest) : rest }, at);
      }),
    );
  });

  test('an entry put in or doubled', async () => {
    await fc.assert(
      fc.asyncProperty(coveredLogs, fc.boolean(), async ({ log, at }, renumber) => {
        const more = log.leaves.toSpliced(at, 0, { sequence: at, line: Buffer.from('{"forged":true}') });
        await expectFound(log, { ...log, leaves: renumber ? renumbered(more) : more }, at);
      }),
    );
  });

  test('two entries swapped', async () => {
    await fc.assert(
      fc.asyncProperty(coveredLogs, fc.nat(), async ({ log, at }, offset) => {
        fc.pre(log.leaves.length > 1);
        const other = (at + 1 + (offset % (log.leaves.length - 1))) % log.leaves.length;
        const swapped = log.leaves.with(at, log.leaves[other] as AuditLeaf).with(other, log.leaves[at] as AuditLeaf);
        await expectFound(log, { ...log, leaves: renumbered(swapped) }, Math.min(at, other));
      }),
    );
  });

  test('a truncated log', async () => {
    await fc.assert(
      fc.asyncProperty(coveredLogs, async ({ log, at }) => {
        const verification = await verify({ ...log, leaves: log.leaves.slice(0, at) });
        expect(verification).toMatchObject({
          ok: false,
          firstBadSequence: lastGoodSize(log, at),
          problem: expect.stringContaining('truncated'),
        });
      }),
    );
  });
});

test('a hole after the last checkpoint is found by the numbers alone', async () => {
  const log = logOf(12, [5]);
  expect(await verify({ ...log, leaves: log.leaves.toSpliced(8, 1) })).toEqual({
    ok: false,
    firstBadSequence: 5,
    problem: 'entry 8 is expected and entry 9 follows: dropped, doubled or out of order',
  });
});

describe('every forged or withdrawn checkpoint is found', () => {
  test('one by an unknown key', async () => {
    const log = logOf(12, [5, 12]);
    const forged = logOf(12, [8], stranger).checkpoints;
    const verification = await verify({ ...log, checkpoints: log.checkpoints.toSpliced(1, 0, ...forged) });
    expect(verification).toMatchObject({ ok: false, firstBadSequence: 5, problem: expect.stringContaining('no known key') });
  });

  test('one whose text was changed after signing', async () => {
    const log = logOf(12, [5, 12]);
    const checkpoints = log.checkpoints.with(1, (log.checkpoints[1] as string).replace('\n12\n', '\n11\n'));
    expect(await verify({ ...log, checkpoints })).toMatchObject({ ok: false, firstBadSequence: 5 });
  });

  test('two signed roots for one size', async () => {
    const log = logOf(12, [5, 12]);
    const fork = signCheckpoint({ origin, size: 12, root: leafHash(Buffer.from('another past')) }, key);
    const verification = await verify({ ...log, checkpoints: [...log.checkpoints, fork] });
    expect(verification).toMatchObject({ ok: false, firstBadSequence: 12, problem: expect.stringContaining('contradicts') });
  });

  test('a smaller one after a larger one', async () => {
    const log = logOf(12, [5, 12]);
    const verification = await verify({ ...log, checkpoints: log.checkpoints.toReversed() });
    expect(verification).toMatchObject({ ok: false, problem: expect.stringContaining('rolled back') });
  });

  test('one of another log', async () => {
    const log = logOf(12, [5, 12]);
    const elsewhere = signCheckpoint({ origin: 'panal.example/other', size: 12, root: rootOf(rangeOver(log.leaves)) }, key);
    const checkpoints = log.checkpoints.with(1, elsewhere);
    expect(await verify({ ...log, checkpoints })).toMatchObject({ ok: false, problem: expect.stringContaining('another log') });
    expect(await verify(log, { origin: 'panal.example/other' })).toMatchObject({ ok: false, firstBadSequence: 0 });
  });

  test('all of them taken away', async () => {
    const verification = await verify({ ...logOf(12, []), checkpoints: [] });
    expect(verification).toMatchObject({
      ok: false,
      firstBadSequence: 0,
      problem: expect.stringContaining('no signed checkpoint'),
    });
  });

  test('the newest taken away shows in what is not covered, and a copy kept elsewhere finds the cut', async () => {
    const log = logOf(12, [5, 12]);
    const cut = { leaves: log.leaves.slice(0, 9), checkpoints: log.checkpoints.slice(0, 1) };
    expect(await verify(cut)).toMatchObject({ ok: true, size: 9, uncoveredLeaves: 4 });
    expect(await verify({ ...cut, checkpoints: log.checkpoints })).toMatchObject({
      ok: false,
      firstBadSequence: 5,
      problem: expect.stringContaining('ends after 9 entries, but 12 were signed'),
    });
  });
});

test('a start that is no compact range is a programming error', async () => {
  const start = { size: 3, hashes: [] };
  await expect(verify(logOf(4, [4]), { start })).rejects.toThrow(TypeError);
});

describe('what the entries say was signed', () => {
  const recorded = (log: Log, at: number, signedSize: number): Log => ({
    ...log,
    leaves: log.leaves.with(at, { ...(log.leaves[at] as AuditLeaf), signedSize }),
  });

  test('must be kept: the newest, one between, or all taken away is found', async () => {
    const log = recorded(recorded(logOf(12, [3, 6]), 4, 3), 8, 6);
    expect(await verify(log)).toMatchObject({ ok: true });
    const [first, second] = log.checkpoints as [string, string];
    for (const [checkpoints, size] of [
      [[first], 6],
      [[second], 3],
      [[], 3],
    ] as const) {
      const verification = await verify({ ...log, checkpoints: [...checkpoints] });
      expect(verification).toMatchObject({ ok: false, problem: expect.stringContaining(`over ${size} entries was signed, but`) });
    }
  });

  test('may be named before the point where a verification begins', async () => {
    const log = recorded(logOf(12, [3, 6]), 8, 3);
    const start = rangeOver(log.leaves.slice(0, 6));
    expect(await verify({ ...log, leaves: log.leaves.slice(6) }, { start })).toMatchObject({ ok: true });
  });
});
