import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench, coder, fixedSplit, git, makeRemote, makeRepository, operator, orchestrator, otherAgent } from './harness.ts';

const FAILED_PRECONDITION = 9;
const PERMISSION_DENIED = 7;

describe('who may do what, and when', () => {
  const bench = new Bench();
  let remote = '';
  let source = '';
  let base = '';
  let commit = '';
  let diffDigest = '';

  /** A commit that passed the gate, in a mission of its own. */
  async function passedCommit(missionId: string, branch = `panal/${missionId}`): Promise<void> {
    const lease = { missionId, branch, agentId: coder.subject };
    bench.grant(`${missionId}-implement.1`, lease);
    const opened = await bench.open(coder, `${missionId}-implement.1`);
    base = opened.baseCommit;
    writeFileSync(join(opened.path, 'src/split.js'), `${fixedSplit}// ${missionId}\n`);
    ({ commit } = await bench.commit(coder, `${missionId}-implement.1`));
    await bench.close(coder, `${missionId}-implement.1`);
    bench.grant(`${missionId}-gate.2`, { missionId, commit });
    const result = await bench.gate({ taskId: `${missionId}-gate.2`, repositoryId: 'sample', missionId, commit });
    expect(result.passed).toBe(true);
    ({ diffDigest } = result);
  }
  const pushAs = (taskId: string, missionId: string, more: object = {}) =>
    bench.push({ taskId, repositoryId: 'sample', missionId, branch: `panal/${missionId}`, commit, diffDigest, ...more });

  beforeAll(async () => {
    await bench.start();
    source = makeRepository(join(bench.root, 'source'));
    remote = makeRemote(join(bench.root, 'remote.git'));
    await bench.register({ repositoryId: 'sample', source, pushRemote: remote });
  });
  afterAll(() => bench.stop());

  it('refuses every step of an agent without the lease, and of another agent', async () => {
    await expect(bench.open(coder, 'nothing.1')).rejects.toMatchObject({ code: FAILED_PRECONDITION });
    bench.grant('mine.1', { agentId: coder.subject });
    const opened = await bench.open(coder, 'mine.1');
    expect(await bench.open(coder, 'mine.1')).toEqual(opened);
    await expect(bench.open(otherAgent, 'mine.1')).rejects.toMatchObject({ code: FAILED_PRECONDITION });
    await expect(bench.commit(otherAgent, 'mine.1')).rejects.toMatchObject({ code: FAILED_PRECONDITION });
    await expect(bench.close(otherAgent, 'mine.1')).rejects.toMatchObject({ code: PERMISSION_DENIED });
    writeFileSync(join(opened.path, 'late.txt'), 'late');
    bench.orchestrator.leases.delete('mine.1');
    await expect(bench.commit(coder, 'mine.1')).rejects.toMatchObject({ code: FAILED_PRECONDITION });
    expect(await bench.close(coder, 'mine.1')).toMatchObject({ ok: true, message: 'closed' });
    expect(await bench.close(coder, 'mine.1')).toMatchObject({ ok: true, message: 'no worktree was open' });
    expect(existsSync(opened.path)).toBe(false);
    await expect(bench.open(operator, 'mine.1')).rejects.toMatchObject({ code: PERMISSION_DENIED });
    await expect(bench.open(orchestrator, 'mine.1')).rejects.toMatchObject({ code: PERMISSION_DENIED });
  });

  it('answers a repeated commit with the same commit, and says when nothing changed', async () => {
    bench.grant('again.1', { missionId: 'again', agentId: coder.subject });
    const opened = await bench.open(coder, 'again.1');
    expect(await bench.commit(coder, 'again.1', 'Nothing')).toMatchObject({ empty: true, commit: opened.headCommit, files: 0 });
    writeFileSync(join(opened.path, 'new.txt'), 'new\n');
    writeFileSync(join(opened.path, 'ignored.log'), 'not for git\n');
    const first = await bench.commit(coder, 'again.1', 'Add');
    expect(first).toMatchObject({ empty: false, files: 1, insertions: 1 });
    expect(await bench.commit(coder, 'again.1', 'Add')).toEqual(first);
    expect(await bench.commit(coder, 'again.1', 'Other')).toMatchObject({ empty: true, commit: first.commit });
    const diff = await bench.diff(coder, { taskId: 'again.1' });
    expect(diff).toMatchObject({ diffDigest: first.diffDigest, truncated: false, files: 1 });
    expect(diff.diff).toContain('+new');
    expect(git(opened.path, 'status', '--porcelain')).toBe('');
    await bench.close(coder, 'again.1');
  });

  it('pushes once for a task, and not at all under a lease that has gone', async () => {
    await passedCommit('m2');
    expect(await pushAs('m2-push.3', 'm2')).toMatchObject({ ok: false, message: expect.stringContaining('is not held') });
    expect(git(remote, 'for-each-ref', 'refs/heads/panal/m2')).toBe('');
    bench.grant('m2-push.4', { missionId: 'm2', branch: 'panal/m2', commit });
    const pushed = await pushAs('m2-push.4', 'm2');
    expect(pushed).toMatchObject({ ok: true, commit });
    bench.orchestrator.leases.delete('m2-push.4');
    expect(await pushAs('m2-push.4', 'm2')).toMatchObject({ ok: true, commit });
    expect(git(remote, 'rev-parse', 'panal/m2')).toBe(commit);
    bench.grant('m2-push.5', { missionId: 'm2', branch: 'panal/m2', commit });
    expect(await pushAs('m2-push.5', 'm2')).toMatchObject({ ok: true, message: 'the remote already holds this commit' });
  });

  it('refuses a push without a passed gate, to other branches, for other commits, and over what someone else put there', async () => {
    await passedCommit('m3');
    bench.grant('m3-push.1', { missionId: 'm3', branch: '', commit: '' });
    expect(await pushAs('m3-push.1', 'm3', { commit: base })).toMatchObject({
      ok: false,
      message: expect.stringContaining('No gate has passed'),
    });
    expect(await pushAs('m3-push.1', 'm3', { diffDigest: 'f'.repeat(64) })).toMatchObject({
      ok: false,
      message: expect.stringContaining('No gate'),
    });
    for (const branch of ['main', 'refs/heads/main', '-d', 'panal/../main', 'panal/x:main', 'panal/a b']) {
      expect(await pushAs('m3-push.1', 'm3', { branch }), branch).toMatchObject({ ok: false });
    }
    git(source, 'push', '-q', remote, 'main:refs/heads/panal/m3');
    expect(await pushAs('m3-push.1', 'm3')).toMatchObject({
      ok: false,
      message: expect.stringContaining('was moved by someone else'),
    });
    expect(git(remote, 'rev-parse', 'panal/m3')).toBe(base);
    git(remote, 'update-ref', '-d', 'refs/heads/panal/m3');
    expect(await pushAs('m3-push.1', 'm3'), 'a refused push stays refused').toMatchObject({ ok: false });
    bench.grant('m3-push.2', { missionId: 'm3', branch: 'panal/m3', commit: base });
    expect(await pushAs('m3-push.2', 'm3')).toMatchObject({
      ok: false,
      message: expect.stringContaining('The lease is for commit'),
    });
  });

  it("pushes to a new branch of the user's own repository, and never to one that is checked out", async () => {
    const own = makeRepository(join(bench.root, 'own'));
    git(own, 'config', 'receive.denyCurrentBranch', 'updateInstead');
    await bench.register({ repositoryId: 'sample', source, pushRemote: own });
    await passedCommit('m4');
    git(own, 'checkout', '-q', '-b', 'panal/m4');
    bench.grant('m4-push.1', { missionId: 'm4', branch: 'panal/m4', commit });
    expect(await pushAs('m4-push.1', 'm4')).toMatchObject({ ok: false, message: expect.stringContaining('is checked out') });
    git(own, 'checkout', '-q', 'main');
    git(own, 'branch', '-q', '-D', 'panal/m4');
    const status = git(own, 'status', '--porcelain', '--branch');
    bench.grant('m4-push.2', { missionId: 'm4', branch: 'panal/m4', commit });
    expect(await pushAs('m4-push.2', 'm4')).toMatchObject({ ok: true });
    expect(git(own, 'rev-parse', 'panal/m4')).toBe(commit);
    expect(git(own, 'status', '--porcelain', '--branch')).toBe(status);
    await bench.register({ repositoryId: 'sample', source, pushRemote: remote });
  });

  it('waits for an orchestrator that is away rather than guess', async () => {
    const { orchestrator: fake } = bench;
    const alone = new Bench();
    try {
      await alone.start({ PANAL_PORTS_ORCHESTRATOR_GRPC: '9' });
      await expect(alone.open(coder, 'any.1')).rejects.toMatchObject({ code: 14 });
    } finally {
      await alone.stop();
    }
    expect(
      fake.asked.every(
        ({ agentId, effect }) => (effect === 'run-gate' || effect === 'push' || effect === 'keep-worktree') === (agentId === ''),
      ),
    ).toBe(true);
    expect(readdirSync(join(bench.dataDir, 'workspace/gates'))).toEqual([]);
  });
});
