import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bench, coder, fixedSplit, git, makeRepository, sampleFiles, writeTree } from './harness.ts';

/** Assembled here, so that no scanner of this repository takes it for one. */
const awsKeyId = ['AK', 'IAQ3EGRYPZXA7NBMWL'].join('');
const githubToken = ['gh', 'p_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'].join('');

describe('a worktree that means harm', () => {
  const bench = new Bench();
  let source = '';
  let path = '';
  let taskId = '';
  let missions = 0;
  const canary = (): string => join(bench.root, 'canary');
  const mirror = (): string => join(bench.dataDir, 'workspace/repositories/sample.git');
  const touch = (): string => `touch ${canary()}`;

  beforeAll(async () => {
    await bench.start();
    source = makeRepository(join(bench.root, 'source'), {
      ...sampleFiles,
      '.github/workflows/ci.yml': 'on: push\n',
      'docs/a.md': 'a\n',
    });
    await bench.register({ repositoryId: 'sample', source });
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    missions++;
    taskId = `h${missions}.1`;
    bench.grant(taskId, { missionId: `h${missions}`, agentId: coder.subject });
    ({ path } = await bench.open(coder, taskId));
  });

  const refusal = async (): Promise<string> => {
    const outcome = await bench.commit(coder, taskId).then(
      () => 'committed',
      (error: unknown) => (error as { details: string }).details,
    );
    return outcome;
  };

  it('may hold any file name', async () => {
    const names = [
      '-rf',
      '--upload-pack=x',
      'a\nb.txt',
      'tab\there',
      'quote"it',
      'dollar$(x)',
      'ünïcødé ☃',
      ' lead and trail ',
      ':(top)x',
      '*.js',
    ];
    for (const name of names) writeFileSync(join(path, name), `${name}\n`);
    writeFileSync(Buffer.concat([Buffer.from(`${path}/latin-`), Buffer.from([0xe9])]), 'bytes\n');
    const outcome = await bench.commit(coder, taskId, '--amend\n-F /etc/passwd');
    expect(outcome).toMatchObject({ empty: false, files: names.length + 1 });
    const listed = execFileSync('git', ['--git-dir', mirror(), 'ls-tree', '-r', '-z', '--name-only', outcome.commit], {
      encoding: 'utf8',
    }).split('\0');
    for (const name of names) expect(listed).toContain(name);
    expect((await bench.diff(coder, { taskId })).diffDigest).toBe(outcome.diffDigest);
  });

  it('can not make git run a program by attributes, filters, hooks, or its own configuration', async () => {
    const drivers = ['filter=evil', 'diff=evil', 'merge=evil'];
    writeTree(path, { '.gitattributes': `* ${drivers.join(' ')} ident working-tree-encoding=UTF-16\n`, 'x.txt': 'x\n' });
    const dotGit = readFileSync(join(path, '.git'), 'utf8');
    const evil = join(bench.root, 'evil.git');
    rmSync(evil, { recursive: true, force: true });
    git(bench.root, 'init', '-q', evil);
    const names = [
      'pre-commit',
      'post-checkout',
      'post-commit',
      'commit-msg',
      'reference-transaction',
      'pre-push',
      'post-index-change',
    ];
    for (const hooks of [join(evil, '.git/hooks'), join(mirror(), 'hooks')]) {
      mkdirSync(hooks, { recursive: true });
      for (const name of names) writeFileSync(join(hooks, name), `#!/bin/sh\n${touch()}\n`, { mode: 0o755 });
    }
    git(evil, 'config', 'core.fsmonitor', touch());
    git(evil, 'config', 'filter.evil.clean', touch());
    git(evil, 'config', 'diff.external', touch());
    rmSync(join(path, '.git'));
    writeFileSync(join(path, '.git'), `gitdir: ${evil}/.git\n`);
    const outcome = await bench.commit(coder, taskId);
    expect(outcome).toMatchObject({ empty: false, files: 2 });
    const { diff } = await bench.diff(coder, { taskId });
    expect(diff).toContain('+x');
    writeFileSync(join(path, '.git'), dotGit);
    await bench.close(coder, taskId);
    bench.grant(`${taskId}0`, { missionId: `h${missions}`, agentId: coder.subject, headCommit: outcome.commit });
    const again = await bench.open(coder, `${taskId}0`);
    expect(readFileSync(join(again.path, 'x.txt'), 'utf8')).toBe('x\n');
    expect(existsSync(canary())).toBe(false);
  });

  it('does not hide a text change from the diff by calling it binary', async () => {
    writeTree(path, { '.gitattributes': '*.js binary\n', 'src/split.js': fixedSplit });
    await bench.commit(coder, taskId);
    expect((await bench.diff(coder, { taskId })).diff).toContain('+export const split');
  });

  it('is not committed with a repository inside, whose configuration git would obey', async () => {
    const nested = join(path, 'vendor/inner');
    mkdirSync(nested, { recursive: true });
    makeRepository(nested, { 'a.txt': 'a\n' });
    git(nested, 'config', 'core.fsmonitor', touch());
    expect(await refusal()).toMatch(/repository of its own: vendor\/inner\//);
    expect(existsSync(canary())).toBe(false);
  });

  it('is refused with the path named: protected files, links out of the tree, submodules', async () => {
    const plant: [string, () => void][] = [
      ['.github/workflows/ci.yml', () => writeFileSync(join(path, '.github/workflows/ci.yml'), 'on: push # mine\n')],
      ['.github/workflows/ci.yml', () => rmSync(join(path, '.github/workflows/ci.yml'))],
      ['.GitHub/Workflows/x.yml', () => writeTree(path, { '.GitHub/Workflows/x.yml': 'x' })],
      ['.gitmodules', () => writeTree(path, { '.gitmodules': '[submodule "x"]' })],
      ['panal.yaml', () => writeTree(path, { 'deep/panal.yaml': 'x' })],
      ['policies/swarm.yaml', () => writeTree(path, { 'policies/swarm.yaml': 'x' })],
      ['.husky/pre-commit', () => writeTree(path, { '.husky/pre-commit': 'x' })],
      ['.husky', () => symlinkSync('src', join(path, '.husky'))],
      ['.circleci', () => symlinkSync('src', join(path, '.circleci'))],
      ['out', () => symlinkSync('/etc/passwd', join(path, 'out'))],
      ['docs/up', () => symlinkSync('../../secret', join(path, 'docs/up'))],
      ['docs/sly', () => symlinkSync('x/../../../secret', join(path, 'docs/sly'))],
      ['esc', () => (symlinkSync('.', join(path, 'dot')), symlinkSync('dot/dot/..', join(path, 'esc')))],
    ];
    for (const [name, write] of plant) {
      write();
      expect(await refusal(), name).toContain(name);
      git(path, 'checkout', '-q', '--force', 'HEAD', '--', '.');
      git(path, 'clean', '-qfdx');
    }
    symlinkSync('a.md', join(path, 'docs/fine'));
    expect(await bench.commit(coder, taskId)).toMatchObject({ files: 1 });
  });

  it('keeps to the paths that repository and lease allow; the plan always may be written', async () => {
    bench.grant(taskId, { missionId: `h${missions}`, agentId: coder.subject, allowedPaths: ['src/**', '*.md'] });
    writeTree(path, { 'src/deep/.hidden': 'x', 'README.md': 'x', 'openspec/changes/one/proposal.md': 'x' });
    expect(await bench.commit(coder, taskId)).toMatchObject({ files: 3 });
    writeTree(path, { 'docs/b.md': 'x' });
    expect(await refusal()).toMatch(/docs\/b\.md \(outside the allowed paths \(src\/\*\*, \*\.md\)\)/);
  });

  it('does not get a credential into the history, and the refusal does not repeat it', async () => {
    for (const secret of [awsKeyId, githubToken, `// secretlint-disable\n${githubToken}`]) {
      writeFileSync(join(path, 'settings.js'), `\n\nconst key = '${secret}';\n`);
      const words = await refusal();
      expect(words).toMatch(/looks like a credential: .*settings\.js:[34]/s);
      expect(words).not.toContain(awsKeyId);
      expect(words).not.toContain(githubToken);
    }
    const log = bench.service!.output;
    expect(log.includes(awsKeyId) || log.includes(githubToken)).toBe(false);
  });

  it('is cleared when its lease has gone, also by a service that was killed meanwhile', async () => {
    writeFileSync(join(path, 'half.txt'), 'half');
    bench.orchestrator.leases.clear();
    writeTree(join(bench.dataDir, 'workspace'), {
      'gates/left/over.txt': 'x',
      'worktrees/nobodys/x.txt': 'x',
      'repositories/half.git.0.new/HEAD': 'x',
    });
    mkdirSync(join(mirror(), 'worktrees/ghost'), { recursive: true });
    await bench.service!.end('SIGKILL');
    await bench.restart();
    const left = (name: string): string[] => readdirSync(join(bench.dataDir, 'workspace', name));
    await expect.poll(() => left('worktrees'), { timeout: 20_000 }).toEqual([]);
    expect(left('gates')).toEqual([]);
    expect(left('repositories')).toEqual(['sample.git']);
    await expect.poll(() => readdirSync(join(mirror(), 'worktrees')), { timeout: 20_000 }).toEqual([]);
  });
});
