import type { TestCounts } from './test-output/format.ts';

/** Verdicts as the compliance table knows them. */
export type Verdict = 'pass' | 'deny' | 'hold' | 'not-assessed';

/** One check of the compliance table (`number` there) as this gate saw it. */
export interface GateCheckFact {
  readonly check: number;
  readonly verdict: Verdict;
  /** Words and digests, never a secret. */
  readonly evidence: string;
}

/** One run of the tests, without its text. */
export interface TestRunFact {
  readonly command: string;
  readonly exitCode: number;
  readonly counts: TestCounts | undefined;
  readonly timedOut: boolean;
  readonly logDigest: string;
  readonly profile: string;
  readonly profileHash: string;
  /** Why nothing ran, where nothing did. */
  readonly notRun: string;
}

/** Tests that were not skipped. */
const executed = (counts: TestCounts): number => counts.passed + counts.failed;

/**
 * Why the tests of a commit don't pass, each reason a sentence; empty when they do: at least one test ran, none failed, the
 * command ended well, and no fewer tests ran than on the base.
 */
export function testProblems(before: TestRunFact | undefined, after: TestRunFact): string[] {
  if (after.notRun !== '') return [after.notRun];
  const problems: string[] = [];
  const { counts } = after;
  if (after.timedOut) problems.push('The tests did not end in time.');
  if (!counts) {
    const end = after.exitCode === 0 ? 'ended well' : `ended with exit code ${after.exitCode}`;
    problems.push(
      `The test command ${end}, but printed no test count that Panal knows. Use a runner whose output has one (node --test, vitest, jest, mocha, TAP, pytest, unittest, go test -json, cargo test), or set a gate command that does.`,
    );
    return problems;
  }
  if (counts.failed > 0) problems.push(`${counts.failed} of ${counts.total} tests failed.`);
  else if (after.exitCode !== 0 && !after.timedOut)
    problems.push(`No test failed, but the command ended with exit code ${after.exitCode}.`);
  if (executed(counts) === 0) problems.push('No test ran.');
  if (before?.counts && executed(counts) < executed(before.counts)) {
    problems.push(
      `Only ${executed(counts)} tests ran; on the base there were ${executed(before.counts)}. Tests may not be removed or skipped: put them back.`,
    );
  }
  return problems;
}

/** Counts for people: `3 passed, 1 failed`. */
export function describeCounts(run: TestRunFact | undefined): string {
  if (!run) return 'not run';
  if (run.notRun !== '') return 'not run';
  if (run.timedOut) return 'timed out';
  if (!run.counts) return `no count, exit code ${run.exitCode}`;
  const { passed, failed, skipped } = run.counts;
  return [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ');
}

/** Check 15: whether the tests ran confined, by what was observed. */
export function judgeSandbox(runs: readonly TestRunFact[], required: boolean): GateCheckFact {
  const ran = runs.filter((run) => run.profile !== '');
  if (ran.length === 0) {
    const verdict = required ? 'deny' : 'not-assessed';
    return { check: 15, verdict, evidence: runs.find((run) => run.notRun)?.notRun || 'nothing ran' };
  }
  const evidence = [...new Set(ran.map((run) => `${run.profile} ${run.profileHash}`))].join('; ');
  if (ran.every((run) => run.profile !== 'none')) return { check: 15, verdict: 'pass', evidence };
  const note = 'at least one command ran without confinement, which the repository allows ("best-effort")';
  return { check: 15, verdict: required ? 'deny' : 'not-assessed', evidence: `${note}: ${evidence}` };
}
