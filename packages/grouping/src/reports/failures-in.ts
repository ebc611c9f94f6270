import { cleanLines } from '../clean-text.ts';
import { type FailureSignature, signatureOf } from '../signature.ts';
import { diagnosticsIn } from './diagnostics.ts';
import { failedTestsIn } from './failed-test-blocks.ts';

/** One failed test or one complaint of a compiler or linter. */
export interface ReportedFailure {
  /** What told of it: `pytest`, `tsc`, `go test`… */
  readonly tool: string;
  readonly sort: 'test' | 'diagnostic';
  /** The test's name; the compiler's code or the linter's rule. */
  readonly name: string;
  readonly message: string;
  /** As it was written; empty where none was named. */
  readonly file: string;
  /** From 1; 0 where none was named. */
  readonly line: number;
  /** Signature of what was told of this failure alone. */
  readonly signature: FailureSignature;
}

const FAILURES_MAX = 200;

/**
 * Takes the output of test runners, compilers and linters apart: one failure for each failed test and each diagnostic, in that
 * order, at most 200 of each; none where the text is of another kind. Looks at the 64 Ki characters that `signatureOf` looks at.
 */
export function failuresIn(text: string): ReportedFailure[] {
  const lines = cleanLines(text);
  const tests = failedTestsIn(lines, FAILURES_MAX).map(({ block, ...test }) => ({
    ...test,
    sort: 'test' as const,
    signature: signatureOf(`${test.tool === 'cargo test' ? `test ${test.name} ... FAILED\n` : ''}${block.join('\n')}`),
  }));
  const diagnostics = diagnosticsIn(lines, FAILURES_MAX)
    // What a failed test logged is told of by the test.
    .filter(({ tool }) => tests.length === 0 || tool !== 'go')
    .map((diagnostic) => ({
      ...diagnostic,
      sort: 'diagnostic' as const,
      signature: signatureOf(`${diagnostic.file}: error ${diagnostic.name}: ${diagnostic.message}`),
    }));
  return [...tests, ...diagnostics];
}
