// Pure parts of `npm test`: counting, and the rule that CI skips only what is listed.
import { relative } from 'node:path';

/** Counts of no test; `skipped` holds one name a skipped test. */
export const emptyCounts = { passed: 0, failed: 0, skipped: [] };

/** The sum of two counts. */
export const addCounts = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: [...a.skipped, ...b.skipped],
});

/**
 * Counts a vitest JSON report. A file that could not be loaded is one failure, and so is a run that exits non-zero
 * with no failed test (an unhandled error), or a run without a report.
 */
export function countVitest(report, exitCode, rootDir) {
  if (!report) return { passed: 0, failed: 1, skipped: [] };
  const counts = { passed: 0, failed: 0, skipped: [] };
  for (const file of report.testResults) {
    const before = counts.failed;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') counts.failed += 1;
      else counts.skipped.push(`${relative(rootDir, file.name)}: ${test.fullName.trim()}`);
    }
    if (file.status === 'failed' && counts.failed === before) counts.failed += 1;
  }
  if (exitCode !== 0 && counts.failed === 0 && report.testResults.length > 0) counts.failed = 1;
  return counts;
}

/** The skipped names that no line of the list allows. A line is a whole name, or a prefix that ends in `*`; `#` starts a comment. */
export function unlistedSkips(skipped, listText) {
  const lines = listText
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);
  const allows = (line, name) => (line.endsWith('*') ? name.startsWith(line.slice(0, -1)) : name === line);
  return skipped.filter((name) => !lines.some((line) => allows(line, name)));
}

/** The last line of a test run. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length ? `, ${skipped.length} skipped` : ''}`;
}
