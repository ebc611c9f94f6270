import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LogRecord, RecordAssembler, type RecordAssemblerOptions, hasRecordHeader } from './record-assembler.ts';

function recordsOf(lines: readonly string[], options?: RecordAssemblerOptions): LogRecord[] {
  const assembler = new RecordAssembler(options);
  const records = lines.map((line) => assembler.add(line)).filter((record) => record !== undefined);
  const last = assembler.end();
  return last ? [...records, last] : records;
}

const traceback = ['Traceback (most recent call last):', '  File "/a/b.py", line 3, in f', '    g()', "KeyError: 'x'"];

const records: readonly (readonly [string, readonly string[]])[] = [
  ['a plain line', ['served 12 requests']],
  ['a line with a time', ['2024-05-01 10:11:12 INFO done']],
  ['Java', ['2024-05-01 10:11:12,123 ERROR [main] a.B - failed', 'java.lang.IllegalStateException: no', '\tat a.B.c(B.java:3)', 'Caused by: a.D: e', '\tat a.D.f(D.java:4)', '\t... 23 more']],
  ['Python, logged', ['ERROR:app:failed', ...traceback]],
  ['Python, chained', [...traceback, '', 'During handling of the above exception, another exception occurred:', '', ...traceback]],
  ['Python, group', ['  + Exception Group Traceback (most recent call last):', '  |   File "/a.py", line 1, in <module>', '  | ExceptionGroup: two (2 sub-exceptions)', '  +-+---------------- 1 ----------------', '    | ValueError: a', '    +------------------------------------']],
  ['JavaScript', ['Error: no', '    at f (/a/b.js:1:2)', '    at g (/a/b.js:2:2) {', "  code: 'E_NO'", '}']],
  ['Go', ['panic: no', '', 'goroutine 1 [running]:', 'main.f(0x1)', '\t/a/main.go:3 +0x1d', 'main.main()', '\t/a/main.go:9 +0x2e', 'exit status 2']],
  ['Go, its stack overflown', ['runtime: goroutine stack exceeds 1000000000-byte limit', 'fatal error: stack overflow', '', 'runtime stack:', 'runtime.throw({0x4c?, 0x1?})', '\t/usr/local/go/src/runtime/panic.go:1 +0x48', '', 'goroutine 1 gp=0x3 m=0 mp=0x5 [running]:', 'main.f(0x1)', '\t/a/main.go:3 +0x1d']],
  ['Rust', ["thread 'main' panicked at src/main.rs:3:5:", 'no', 'stack backtrace:', '   0: main::f', '             at ./src/main.rs:3:5', 'note: run with `RUST_BACKTRACE=1`']],
  ['C#', ['Unhandled exception. System.Exception: no', ' ---> System.FormatException: not a number', '   at A.B.C(Int32 d)', '   --- End of inner exception stack trace ---', '   at A.B.D(Int32 d)']],
  ['JSON', ['received {', '"a": [1, "}"],', '"b": {', '}', '}']],
]; // prettier-ignore

test.each(records)('%s is one record', (_name, lines) => {
  expect(recordsOf(lines).map(({ text }) => text)).toEqual([lines.join('\n')]);
});

test.each(records)('%s: what comes after it is another record', (_name, lines) => {
  const [first, ...others] = recordsOf([...lines, '2024-05-01 10:11:13 INFO next', 'plain', 'plain']);
  expect(first).toMatchObject({ text: lines.join('\n'), firstLine: 0, lines: lines.length, isCut: false });
  expect(others.map(({ text }) => text)).toEqual(['2024-05-01 10:11:13 INFO next', 'plain', 'plain']);
});

test('colours do not matter, and stay in the text', () => {
  const lines = [
    '\u001b[31mERROR: failed\u001b[0m',
    '\u001b[2m    at f (/a/b.js:1:2)\u001b[0m',
    '\u001b[36m2024-05-01 10:11:12\u001b[0m next',
  ];
  expect(recordsOf(lines).map(({ lines: count }) => count)).toEqual([2, 1]);
});

