import { blocksOf, countsOf, sumMatches, type TestFailure, type TestFormat } from './format.ts';

/** The Test Anything Protocol: node:test's `tap` reporter, tape, tap, prove. Source: testanything.org, versions 12 to 14. */
export const tap: TestFormat = {
  name: 'TAP',
  read(output) {
    if (!/^TAP version \d+$/m.test(output) && !/^1\.\.\d+/m.test(output)) return undefined;
    const failures = failuresOf(output);
    const total = sumMatches(output, /^# tests +(\d+)$/gm);
    if (total !== undefined) {
      const number = (words: string): number => sumMatches(output, new RegExp(`^# (?:${words}) +(\\d+)$`, 'gm')) ?? 0;
      const counts = { total, passed: number('pass'), failed: number('fail|cancelled'), skipped: number('skipped|skip|todo') };
      return { counts: countsOf(counts), failures };
    }
    return { counts: countsOf(plainCounts(output)), failures };
  },
};

/** Only lines at the margin count: indented ones belong to subtests, whose parent has a line of its own. */
function plainCounts(output: string): { passed: number; failed: number; skipped: number } {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [line] of output.matchAll(/^(?:not )?ok\b.*$/gm)) {
    if (/# (?:skip|todo)/i.test(line)) counts.skipped++;
    else if (line.startsWith('not')) counts.failed++;
    else counts.passed++;
  }
  return counts;
}

function failuresOf(output: string): TestFailure[] {
  const blocks = blocksOf(output, /^ *not ok \d+(?: - | )(.*)$/, /^ *(?:ok \d|# |\d+\.\.\d)/);
  return blocks
    .filter(
      ({ head, lines }) =>
        !/# (?:skip|todo)/i.test(head[1]!) && !lines.some((line) => /failureType: 'subtestsFailed'/.test(line)),
    )
    .map(({ head, lines }) => ({ name: head[1]!, detail: lines.filter((line) => !/^ *(?:---|\.\.\.)$/.test(line)).join('\n') }));
}
