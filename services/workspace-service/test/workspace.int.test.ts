import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPublicKey, verifyEnvelope } from '@panal/audit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench, coder, fixedSplit, git, makeRemote, makeRepository } from './harness.ts';

describe('the whole way of a change', () => {
  const bench = new Bench();
  let source = '';
  let remote = '';

  beforeAll(async () => {
    await bench.start();
    source = makeRepository(join(bench.root, 'source'));
    remote = makeRemote(join(bench.root, 'remote.git'));
  });
  afterAll(() => bench.stop());

  it('goes from a worktree over a red and a green gate to a pushed branch', async () => {
    const registered = await bench.register({ repositoryId: 'sample', source, pushRemote: remote });
    expect(registered).toMatchObject({ ok: true, code: '', repository: { baseBranch: 'main', sandbox: 'best-effort' } });
    const base = git(source, 'rev-parse', 'main');

    bench.grant('implement.1', { agentId: coder.subject, taskType: 'implement' });
    const opened = await bench.open(coder, 'implement.1');
    expect(opened).toMatchObject({ branch: 'panal/m1', baseCommit: base, headCommit: base, testCommand: 'node --test' });
    writeFileSync(join(opened.path, 'src/split.js'), '// tried\n' + readFileSync(join(opened.path, 'src/split.js'), 'utf8'));
    const first = await bench.commit(coder, 'implement.1', 'Try something');
    expect(first).toMatchObject({ parent: base, files: 1, insertions: 1, deletions: 0, empty: false });

    bench.grant('gate.2', { commit: first.commit });
    const red = await bench.gate({
      taskId: 'gate.2',
      repositoryId: 'sample',
      missionId: 'm1',
      baseCommit: base,
      commit: first.commit,
    });
    expect(red.passed).toBe(false);
    expect(red.after).toMatchObject({ total: 2, passed: 1, failed: 1, counted: true });
    expect(red.finding).toContain('nothing is lost');
    expect(red.finding).toContain('a remainder is lost');
    await bench.close(coder, 'implement.1');
    expect(existsSync(opened.path)).toBe(false);

    bench.grant('implement.3', { agentId: coder.subject, baseCommit: base, headCommit: first.commit, attempt: 2 });
    const again = await bench.open(coder, 'implement.3');
    expect(again.headCommit).toBe(first.commit);
    writeFileSync(join(again.path, 'src/split.js'), fixedSplit);
    const second = await bench.commit(coder, 'implement.3', 'Give the remainder to the first parts');
    bench.grant('gate.4', { commit: second.commit });
    const green = await bench.gate({
      taskId: 'gate.4',
      repositoryId: 'sample',
      missionId: 'm1',
      baseCommit: base,
      commit: second.commit,
    });
    expect(green).toMatchObject({ passed: true, finding: '', errorLog: '', diffDigest: second.diffDigest });

    bench.grant('push.5', { commit: second.commit });
    const pushed = await bench.push({
      taskId: 'push.5',
      repositoryId: 'sample',
      missionId: 'm1',
      branch: 'panal/m1',
      commit: second.commit,
      diffDigest: green.diffDigest,
    });
    expect(pushed).toMatchObject({ ok: true, ref: 'refs/heads/panal/m1', commit: second.commit });
    expect(git(remote, 'rev-parse', 'panal/m1')).toBe(second.commit);
    expect(git(remote, 'log', '-1', '--format=%an <%ae>%n%B', 'panal/m1')).toBe(
      'Panal coder <agent@panal.invalid>\nGive the remainder to the first parts\n\nPanal-Task: implement.3\nPanal-Mission: m1\nPanal-Attempt: 2',
    );
    expect(readdirSync(join(bench.dataDir, 'workspace/gates'))).toEqual([]);
    const key = readPublicKey(readFileSync(join(bench.dataDir, 'workspace/keys/gate-signing.pub.pem'), 'utf8'));
    expect(verifyEnvelope(JSON.parse(green.envelopeJson), [key]).ok).toBe(true);
  });
});
