import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTestOutput } from './read-test-output.ts';

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

const samples: Record<
  string,
  { output: string; counts: [total: number, passed: number, failed: number, skipped: number]; failures: string[]; says?: string }
> = {
  'node:test, spec': {
    output: lines(
      '✔ adds (1.3ms)',
      '✖ splits money (2.2ms)',
      '﹣ later (0.2ms) # SKIP',
      'ℹ tests 3',
      'ℹ suites 0',
      'ℹ pass 1',
      'ℹ fail 1',
      'ℹ cancelled 0',
      'ℹ skipped 1',
      'ℹ todo 0',
      'ℹ duration_ms 145.05',
      '',
      '✖ failing tests:',
      '',
      'test at a.test.mjs:2:38',
      '✖ splits money (2.226549ms)',
      '  AssertionError [ERR_ASSERTION]: a cent is lost',
    ),
    counts: [3, 1, 1, 1],
    failures: ['splits money'],
    says: 'a cent is lost',
  },
  'node:test, tap': {
    output: lines(
      'TAP version 13',
      '# Subtest: adds',
      'ok 1 - adds',
      '# Subtest: splits',
      'not ok 2 - splits',
      '  ---',
      "  error: 'a cent is lost'",
      '  ...',
      '1..2',
      '# tests 2',
      '# suites 0',
      '# pass 1',
      '# fail 1',
      '# cancelled 0',
      '# skipped 0',
      '# todo 0',
    ),
    counts: [2, 1, 1, 0],
    failures: ['splits'],
    says: 'a cent is lost',
  },
  'TAP without a summary': {
    output: lines(
      '1..4',
      'ok 1 - a',
      '    not ok 1 - inner of a todo',
      'not ok 2 - b # TODO later',
      'not ok 3 - c',
      'ok 4 - d # SKIP',
    ),
    counts: [4, 1, 1, 2],
    failures: ['inner of a todo', 'c'],
  },
  pytest: {
    output: lines(
      'FF.s                                                    [100%]',
      '=================================== FAILURES ===================================',
      '__________________________________ A.test_bad __________________________________',
      '>   def test_bad(self): self.assertEqual(1, 2)',
      'E   AssertionError: a cent is lost',
      '__________________________________ A.test_err __________________________________',
      'E   ValueError: boom',
      '=========================== short test summary info ============================',
      'FAILED test_a.py::A::test_bad - AssertionError: a cent is lost',
      '2 failed, 1 passed, 1 skipped, 3 warnings in 0.03s',
    ),
    counts: [4, 1, 2, 1],
    failures: ['A.test_bad', 'A.test_err'],
    says: 'a cent is lost',
  },
  unittest: {
    output: lines(
      'FE.s',
      '='.repeat(70),
      'ERROR: test_err (test_a.A.test_err)',
      '-'.repeat(70),
      'ValueError: boom',
      '',
      '='.repeat(70),
      'FAIL: test_bad (test_a.A.test_bad)',
      '-'.repeat(70),
      'AssertionError: 1 != 2 : a cent is lost',
      '',
      '-'.repeat(70),
      'Ran 5 tests in 0.001s',
      '',
      'FAILED (failures=1, errors=1, skipped=1, expected failures=1)',
    ),
    counts: [5, 1, 2, 2],
    failures: ['test_err (test_a.A.test_err)', 'test_bad (test_a.A.test_bad)'],
    says: 'a cent is lost',
  },
  'go test -json': {
    output: [
      { Action: 'start', Package: 'x' },
      { Action: 'output', Package: 'x', Test: 'TestBad', Output: '    a_test.go:4: a cent is lost\n' },
      { Action: 'fail', Package: 'x', Test: 'TestBad', Elapsed: 0 },
      { Action: 'pass', Package: 'x', Test: 'TestOK', Elapsed: 0 },
      { Action: 'skip', Package: 'x', Test: 'TestSkip', Elapsed: 0 },
      { Action: 'fail', Package: 'x', Elapsed: 0.07 },
      { ImportPath: 'y', Action: 'build-output', Output: 'y/b.go:3: undefined: z\n' },
      { Action: 'output', Package: 'y', Output: 'FAIL\ty [build failed]\n' },
      { Action: 'fail', Package: 'y', Elapsed: 0 },
    ]
      .map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
    counts: [4, 1, 2, 1],
    failures: ['x.TestBad', 'y'],
    says: 'a cent is lost',
  },
  'cargo test': {
    output: lines(
      'running 2 tests',
      'failures:',
      '',
      '---- tests::splits stdout ----',
      "thread 'tests::splits' panicked at src/lib.rs:9:9: a cent is lost",
      '',
      'failures:',
      '    tests::splits',
      '',
      'test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
      'test result: ok. 3 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    ),
    counts: [7, 4, 1, 2],
    failures: ['tests::splits'],
    says: 'a cent is lost',
  },
  jest: {
    output: lines(
      'FAIL ./a.test.js',
      '  ● money › splits',
      '',
      '    a cent is lost',
      '',
      'Test Suites: 1 failed, 1 total',
      'Tests:       1 failed, 1 skipped, 2 passed, 4 total',
    ),
    counts: [4, 2, 1, 1],
    failures: ['money › splits'],
    says: 'a cent is lost',
  },
  vitest: {
    output: lines(
      '\u001b[31m FAIL \u001b[39m a.test.mjs > bad',
      'AssertionError: a cent is lost',
      '⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯',
      '',
      ' Test Files  1 failed (1)',
      '      Tests  1 failed | 1 passed | 1 skipped (3)',
    ),
    counts: [3, 1, 1, 1],
    failures: ['a.test.mjs > bad'],
    says: 'a cent is lost',
  },
  'vitest, a file that does not load': {
    output: lines(
      ' FAIL  b.test.ts [ b.test.ts ]',
      'Error: cannot import',
      '',
      ' Test Files  1 failed | 1 passed (2)',
      '      Tests  2 passed (2)',
    ),
    counts: [3, 2, 1, 0],
    failures: ['b.test.ts [ b.test.ts ]'],
  },
  mocha: {
    output: lines(
      '  2 passing (5ms)',
      '  1 pending',
      '  1 failing',
      '',
      '  1) money',
      '       splits:',
      '',
      '      AssertionError: a cent is lost',
    ),
    counts: [4, 2, 1, 1],
    failures: ['money splits'],
    says: 'a cent is lost',
  },
};

describe('counts and failures in what runners print', () => {
  for (const [name, { output, counts, failures, says }] of Object.entries(samples)) {
    it(`reads ${name}`, () => {
      const report = readTestOutput(output)!;
      const { total, passed, failed, skipped } = report.counts;
      expect([total, passed, failed, skipped]).toEqual(counts);
      expect(report.failures.map((failure) => failure.name)).toEqual(failures);
      if (says) expect(report.failures.map(({ detail }) => detail).join()).toContain(says);
    });
  }

  it('adds up runners that follow each other', () => {
    const { counts } = readTestOutput(samples['vitest']!.output + samples['node:test, spec']!.output)!;
    expect(counts).toEqual({ total: 6, passed: 2, failed: 2, skipped: 2 });
  });

  it('finds no count where there is none', () => {
    for (const output of ['', 'all fine\n', 'tests 3\npass 3\n', 'Tests passed: 3'])
      expect(readTestOutput(output)).toBeUndefined();
  });

  it('never throws, and its counts add up, whatever is printed', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom(...Object.values(samples).flatMap(({ output }) => output.split('\n'))));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (printed) => {
        const report = readTestOutput(printed.join('\n'));
        if (!report) return;
        const { total, passed, failed, skipped } = report.counts;
        expect(total).toBeGreaterThanOrEqual(passed + failed + skipped);
      }),
    );
  });
});
