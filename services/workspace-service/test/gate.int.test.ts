import { readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GateResult } from '@panal/shared-types/workspace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench, coder, fixedSplit, git, makeRepository, sampleFiles, writeTree } from './harness.ts';

const githubToken = ['gh', 'p_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'].join('');
const passing = { ...sampleFiles, 'src/split.js': fixedSplit };

const verdictOf = (result: GateResult, check: number): string | undefined =>
  result.checks.find((fact) => fact.check === check)?.verdict;
const evidenceOf = (result: GateResult, check: number): string =>
  result.checks.find((fact) => fact.check === check)?.evidence ?? '';

describe('the gate', () => {
  const bench = new Bench();
  let count = 0;
  let source = '';

  /** The gate on what `change` makes of a worktree. */
  async function gateOn(change: (path: string) => void): Promise<GateResult> {
    const missionId = `g${++count}`;
    bench.grant(`${missionId}.1`, { missionId, agentId: coder.subject });
    const opened = await bench.open(coder, `${missionId}.1`);
    change(opened.path);
    const { commit } = await bench.commit(coder, `${missionId}.1`);
    await bench.close(coder, `${missionId}.1`);
    return await gateOf(missionId, commit);
  }
  async function gateOf(missionId: string, commit: string): Promise<GateResult> {
    bench.grant(`${missionId}.2`, { missionId, commit });
    return await bench.gate({ taskId: `${missionId}.2`, repositoryId: 'sample', missionId, commit });
  }

  beforeAll(async () => {
    await bench.start();
    source = makeRepository(join(bench.root, 'source'), passing);
    await bench.register({ repositoryId: 'sample', source });
  });
  afterAll(() => bench.stop());

  it('passes a clean change and answers a repeated call with the same signed result', async () => {
    const result = await gateOn((path) => writeTree(path, { 'README.md': 'Split money.\n' }));
    expect(result).toMatchObject({ passed: true, stack: 'node', before: { passed: 2 }, after: { passed: 2, failed: 0 } });
    expect(result.checks.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      '9 pass',
      '10 not-assessed',
      '12 pass',
      '13 pass',
      '14 pass',
      '15 pass',
      '16 pass',
      '24 pass',
    ]);
    expect(await gateOf(`g${count}`, result.commit)).toEqual(result);
    await bench.restart();
    expect(await gateOf(`g${count}`, result.commit)).toEqual(result);
    const log = readFileSync(join(bench.dataDir, 'workspace/logs', `${result.after!.logDigest}.log`), 'utf8');
    expect(log).toContain('ℹ pass 2');
  });

  it('says which test fails and how, the same text each time, without paths and times', async () => {
    const broken = (path: string): void => writeFileSync(join(path, 'src/split.js'), sampleFiles['src/split.js']);
    const [one, two] = [await gateOn(broken), await gateOn(broken)];
    expect(one.passed).toBe(false);
    expect(one.finding).toMatch(
      /^The gate rejected this commit\.\n- 1 of 2 tests failed\.\nCommand: node --test\n\nFailing tests:\n1\. nothing is lost\n/,
    );
    expect(one.finding).toContain('a remainder is lost');
    expect(one.finding).toContain('./test/split.test.js:5');
    expect(one.finding).not.toContain(bench.root);
    expect(two.finding).toBe(one.finding);
    expect(two.errorLog).toBe(one.errorLog);
    expect(verdictOf(one, 9)).toBe('deny');
  });

  it('is not passed by fewer tests, skipped tests, another test script, or no test at all', async () => {
    const half = `${sampleFiles['test/split.test.js'].split('\n').slice(0, 4).join('\n')}\n`;
    const fewer = await gateOn((path) => writeFileSync(join(path, 'test/split.test.js'), half));
    expect(fewer.finding).toContain('Only 1 tests ran; on the base there were 2');
    const skipped = await gateOn((path) => {
      const file = join(path, 'test/split.test.js');
      writeFileSync(file, readFileSync(file, 'utf8').replace("test('nothing", "test['skip']('nothing"));
    });
    expect(skipped).toMatchObject({ passed: false, after: { passed: 1, skipped: 1 } });
    const script = await gateOn((path) => {
      const file = join(path, 'package.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('node --test', "echo 'ℹ tests 9'"));
    });
    expect(script.finding).toContain('scripts.test of package.json was changed');
    expect(script.after!.command).toBe('node --test');
    const none = await gateOn((path) => rmSync(join(path, 'test'), { recursive: true }));
    expect(none.finding).toContain('No test ran');
    expect([fewer, skipped, script, none].map((result) => verdictOf(result, 9))).toEqual(['deny', 'deny', 'deny', 'deny']);
  });

  it('holds a change of dependencies for a person and does not mind other fields of package.json', async () => {
    const edit = (from: string, to: string) => (path: string) => {
      const file = join(path, 'package.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    };
    const added = await gateOn(edit('"type"', '"dependencies": { "left-pad": "1.0.0" },\n  "type"'));
    expect(added.passed).toBe(true);
    expect([verdictOf(added, 14), evidenceOf(added, 14)]).toEqual(['hold', 'changed: package.json: dependencies']);
    const lock = await gateOn((path) => writeTree(path, { 'package-lock.json': '{}' }));
    expect(verdictOf(lock, 14)).toBe('hold');
    const described = await gateOn(edit('"type"', '"description": "splits",\n  "type"'));
    expect(verdictOf(described, 14)).toBe('pass');
  });

  it('finds a credential in any commit of the branch and covers the ones that tests print', async () => {
    const missionId = `g${++count}`;
    bench.grant(`${missionId}.1`, { missionId, agentId: coder.subject });
    const { baseCommit } = await bench.open(coder, `${missionId}.1`);
    // A commit that did not come through CommitWork: planted in our copy, removed again by a second one.
    const work = join(bench.root, 'planted');
    git(bench.root, 'clone', '-q', source, work);
    writeTree(work, { 'key.txt': `\n${githubToken}\n` });
    git(work, 'add', '-A');
    git(work, 'commit', '-qm', 'Plant');
    git(work, 'rm', '-q', 'key.txt');
    git(work, 'commit', '-qm', 'Hide');
    git(join(bench.dataDir, 'workspace/repositories/sample.git'), 'fetch', '-q', work, 'HEAD:refs/panal/planted');
    const hidden = await gateOf(missionId, git(work, 'rev-parse', 'HEAD'));
    expect(hidden).toMatchObject({ passed: false, baseCommit });
    expect(evidenceOf(hidden, 12)).toContain('key.txt:2');
    const printed = await gateOn((path) => {
      const file = join(path, 'test/split.test.js');
      writeFileSync(
        file,
        `${readFileSync(file, 'utf8')}console.log(['gh', 'p_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'].join(''));\n`,
      );
    });
    expect([verdictOf(printed, 12), printed.passed]).toEqual(['deny', false]);
    for (const folder of ['logs', 'journal']) {
      for (const name of readdirSync(join(bench.dataDir, 'workspace', folder))) {
        expect(readFileSync(join(bench.dataDir, 'workspace', folder, name)).includes(githubToken), name).toBe(false);
      }
    }
    for (const result of [hidden, printed]) expect(JSON.stringify(result)).not.toContain(githubToken);
    expect(bench.service!.output).not.toContain(githubToken);
  });

  it('denies a link or a nested repository in the place of a protected folder (check 13)', async () => {
    const missionId = `g${++count}`;
    bench.grant(`${missionId}.1`, { missionId, agentId: coder.subject });
    await bench.open(coder, `${missionId}.1`);
    // Planted in our copy: CommitWork would have refused it.
    const work = join(bench.root, 'linked');
    git(bench.root, 'clone', '-q', source, work);
    symlinkSync('src', join(work, '.husky'));
    symlinkSync('src', join(work, '.github'));
    git(work, 'add', '-A');
    git(work, 'update-index', '--add', '--cacheinfo', `160000,${git(work, 'rev-parse', 'HEAD')},.circleci`);
    git(work, 'commit', '-qm', 'Link');
    git(join(bench.dataDir, 'workspace/repositories/sample.git'), 'fetch', '-q', work, 'HEAD:refs/panal/linked');
    const result = await gateOf(missionId, git(work, 'rev-parse', 'HEAD'));
    expect([result.passed, verdictOf(result, 13)]).toEqual([false, 'deny']);
    for (const name of ['.husky', '.github', '.circleci']) expect(evidenceOf(result, 13)).toContain(`${name} (protected: `);
  });

  it('uses the configured commands, in the sandbox, and says when there is no count or no test', async () => {
    const settings = { repositoryId: 'sample', source };
    await bench.register({ ...settings, gateCommand: 'echo fine', lintCommand: 'grep -q split src/split.js' });
    const uncounted = await gateOn((path) => writeTree(path, { 'a.md': 'a' }));
    expect(uncounted).toMatchObject({ passed: false, after: { exitCode: 0, counted: false } });
    expect(uncounted.finding).toContain('no test count that Panal knows');
    expect(verdictOf(uncounted, 10)).toBe('pass');
    await bench.register({
      ...settings,
      installCommand: 'mkdir -p node_modules/dep && echo "export default 1" > node_modules/dep/index.js',
      lintCommand: 'false',
    });
    const installed = await gateOn((path) => {
      const file = join(path, 'test/split.test.js');
      writeFileSync(file, `import 'dep';\n${readFileSync(file, 'utf8')}`);
    });
    expect([installed.passed, verdictOf(installed, 10), verdictOf(installed, 16)]).toEqual([true, 'hold', 'not-assessed']);
    await bench.register({ ...settings, installCommand: 'echo no such package; exit 3' });
    const failed = await gateOn((path) => writeTree(path, { 'b.md': 'b' }));
    expect(failed.finding).toContain('The install command ended with exit code 3');
    expect(failed.errorLog).toContain('no such package');
    await bench.register(settings);
  });

  it('ends tests that hang, and leaves no checkout', async () => {
    await bench.restart({ PANAL_WORKSPACE_GATE_TIMEOUT_MS: '2000' });
    const result = await gateOn((path) =>
      writeTree(path, {
        'test/hang.test.js':
          "import test from 'node:test';\ntest('hangs', () => new Promise(() => setInterval(() => {}, 1000)));\n",
      }),
    );
    expect(result).toMatchObject({ passed: false, after: { timedOut: true } });
    expect(result.finding).toContain('did not end in time');
    expect(readdirSync(join(bench.dataDir, 'workspace/gates'))).toEqual([]);
    const known = readdirSync(join(bench.dataDir, 'workspace/repositories/sample.git/worktrees'));
    expect(known.filter((name) => name.startsWith('checkout-'))).toEqual([]);
  });
});
