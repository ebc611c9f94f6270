import { expect, test } from 'vitest';
import { failedTests } from './failed-tests.ts';

test.each([
  ['node:test, spec', '✖ adds 2 and 3 (1.25ms)', 'adds 2 and 3'],
  ['node:test, spec, nested', '  ✖ adds (1.25ms)', 'adds'],
  ['TAP', 'not ok 3 - adds', 'adds'],
  ['TAP, nested', '    not ok 1 - adds # time=12ms', 'adds'],
  ['pytest', 'FAILED tests/test_sum.py::test_adds[a b] - assert 3 == 4', 'tests/test_sum.py::test_adds[a b]'],
  ['pytest, collection', 'ERROR tests/test_sum.py::TestSum::test_adds', 'tests/test_sum.py::TestSum::test_adds'],
  ['unittest', 'FAIL: test_adds (test_sum.SumTest)', 'test_adds (test_sum.SumTest)'],
  ['vitest', ' FAIL  src/sum.test.ts > sums > adds', 'src/sum.test.ts > sums > adds'],
  ['jest', '  ● sums › adds', 'sums › adds'],
  ['go test', '    --- FAIL: TestSum/adds (0.00s)', 'TestSum/adds'],
  ['cargo test', 'test sum::adds ... FAILED', 'sum::adds'],
])('%s', (_runner, line, name) => {
  expect(failedTests(['before', line, 'after', line])).toEqual([name]);
});

test.each([
  '✔ adds (1ms)',
  '✖ failing tests:',
  'ok 1 - adds',
  'not ok 2 - later # TODO',
  'not ok 2 - x # SKIP',
  'FAILED (errors=1)',
  'FAIL',
])('%s names none', (line) => {
  expect(failedTests([line])).toEqual([]);
});
