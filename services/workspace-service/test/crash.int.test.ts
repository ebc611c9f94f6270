import { readFileSync, chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench, coder, fixedSplit, git, makeRemote, makeRepository } from './harness.ts';

const GATE_CYCLES = 5;
const PUSH_CYCLES = 8;

/** Kills spread over the whole operation, from its first moment to after its end. */
const killDelaysMs = (cycles: number, spanMs: number): number[] =>
  Array.from({ length: cycles }, (_, cycle) => Math.round((cycle * spanMs) / (cycles - 1)));

describe('a service that is killed in the middle', () => {
  const bench = new Bench();
  let remote = '';

  beforeAll(async () => {
    await bench.start();
    const source = makeRepository(join(bench.root, 'source'));
    remote = makeRemote(join(bench.root, 'remote.git'));
    // The remote takes its time, so that kills also hit the moment in which it decides.
    const hook = join(remote, 'hooks/pre-receive');
    writeFileSync(hook, '#!/bin/sh\nsleep 0.15\n');
    chmodSync(hook, 0o755);
    await bench.register({ repositoryId: 'sample', source, pushRemote: remote });
  });
  afterAll(() => bench.stop());

  async function commitIn(missionId: string): Promise<string> {
    bench.grant(`${missionId}.1`, { missionId, branch: `panal/${missionId}`, agentId: coder.subject });
    const opened = await bench.open(coder, `${missionId}.1`);
    writeFileSync(join(opened.path, 'src/split.js'), `${fixedSplit}// ${missionId}\n`);
    const { commit } = await bench.commit(coder, `${missionId}.1`);
    await bench.close(coder, `${missionId}.1`);
    return commit;
  }

  /** Starts an operation, kills the service after a while, starts it again; answers whether the operation was acknowledged. */
  async function killDuring(operation: () => Promise<unknown>, delayMs: number): Promise<boolean> {
    const acknowledged = operation().then(
      () => true,
      () => false,
    );
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await bench.service!.end('SIGKILL');
    const outcome = await acknowledged;
    await bench.restart();
    return outcome;
  }

  const leftovers = (): string[] => [
    ...readdirSync(join(bench.dataDir, 'workspace/gates')),
    ...readdirSync(join(bench.dataDir, 'workspace/worktrees')),
    ...readdirSync(join(bench.dataDir, 'workspace/repositories/sample.git/worktrees')),
  ];

  it('gives the gate of a task one result, and leaves no checkout', async () => {
    for (const [cycle, delayMs] of killDelaysMs(GATE_CYCLES, 1_500).entries()) {
      const missionId = `g${cycle}`;
      const commit = await commitIn(missionId);
      bench.grant(`${missionId}.2`, { missionId, branch: `panal/${missionId}`, commit });
      const request = { taskId: `${missionId}.2`, repositoryId: 'sample', missionId, commit };
      await killDuring(() => bench.gate(request), delayMs);
      expect(leftovers()).toEqual([]);
      const result = await bench.gate(request);
      expect(result.passed, result.finding).toBe(true);
      expect(await bench.gate(request)).toEqual(result);
      expect(leftovers()).toEqual([]);
    }
  });

  it('opens fifty worktrees at once, and clears them all when their leases went with it', async () => {
    const missions = Array.from({ length: 50 }, (_, at) => `w${at}`);
    for (const missionId of missions) bench.grant(`${missionId}.1`, { missionId, agentId: coder.subject });
    const opened = await Promise.all(missions.map((missionId) => bench.open(coder, `${missionId}.1`)));
    expect(new Set(opened.map(({ path }) => path)).size).toBe(50);
    for (const { path, headCommit } of opened) expect(git(path, 'rev-parse', 'HEAD')).toBe(headCommit);
    expect(git(opened[0]!.path, 'status', '--porcelain')).toBe('');
    for (const missionId of missions) bench.orchestrator.leases.delete(`${missionId}.1`);
    await bench.service!.end('SIGKILL');
    await bench.restart();
    await expect.poll(leftovers, { timeout: 30_000 }).toEqual([]);
  });

  it('pushes one value, whatever moment the kill hits, and under a new lease as well', async () => {
    let unacknowledged = 0;
    for (const [cycle, delayMs] of killDelaysMs(PUSH_CYCLES, 900).entries()) {
      const missionId = `p${cycle}`;
      const commit = await commitIn(missionId);
      bench.grant(`${missionId}.2`, { missionId, branch: `panal/${missionId}`, commit });
      const { diffDigest } = await bench.gate({ taskId: `${missionId}.2`, repositoryId: 'sample', missionId, commit });
      const request = { repositoryId: 'sample', missionId, branch: `panal/${missionId}`, commit, diffDigest };
      bench.grant(`${missionId}.3`, { missionId, branch: `panal/${missionId}`, commit });
      const acknowledged = await killDuring(() => bench.push({ ...request, taskId: `${missionId}.3` }), delayMs);
      if (acknowledged) expect(git(remote, 'rev-parse', `panal/${missionId}`)).toBe(commit);
      else unacknowledged++;
      // Every second time the old lease has gone and a new one pushes.
      const taskId = cycle % 2 === 0 ? `${missionId}.3` : `${missionId}.4`;
      bench.grant(taskId, { missionId, branch: `panal/${missionId}`, commit });
      if (taskId.endsWith('.4')) bench.orchestrator.leases.delete(`${missionId}.3`);
      expect(await bench.push({ ...request, taskId })).toMatchObject({ ok: true, commit });
      expect(git(remote, 'rev-parse', `panal/${missionId}`)).toBe(commit);
      expect(git(remote, 'reflog', 'show', `panal/${missionId}`).split('\n').length, 'the branch moved once').toBe(1);
    }
    expect(unacknowledged, 'kills before the answer').toBeGreaterThan(0);
    expect(leftovers()).toEqual([]);
    expect(readFileSync(join(remote, 'config'), 'utf8')).toContain('bare = true');
  });
});
