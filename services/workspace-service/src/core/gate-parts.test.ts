import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitMessage, authorName } from './commit-message.ts';
import { isDependencyFile, isPackageManifest, packageDelta } from './dependency-delta.ts';
import { detectStack, detectTests } from './detect-tests.ts';
import { cutBytes, describeFailures, findingBytesMax, stableText } from './finding.ts';
import { type TestRunFact, describeCounts, judgeSandbox, testProblems } from './gate-verdict.ts';
import { addedTexts, maskRanges, placeOf } from './secret-report.ts';

const fact = (more: Partial<TestRunFact>): TestRunFact => ({
  ...{ command: 'node --test', exitCode: 0, counts: undefined, timedOut: false, logDigest: '' },
  ...{ profile: 'bubblewrap', profileHash: 'hash', notRun: '' },
  ...more,
});
const counts = (passed: number, failed = 0, skipped = 0) => ({ total: passed + failed + skipped, passed, failed, skipped });

describe('the verdict on tests', () => {
  it('passes only with tests, none failed, a good exit, a count, and no fewer tests than before', () => {
    const before = fact({ counts: counts(3, 1) });
    expect(testProblems(before, fact({ counts: counts(4) }))).toEqual([]);
    expect(testProblems(undefined, fact({ counts: counts(1) }))).toEqual([]);
    const bad: [Partial<TestRunFact>, RegExp][] = [
      [{ counts: counts(3, 1), exitCode: 1 }, /1 of 4 tests failed/],
      [{ counts: counts(4), exitCode: 1 }, /No test failed, but the command ended with exit code 1/],
      [{ counts: counts(0) }, /No test ran/],
      [{ counts: counts(0, 0, 4) }, /No test ran/],
      [{ counts: counts(3) }, /Only 3 tests ran; on the base there were 4/],
      [{ counts: counts(3, 0, 1) }, /Only 3 tests ran/],
      [{ counts: counts(4), timedOut: true, exitCode: -1 }, /did not end in time/],
      [{}, /no test count that Panal knows/],
      [{ notRun: 'No sandbox.' }, /No sandbox/],
    ];
    for (const [run, words] of bad) expect(testProblems(before, fact(run)).join(' '), words.source).toMatch(words);
  });

  it('says what confined the tests, and never "pass" where nothing did', () => {
    expect(judgeSandbox([fact({})], true)).toMatchObject({ verdict: 'pass', evidence: 'bubblewrap hash' });
    expect(judgeSandbox([fact({}), fact({ profile: 'none' })], false)).toMatchObject({ verdict: 'not-assessed' });
    expect(judgeSandbox([fact({ profile: 'none' })], true)).toMatchObject({ verdict: 'deny' });
    expect(judgeSandbox([fact({ profile: '', notRun: 'refused' })], true)).toMatchObject({
      verdict: 'deny',
      evidence: 'refused',
    });
    expect(judgeSandbox([], false)).toMatchObject({ verdict: 'not-assessed' });
    expect(describeCounts(fact({ counts: counts(1, 2, 3) }))).toBe('1 passed, 2 failed, 3 skipped');
  });
});

