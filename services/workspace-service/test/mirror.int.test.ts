import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGit } from '../src/adapters/git.ts';
import { Mirror } from '../src/shell/mirror.ts';

const path = process.env['PATH'] ?? '';
const root = mkdtempSync(join(tmpdir(), 'panal-mirror-'));
const at = (name: string): string => join(root, name);
const isolated = { PATH: path, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: root };
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], {
    cwd,
    encoding: 'utf8',
    env: isolated,
  }).trim();

describe('our copy of a repository', () => {
  const mirror = new Mirror(createGit({ path, network: { env: {}, config: [] } }), at('copy.git'));
  const commits: string[] = [];
  const timeoutMs = 30_000;

  beforeAll(async () => {
    git(root, 'init', '-q', '-b', 'main', 'source');
    git(root, 'init', '-q', '--bare', 'remote.git');
    for (const text of ['one', 'two', 'three']) {
      writeFileSync(join(at('source'), 'a.txt'), `${text}\n`);
      git(at('source'), 'add', '-A');
      git(at('source'), 'commit', '-qm', text);
      commits.push(git(at('source'), 'rev-parse', 'HEAD'));
    }
    await mirror.create();
    await mirror.fetch(at('source'), timeoutMs);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const put = (commit: string, expected: string) =>
    mirror.remote.pushIfUnmoved({ remote: at('remote.git'), branch: 'panal/x', commit, expected, timeoutMs });
  const held = () => mirror.remote.branch(at('remote.git'), 'panal/x', timeoutMs);

  it('moves a remote branch only from the value that was expected', async () => {
    expect(await held()).toBe('');
    expect((await put(commits[1]!, commits[0]!)).exitCode, 'expected a value, there is none').not.toBe(0);
    expect((await put(commits[0]!, '')).exitCode).toBe(0);
    expect(await held()).toBe(commits[0]);
    expect((await put(commits[1]!, '')).exitCode, 'expected none, there is a value').not.toBe(0);
    expect((await put(commits[2]!, commits[1]!)).exitCode, 'expected another value').not.toBe(0);
    expect(await held()).toBe(commits[0]);
    expect((await put(commits[2]!, commits[0]!)).exitCode).toBe(0);
    expect((await put(commits[1]!, commits[2]!)).exitCode, 'also backwards, when that is what we put there').toBe(0);
    expect(await held()).toBe(commits[1]);
  });

  it('gives one text and digest for a difference, and cuts only the text', async () => {
    const whole = await mirror.diffs.diff(commits[0]!, commits[2]!);
    expect(whole).toMatchObject({ truncated: false, files: 1, insertions: 1, deletions: 1 });
    expect(whole.text).toBe(
      `diff --git a/a.txt b/a.txt\nindex ${git(at('source'), 'rev-parse', `${commits[0]}:a.txt`)}..${git(at('source'), 'rev-parse', `${commits[2]}:a.txt`)} 100644\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+three\n`,
    );
    expect(await mirror.diffs.diff(commits[0]!, commits[2]!)).toEqual(whole);
    writeFileSync(join(at('source'), 'big.txt'), `${'x'.repeat(99)}\n`.repeat(20_000));
    git(at('source'), 'add', '-A');
    git(at('source'), 'commit', '-qm', 'big');
    await mirror.fetch(at('source'), timeoutMs);
    const big = await mirror.diffs.diff(commits[0]!, git(at('source'), 'rev-parse', 'HEAD'));
    expect([big.truncated, Buffer.byteLength(big.text), big.insertions]).toEqual([true, 1024 * 1024, 20_001]);
  });

  it('takes no expression for a commit', async () => {
    for (const text of ['HEAD', 'main', '--help', `${commits[0]}~0`, `${commits[0]!.slice(0, 12)}`, '0'.repeat(40)]) {
      expect(await mirror.hasCommit(text), text).toBe(false);
    }
    expect(await mirror.hasCommit(commits[0]!)).toBe(true);
    expect(await mirror.isAncestor(commits[0]!, commits[1]!)).toBe(true);
    expect(await mirror.isAncestor(commits[1]!, commits[0]!)).toBe(false);
  });
});
