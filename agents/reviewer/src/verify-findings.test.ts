import { expect, test } from 'vitest';
import { numberedDiff, readDiff } from './numbered-diff.ts';
import type { Finding } from './review.ts';
import { reviewOf } from './review-task.ts';
import { verifyFindings } from './verify-findings.ts';

const diff = `diff --git a/src/a.js b/src/a.js
index 1111111..2222222 100644
--- a/src/a.js
+++ b/src/a.js
@@ -1,4 +1,5 @@
 export function add(a, b) {
-  return a - b;
+  const sum = a + b;
+  return sum;
 }
 // end
diff --git a/new.js b/new.js
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/new.js
@@ -0,0 +1,2 @@
+-- a comment that looks like a header
+  return sum;
`;
const files = readDiff(diff);
const finding = (over: Partial<Finding>): Finding => ({
  file: 'src/a.js',
  line: 3,
  quote: 'return sum;',
  severity: 'major',
  message: 'wrong',
  ...over,
});

test('the difference is printed with the numbers of the new file', () => {
  expect(numberedDiff(files)).toBe(
    [
      '=== src/a.js (changed)',
      '    1   export function add(a, b) {',
      '    2 -   return a - b;',
      '    2 +   const sum = a + b;',
      '    3 +   return sum;',
      '    4   }',
      '    5   // end',
      '',
      '=== new.js (added)',
      '    1 + -- a comment that looks like a header',
      '    2 +   return sum;',
    ].join('\n'),
  );
});

test.each([
  ['as it is', { quote: '  return sum;' }],
  ['with other white space', { quote: 'return   sum;' }],
  ['as the prompt prints it', { quote: '    3 +   return sum;' }],
  ['with its sign', { quote: '+  return sum;' }],
  ['a removed line', { quote: 'return a - b;' }],
  ['the first of several lines', { quote: '\nreturn sum;\n}' }],
  ['in a path as git writes it', { file: 'b/src/a.js' }],
])('a quote is found %s', (_name, over) => {
  expect(verifyFindings([finding(over)], files)).toMatchObject({ kept: [{ file: 'src/a.js' }], dropped: 0 });
});

test.each([
  ['that is nowhere', { quote: 'return null;' }],
  ['that is part of a line', { quote: 'sum' }],
  ['that is empty', { quote: ' ' }],
  ['of another file', { file: 'src/b.js' }],
  ['of a line that stands in another file only', { file: 'new.js', quote: 'const sum = a + b;' }],
])('a finding with a quote %s is dropped and counted', (_name, over) => {
  expect(verifyFindings([finding(over)], files)).toEqual({ kept: [], dropped: 1 });
});

test('a wrong line number is put right', () => {
  expect(verifyFindings([finding({ line: 99 })], files).kept[0]!.line).toBe(3);
  expect(verifyFindings([finding({ file: 'new.js', line: 0 })], files).kept[0]!.line).toBe(2);
});

test('a change is approved only where the model approves and nothing severe stands', () => {
  const verdict = (say: 'approve' | 'reject', ...findings: Finding[]): string =>
    reviewOf({ verdict: say, findings }, files, 'd').verdict;
  expect(verdict('approve')).toBe('approve');
  expect(verdict('approve', finding({ severity: 'minor' }))).toBe('approve');
  expect(verdict('approve', finding({ severity: 'major' }))).toBe('reject');
  expect(verdict('approve', finding({ severity: 'critical', quote: 'invented' }))).toBe('approve');
  expect(verdict('reject')).toBe('reject');
});