describe('finding the tests', () => {
  const tree = (files: Record<string, string>) => ({ paths: Object.keys(files), files });

  it.each([
    ['a plain node script', { 'package.json': '{"scripts":{"test":"node --test"}}' }, 'node --test', 'node'],
    [
      'another script with its hooks',
      { 'package.json': '{"scripts":{"pretest":"tsc","test":"vitest run"}}' },
      'PATH="$PWD/node_modules/.bin:$PATH"; tsc && vitest run',
      'node',
    ],
    ['pytest', { 'pyproject.toml': '[tool.pytest.ini_options]' }, 'python3 -m pytest -q -p no:cacheprovider', 'python'],
    ['unittest', { 'test_a.py': '' }, 'python3 -m unittest discover', 'python'],
    ['unittest in a folder', { 'tests/test_a.py': '' }, 'python3 -m unittest discover -s tests', 'python'],
    ['go', { 'go.mod': '' }, 'go test -json ./...', 'go'],
    ['cargo', { 'Cargo.toml': '' }, 'cargo test --offline --no-fail-fast', 'rust'],
    ['make', { Makefile: 'all:\n\ntest: all\n\t./run\n' }, 'make test', 'make'],
  ])('%s', (_name, files, command, stack) => {
    expect(detectTests(tree(files as unknown as Record<string, string>), '')).toMatchObject({ command, stack });
    expect(detectTests(tree(files as unknown as Record<string, string>), 'mine')).toMatchObject({ command: 'mine', stack });
  });

  it('finds nothing where nothing says so', () => {
    for (const files of [
      {},
      { 'package.json': '{' },
      { 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' },
      { Makefile: 'all:\n' },
    ]) {
      expect(detectTests(tree(files as unknown as Record<string, string>), '')).toBeUndefined();
    }
    expect(detectStack(tree({ 'x.txt': '' }))).toBe('unknown');
    expect(detectTests(tree({ 'package.json': '{}', Makefile: 'test:\n' }), '')).toMatchObject({
      command: 'make test',
      stack: 'node',
    });
  });
});

describe('what changed of the dependencies', () => {
  it('knows manifests and lockfiles, and compares package.json by its fields', () => {
    for (const path of [
      'package-lock.json',
      'a/yarn.lock',
      'requirements-dev.txt',
      'go.sum',
      'x/Cargo.toml',
      '.npmrc',
      'uv.lock',
      'App.csproj',
    ])
      expect(isDependencyFile(path), path).toBe(true);
    for (const path of ['package.json', 'src/lock.js', 'requirements.md', 'go.mod.txt'])
      expect(isDependencyFile(path), path).toBe(false);
    expect([isPackageManifest('a/package.json'), isPackageManifest('my-package.json')]).toEqual([true, false]);
    expect(packageDelta('{"a":1,"scripts":{"test":"x"}}', '{"a":2,"scripts":{"test":"y"}}')).toEqual([]);
    expect(packageDelta('{}', '{"dependencies":{"x":"1"},"scripts":{"postinstall":"x"}}')).toEqual([
      'dependencies',
      'scripts.postinstall',
    ]);
    expect(packageDelta(undefined, '{"devDependencies":{"x":"1"}}')).toEqual(['devDependencies']);
    expect(packageDelta('{}', '{')).toEqual(['package.json (no valid JSON)']);
  });
});

describe('findings', () => {
  it('are the same for the same failure, whatever the time, colour and folder', () => {
    const told = (root: string, time: string) =>
      `\u001b[31m✖ splits (${time}ms)\u001b[39m\n  at file://${root}/test/a.js:3:1\n  at Test.run (node:internal/test_runner/test:1402:25)\nran in ${time}s at 0x7ffde${time}00`;
    expect(stableText(told('/a/b', '123456'), ['/a/b'])).toBe(stableText(told('/c', '654321'), ['/c']));
    expect(stableText(told('/a/b', '123456'), ['/a/b'])).toContain('./test/a.js:3:1');
  });

  it('stay within their bounds, as valid text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 60, max: 300 }), (text, bytesMax) => {
        const cut = cutBytes(text, bytesMax);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytesMax);
        if (Buffer.byteLength(text) <= bytesMax) expect(cut).toBe(text);
      }),
    );
    const many = Array.from({ length: 40 }, (_, at) => ({ name: `test ${at}`, detail: 'x'.repeat(5_000) }));
    const text = describeFailures(many, []);
    expect(text).toContain('… and 30 more');
    expect(Buffer.byteLength(cutBytes(text, findingBytesMax))).toBeLessThanOrEqual(findingBytesMax);
  });
});

describe('secrets in a diff', () => {
  const diff = [
    'commit ' + 'a'.repeat(40),
    'Subject line',
    '',
    'diff --git a/x.txt b/x.txt',
    '--- a/x.txt',
    '+++ b/x.txt',
    '@@ -1,0 +7,2 @@ function',
    '+one',
    '+++two',
    '@@ -9 +12 @@',
    '-gone',
    '+three',
    'diff --git a/img b/img',
    'Binary files differ',
  ].join('\n');

  it('looks at added lines and messages, and names the line', () => {
    const [message, file] = addedTexts(diff);
    expect(message).toMatchObject({ path: 'commit message', text: 'Subject line\n' });
    expect(file).toMatchObject({ path: 'x.txt', text: 'one\n++two\nthree', lines: [7, 8, 12] });
    expect(placeOf(file!, file!.text.indexOf('three'))).toBe('x.txt:12');
  });

  it('covers ranges, also those that overlap', () => {
    expect(
      maskRanges('abcdef', [
        { start: 3, end: 5 },
        { start: 1, end: 4 },
      ]),
    ).toBe('a[secret removed][secret removed]f');
  });
});

describe('commit messages', () => {
  it('carry our trailers and none that an agent wrote', () => {
    const text = commitMessage('Fix\u0000 it\n\nPanal-Task: forged\n  signed-off-by: someone\nWhy: because', {
      taskId: 't.1',
      missionId: 'm',
      attempt: 2,
    });
    expect(text).toBe('Fix it\n\nWhy: because\n\nPanal-Task: t.1\nPanal-Mission: m\nPanal-Attempt: 2\n');
    expect(commitMessage('', { taskId: 't\nX: y', missionId: 'm', attempt: 1 })).toBe(
      'Work of an agent\n\nPanal-Task: t X: y\nPanal-Mission: m\nPanal-Attempt: 1\n',
    );
    expect([authorName('coder'), authorName('<evil>\n'), authorName('')]).toEqual(['Panal coder', 'Panal evil', 'Panal agent']);
  });
});
