import { cargo } from './cargo.ts';
import type { TestCounts, TestFormat, TestReport } from './format.ts';
import { goJson } from './go.ts';
import { jest, mocha, vitest } from './javascript.ts';
import { nodeSpec } from './node-spec.ts';
import { pytest, unittest } from './python.ts';
import { tap } from './tap.ts';

const formats: readonly TestFormat[] = [nodeSpec, tap, pytest, unittest, goJson, cargo, jest, vitest, mocha];

const emptyCounts: TestCounts = { total: 0, passed: 0, failed: 0, skipped: 0 };

/**
 * The counts and failures in what test runners printed. A command may chain several runners (`vitest run && node --test`): their
 * counts are added up. Undefined when no known summary occurs.
 */
export function readTestOutput(output: string): TestReport | undefined {
  const plain = stripControl(output);
  const reports = formats.flatMap((format) => format.read(plain) ?? []);
  if (reports.length === 0) return undefined;
  return {
    counts: reports.reduce((sum, { counts }) => add(sum, counts), emptyCounts),
    failures: reports.flatMap(({ failures }) => failures),
  };
}

const add = (a: TestCounts, b: TestCounts): TestCounts => ({
  total: a.total + b.total,
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** Text without colours, cursor movements and carriage returns. Source: ECMA-48, section 5.4. */
export const stripControl = (text: string): string =>
  text
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]{0,1000}(?:\u0007|\u001b\\)|\u001b[@-_]/g, '')
    .replace(/\r\n?/g, '\n');
