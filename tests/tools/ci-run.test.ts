import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '..', '..', '.ci', 'run');

/** Runs .ci/run with an npm that prints what it is told, and a machine that has every package. */
function runWith(steps: { readonly test: string; readonly check: string }) {
  const bin = mkdtempSync(join(tmpdir(), 'panal-ci-'));
  try {
    const programs = {
      npm: `case "$*" in test) ${steps.test};; "run check") ${steps.check};; esac`,
      'dpkg-query': 'echo installed',
      'apt-get': 'echo apt-get was called',
    };
    for (const [name, body] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const { status, stdout } = spawnSync('bash', [script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
    return { status, stdout, lastLine: stdout.trimEnd().split('\n').at(-1) };
  } finally {
    rmSync(bin, { recursive: true, force: true });
  }
}

const goodCheck = "echo 'gates: 6 passed, 0 failed'";

test('the last line adds the gates to the tests', () => {
  const { status, stdout, lastLine } = runWith({
    test: "echo 'Tests 40'; echo '40 passed, 0 failed, 2 skipped'",
    check: goodCheck,
  });
  expect({ status, lastLine }).toEqual({ status: 0, lastLine: '46 passed, 0 failed, 2 skipped' });
  expect(stdout).not.toContain('apt-get was called');
});

test('a failed test and a failed gate fail the run', () => {
  const steps = { test: "echo '39 passed, 1 failed'; exit 1", check: "echo 'gates: 5 passed, 1 failed'; exit 1" };
  expect(runWith(steps)).toMatchObject({ status: 1, lastLine: '44 passed, 2 failed' });
});

test('a step that ends without its closing line is a failure, whatever its exit code', () => {
  expect(runWith({ test: 'echo nothing', check: goodCheck })).toMatchObject({ status: 1, lastLine: '6 passed, 1 failed' });
});

test('a step that exits non-zero after a good closing line is a failure', () => {
  expect(runWith({ test: "echo '4 passed, 0 failed'; exit 3", check: goodCheck })).toMatchObject({
    status: 1,
    lastLine: '10 passed, 1 failed',
  });
});

test('the tests run with CI=true and no input', () => {
  const { stdout } = runWith({ test: 'echo "CI is $CI, input is [$(cat)]"; echo "1 passed, 0 failed"', check: goodCheck });
  expect(stdout).toContain('CI is true, input is []');
});
