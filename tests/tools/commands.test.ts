import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');

/** Runs `tools/NAME.mjs` of a small repository that holds the given files; returns its exit code, last line and output. */
function runTool(
  name: 'test' | 'bench',
  args: readonly string[],
  { files, env = {} }: { files: Readonly<Record<string, string>>; env?: NodeJS.ProcessEnv },
) {
  const dir = mkdtempSync(join(tmpdir(), 'panal-tools-'));
  try {
    for (const path of [
      'launch',
      'vitest.config.ts',
      'tests/show-process-logs.ts',
      'package.json',
      `tools/${name}.mjs`,
      'tools/test-counts.mjs',
      'tools/python_tests.py',
    ]) {
      cpSync(join(repository, path), join(dir, path), { recursive: true });
    }
    symlinkSync(join(repository, 'node_modules'), join(dir, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    const kept = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(VITEST|CI$|INIT_CWD$)/.test(key)));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(dir, 'tools', `${name}.mjs`), ...args], {
      encoding: 'utf8',
      env: { ...kept, ...env },
    });
    return { status, stdout, stderr, lastLine: stdout.trimEnd().split('\n').at(-1) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const testFile = (...lines: readonly string[]) => ["import { expect, test } from 'vitest';", ...lines, ''].join('\n');
const good = testFile("test('good', () => expect(1).toBe(1));");
const bad = testFile("test('bad', () => expect(1).toBe(2));");
const skipping = testFile("test('good', () => expect(1).toBe(1));", "test.skipIf(true)('needs data', () => {});");

test('`npm test` ends with the counts of both languages', () => {
  const python = 'import unittest\n\n\nclass One(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(1, 1)\n';
  const files = {
    'tests/a.test.ts': good,
    'packages/a/src/b.test.ts': bad,
    'agents/python/tests/__init__.py': '',
    'agents/python/tests/test_one.py': python,
  };
  const { status, lastLine } = runTool('test', [], { files });
  expect(status).toBe(1);
  expect(lastLine).toMatch(/^(2 passed, 1 failed|1 passed, 1 failed, 1 skipped)$/); // without python3-grpcio the Python tests are one skip
});

test('a path narrows `npm test`, and a path without tests is a failure', () => {
  const files = { 'tests/a.test.ts': good, 'packages/a/src/b.test.ts': bad };
  expect(runTool('test', ['tests/a'], { files })).toMatchObject({ status: 0, lastLine: '1 passed, 0 failed' });
  const none = runTool('test', ['tests/nothing'], { files });
  expect(none).toMatchObject({ status: 1, lastLine: '0 passed, 1 failed' });
  expect(none.stdout).toContain('no test ran');
});

test('in CI a skip fails the run unless it is listed', () => {
  const env = { CI: 'true' };
  const files = { 'tests/a.test.ts': skipping };
  const unlisted = runTool('test', [], { files, env });
  expect(unlisted).toMatchObject({ status: 1, lastLine: '1 passed, 1 failed' });
  expect(unlisted.stdout).toContain('tests/a.test.ts: needs data');
  const listed = { ...files, 'tests/allowed-skips.txt': 'tests/a.test.ts: needs data # not here\n' };
  expect(runTool('test', [], { files: listed, env })).toMatchObject({ status: 0, lastLine: '1 passed, 0 failed, 1 skipped' });
  expect(runTool('test', [], { files })).toMatchObject({ status: 0, lastLine: '1 passed, 0 failed, 1 skipped' });
});

const benches = {
  'benches/sum.bench.ts':
    "const rounds: number = Number(process.argv[2] ?? 1);\nconsole.log('warming up');\nconsole.log(JSON.stringify({ rounds }));\n",
  'benches/silent.bench.mjs': "console.log('no figures');\n",
};

test('`npm run bench` lists benches, runs one, and prints its figures alone when asked', () => {
  expect(runTool('bench', [], { files: benches }).stdout).toContain('benches: silent, sum');
  expect(runTool('bench', ['sum', '7'], { files: benches })).toMatchObject({ status: 0, stdout: 'warming up\n{"rounds":7}\n' });
  expect(runTool('bench', ['sum', '--json', '7'], { files: benches })).toMatchObject({ status: 0, stdout: '{"rounds":7}\n' });
});

test('an unknown bench exits 2 and names those that exist; one without figures fails', () => {
  expect(runTool('bench', ['nothing'], { files: benches })).toMatchObject({
    status: 2,
    stderr: 'panal: no bench is called "nothing"; there are: silent, sum\n',
  });
  expect(runTool('bench', ['silent'], { files: benches })).toMatchObject({
    status: 1,
    stderr: 'panal: bench silent must end with one JSON object on its last line\n',
  });
});
