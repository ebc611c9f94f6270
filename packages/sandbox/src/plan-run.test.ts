import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { argumentBytesMax, argumentsMax, outputBytesLimit, planRun, timeoutMsMax } from './plan-run.ts';
import type { SandboxRequest } from './request.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'panal-plan-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function problemOf(more: Partial<SandboxRequest>): string | undefined {
  const planned = planRun({ command: ['true'], cwd, timeoutMs: 1000, outputBytesMax: 1000, requirement: 'required', ...more });
  return 'problem' in planned ? planned.problem : undefined;
}

test('every bound holds at its edge and not beyond', () => {
  const edges: [Partial<SandboxRequest>, Partial<SandboxRequest>, RegExp][] = [
    [{ timeoutMs: timeoutMsMax }, { timeoutMs: timeoutMsMax + 1 }, /timeoutMs/],
    [{ timeoutMs: 1 }, { timeoutMs: 0 }, /timeoutMs/],
    [{ outputBytesMax: outputBytesLimit }, { outputBytesMax: outputBytesLimit + 1 }, /outputBytesMax/],
    [{ outputBytesMax: 0 }, { outputBytesMax: -1 }, /outputBytesMax/],
    [
      { command: Array.from({ length: argumentsMax }, () => 'x') },
      { command: Array.from({ length: argumentsMax + 1 }, () => 'x') },
      /longer/,
    ],
    [{ command: ['x'.repeat(argumentBytesMax)] }, { command: ['x'.repeat(argumentBytesMax + 1)] }, /longer/],
    [{ limits: { processesMax: 1 } }, { limits: { processesMax: 0 } }, /processesMax/],
  ];
  for (const [within, beyond, problem] of edges) {
    expect(problemOf(within)).toBeUndefined();
    expect(problemOf(beyond)).toMatch(problem);
  }
});

test('commands and variables that cannot be passed on are refused, without repeating a value', () => {
  expect(problemOf({ command: [] })).toMatch(/empty/);
  expect(problemOf({ command: [''] })).toMatch(/empty/);
  expect(problemOf({ command: ['-c', 'x'] })).toMatch(/begin with/);
  expect(problemOf({ command: ['a', 'b\0c'] })).toMatch(/NUL/);
  expect(problemOf({ env: { 'A;B': 'x' } })).toMatch(/"A;B" cannot be used/);
  const problem = problemOf({ env: { KEY: 'secret\0' } });
  expect(problem).toMatch(/KEY holds a NUL/);
  expect(problem).not.toContain('secret');
});

test('a file is no place to run in', () => {
  const file = join(cwd, 'file');
  writeFileSync(file, '');
  expect(problemOf({ cwd: file })).toMatch(/not a folder/);
});

test('the Node that runs us comes first in PATH, before a PATH of the request', () => {
  const planned = planRun({
    command: ['true'],
    cwd,
    timeoutMs: 1,
    outputBytesMax: 1,
    requirement: 'required',
    env: { PATH: '/opt/x' },
  });
  expect(planned).toMatchObject({ plan: { path: `${join(process.execPath, '..')}:/opt/x`, env: { LANG: 'C.UTF-8' } } });
});
