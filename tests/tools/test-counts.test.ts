import { expect, test } from 'vitest';
import { addCounts, closingLine, countVitest, unlistedSkips } from '../../tools/test-counts.mjs';

const file = (name: string, status: string, ...statuses: string[]) => ({
  name: `/repo/${name}`,
  status,
  assertionResults: statuses.map((state, index) => ({ status: state, fullName: `case ${index}` })),
});

test('passed, failed and skipped tests are counted one by one', () => {
  const counts = countVitest({ testResults: [file('a.test.ts', 'failed', 'passed', 'failed', 'skipped')] }, 1, '/repo');
  expect(counts).toEqual({ passed: 1, failed: 1, skipped: ['a.test.ts: case 2'] });
});

test('a file that could not be loaded is a failure', () => {
  expect(countVitest({ testResults: [file('a.test.ts', 'failed')] }, 1, '/repo').failed).toBe(1);
});

test('an unhandled error outside any test is a failure', () => {
  expect(countVitest({ testResults: [file('a.test.ts', 'passed', 'passed')] }, 1, '/repo')).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

test('a run without a report is a failure', () => {
  expect(countVitest(undefined, 0, '/repo').failed).toBe(1);
});

test('the closing line names skipped tests only when there are some', () => {
  const none = { passed: 3, failed: 0, skipped: [] };
  expect(closingLine(none)).toBe('3 passed, 0 failed');
  expect(closingLine(addCounts(none, { passed: 1, failed: 2, skipped: ['x'] }))).toBe('4 passed, 2 failed, 1 skipped');
});

test('a skip is allowed by its whole name or by a prefix with a star, and comments allow nothing', () => {
  const list = '# reason\na.test.ts: one # why\nb.test.ts: *\n#c.test.ts: *\n';
  const skipped = ['a.test.ts: one', 'a.test.ts: one more', 'b.test.ts: any', 'c.test.ts: x'];
  expect(unlistedSkips(skipped, list)).toEqual(['a.test.ts: one more', 'c.test.ts: x']);
});