test('a time before every line, as build servers write it', () => {
  const at = (second: number, line: string): string => `2024-05-01T10:11:${10 + second}.123Z ${line}`;
  const lines = ['served 12', ...traceback, 'served 13', 'Error: no', '    at f (/a/b.js:1:2)', 'served 14'].map((line, index) =>
    at(index, line),
  );
  expect(recordsOf(lines).map(({ lines: count }) => count)).toEqual([1, 4, 1, 2, 1]);
  const mixed = [at(0, 'ERROR failed'), ...traceback, at(1, 'KeyError: again'), at(2, 'Error: no')];
  expect(recordsOf(mixed).map(({ lines: count }) => count)).toEqual([5, 1, 1]);
});

test('a second traceback without a word of chaining is another record', () => {
  expect(recordsOf([...traceback, ...traceback]).map(({ lines }) => lines)).toEqual([4, 4]);
});

test('a JSON value that never ends does not swallow the log', () => {
  const lines = ['received {', '"a": 1,', '2024-05-01 10:11:12 INFO next', '2024-05-01 10:11:13 INFO more'];
  expect(recordsOf(lines).map(({ lines: count }) => count)).toEqual([2, 1, 1]);
});

test('a log that quotes another log: indented lines with times are part of the record', () => {
  const lines = [
    '2024-05-01 10:11:12 WARN the child said:',
    '    2024-05-01 09:00:00 ERROR no',
    '    2024-05-01 09:00:01 ERROR no',
    '2024-05-01 10:11:13 INFO next',
  ];
  expect(recordsOf(lines).map(({ lines: count }) => count)).toEqual([3, 1]);
});

test('a record over a bound is cut and says so; its lines are still counted', () => {
  const lines = ['Error: no', ...Array.from({ length: 50 }, (_, index) => `    at f${index} (/a/b.js:1:2)`)];
  expect(recordsOf(lines, { linesMax: 10 })).toMatchObject([{ lines: 51, isCut: true, text: lines.slice(0, 10).join('\n') }]);
  const [byChars] = recordsOf(lines, { charsMax: 100 });
  expect(byChars).toMatchObject({ lines: 51, isCut: true });
  expect(byChars!.text.length).toBeLessThanOrEqual(100);
  expect(recordsOf(['😀'.repeat(100)], { charsMax: 7 })[0]!.text.isWellFormed()).toBe(true);
});

test('indented lines without end: the record is ended at a bound, memory is not', () => {
  const assembler = new RecordAssembler({ linesMax: 5 });
  const ended = Array.from({ length: 250_000 }, () => assembler.add('  x')).filter((record) => record !== undefined);
  expect(ended.map(({ lines }) => lines)).toEqual([100_005, 100_005]);
});

test('one line of 100 MB is looked at in its first characters and cut', () => {
  const record = recordsOf([' '.repeat(100 * 1024 * 1024), 'Error: next'])[0]!;
  expect(record.isCut).toBe(true);
  expect(record.text.length).toBe(65_536);
});

test('any lines: every line is part of exactly one record, in order, and time grows with the length', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom(
      ...records.flatMap(([, lines]) => lines),
      '',
      ' ',
      '}',
      '{',
      'Caused by: ',
      '\ud800',
      '\u001b[',
      'panic: a',
      'Traceback (most recent call last):',
    ),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 80 }), (lines) => {
      const found = recordsOf(lines);
      expect(found.reduce((sum, record) => sum + record.lines, 0)).toBe(lines.length);
      let next = 0;
      for (const record of found) {
        expect(record.firstLine).toBe(next);
        expect(record.text).toBe(
          lines
            .slice(next, next + record.lines)
            .join('\n')
            .toWellFormed(),
        );
        next += record.lines;
      }
    }),
  );
});

test.each(['a', ' ', '1', '2024-', '10:', 'a ', 'a.', 'a(', '(', '{', '"', '\\', '| ', '+-', 'Error', '\u001b[1;', '[', 'at '])(
  'no line made of many %j takes long to look at',
  (unit) => {
    const long = unit.repeat(100_000);
    for (const head of ['', 'panic: ', 'Traceback (most recent call last):\n', 'x {'])
      for (let count = 0; count < 50; count += 1) recordsOf([...head.split('\n'), long, long, `${long}!`]);
    hasRecordHeader(long);
  },
  20_000,
);
