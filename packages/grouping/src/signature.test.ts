import fc from 'fast-check';
import { expect, test } from 'vitest';
import { earlierSignaturesOf } from './before/signatures-before.ts';
import { signatureOf } from './signature.ts';

const idOf = (text: string): string => signatureOf(text).signature;

const python = (root: string, line: number, value: string): string => `Traceback (most recent call last):
  File "${root}/shop/cart.py", line ${line}, in total
    return sum(prices) / len(prices)
  File "${root}/lib/python3.11/statistics.py", line ${line + 7}, in mean
    raise ValueError(f"no price for {name!r}")
ValueError: no price for '${value}' at ${line}`;

const javascript = (root: string, line: number, type: string): string => `${root}/shop/cart.js:${line}
    throw new ${type}('x');
    ^

${type}: order ${line} has no price
    at total (${root}/shop/cart.js:${line}:11)
    at async Cart.pay [as charge] (file://${root}/shop/cart.js:${line + 1}:3)
    at async run (node:internal/modules/run_main:99:5)

Node.js v24.1.0`;

test('a Python trace: exception, masked message, own frames', () => {
  const signature = signatureOf(python('/home/ada', 12, 'tea'));
  expect(signature).toMatchObject({
    kind: 'exception',
    errorType: 'ValueError',
    template: 'ValueError: no price for <quoted> at <num>',
    slots: [
      { kind: 'quoted', value: "'tea'" },
      { kind: 'num', value: '12' },
    ],
    tests: [],
  });
  expect(idOf(python('/srv/build/7', 480, 'salt'))).toBe(signature.signature);
  expect(idOf(python('/home/ada', 12, 'tea').replaceAll('ValueError', 'KeyError'))).not.toBe(signature.signature);
  expect(idOf(python('/home/ada', 12, 'tea').replace('in total', 'in average'))).not.toBe(signature.signature);
  expect(idOf(python('/home/ada', 12, 'tea').replace('in mean', 'in median'))).toBe(signature.signature);
});

test('a JavaScript trace: exception, masked message, own frames', () => {
  const id = idOf(javascript('/home/ada', 12, 'RangeError'));
  expect(idOf(javascript('/srv/b', 99, 'RangeError'))).toBe(id);
  expect(idOf(javascript('/home/ada', 12, 'Error'))).not.toBe(id);
  expect(signatureOf(javascript('/home/ada', 12, 'Error'))).toMatchObject({ kind: 'exception', errorType: 'Error' });
  expect(idOf(javascript('/home/ada', 12, 'RangeError').replace('run_main', 'elsewhere'))).toBe(id);
  expect(idOf(javascript('/home/ada', 12, 'RangeError').replace('at total', 'at average'))).not.toBe(id);
});

test('recursion of any depth is one frame', () => {
  const deep = (depth: number): string =>
    `RangeError: too deep\n${'    at even (/a/b.js:1:2)\n    at odd (/a/b.js:2:2)\n'.repeat(depth)}    at main (/a/b.js:9:1)`;
  expect(idOf(deep(2))).toBe(idOf(deep(50)));
});

test('of chained exceptions the last counts', () => {
  const chain = (first: string): string =>
    `${first}\n\nDuring handling of the above exception, another exception occurred:\n\n${python('/a', 1, 'x')}`;
  expect(signatureOf(chain("KeyError: 'x'"))).toMatchObject({
    errorType: 'ValueError',
    template: 'ValueError: no price for <quoted> at <num>',
  });
  expect(signatureOf("KeyError: 'x'\n\nDuring handling of the above exception, another exception occurred:").errorType).toBe(
    'KeyError',
  );
});

test('node:test: the failed tests and what they failed with', () => {
  const report = (guests: number, shares: string): string => `✖ failing tests:

test at test/fair.test.js:12:3
✖ fair among ${guests} (0.9ms)
  AssertionError [ERR_ASSERTION]: the shares ${shares} lie 2 cents apart
      at TestContext.<anonymous> (file:///a/b/test/fair.test.js:15:12)
    code: 'ERR_ASSERTION',`;
  const signature = signatureOf(report(3, '335, 333, 333'));
  expect(signature).toMatchObject({
    kind: 'assertion',
    tests: ['fair among 3'],
    template: 'AssertionError [ERR_ASSERTION]: the shares <num>… lie <num> cents apart',
  });
  expect(idOf(report(4, '5, 1, 1, 1'))).toBe(signature.signature);
  expect(idOf(report(3, '335, 333, 333').replace('fair among', 'whole for'))).not.toBe(signature.signature);
});

test('TAP: the failed test and the type of its error', () => {
  const report = (name: string): string => `TAP version 13
ok 1 - subtracts
not ok 2 - adds
  ---
  duration_ms: 0.7
  error: |-
    Expected values to be strictly equal:

    5 !== 6
  code: 'ERR_X'
  name: '${name}'
  ...
1..2`;
  expect(signatureOf(report('AssertionError'))).toMatchObject({
    kind: 'assertion',
    tests: ['adds'],
    errorType: 'AssertionError',
  });
  const ids = ['AssertionError', 'TypeError', 'RangeError', 'OrderError'].map((name) => idOf(report(name)));
  expect(new Set(ids).size).toBe(4);
});

test('pytest: the first line of each E block, and ids', () => {
  const report = (left: string): string => `    def test_adds():
>       assert add(1, 2) == 4
E       AssertionError: assert ${left} == 4
E        +  where ${left} = add(1, 2)

tests/test_sum.py:4: AssertionError
------------ Captured stderr call ------------
ValueError: logged and survived
FAILED tests/test_sum.py::test_adds - AssertionError: assert ${left} == 4
1 failed, 3 passed in 0.12s`;
  expect(signatureOf(report('3'))).toMatchObject({
    kind: 'assertion',
    errorType: 'AssertionError',
    template: 'E AssertionError: assert <num> == <num>',
    tests: ['tests/test_sum.py::test_adds'],
  });
  expect(idOf(report('3'))).toBe(idOf(report('17')));
});

test('what is missing stays in the template, and clusters are distinct by it and by nothing else', () => {
  const missing = (name: string, file = 'a'): string =>
    `Traceback (most recent call last):\n  File "/x/${file}.py", line 3, in <module>\nModuleNotFoundError: No module named '${name}'`;
  expect(signatureOf(missing('numpy'))).toMatchObject({
    kind: 'missing-module',
    missing: 'numpy',
    template: 'ModuleNotFoundError: No module named numpy',
  });
  expect(idOf(missing('numpy'))).toBe(idOf(missing('numpy', 'b')));
  expect(idOf(missing('numpy'))).toBe(idOf('/usr/bin/python3: No module named numpy'));
  expect(idOf(missing('numpy'))).not.toBe(idOf(missing('scipy')));
  expect(idOf('bash: line 1: tox: command not found')).toBe(idOf('bash: line 7: tox: command not found'));
  expect(idOf('bash: line 1: tox: command not found')).not.toBe(idOf('bash: line 1: nox: command not found'));
});

test('a broken protocol is one cluster wherever it shows', () => {
  const broken = (found: number, more: string): string =>
    `Please always provide EXACTLY ONE action in triple backticks, found ${found} actions.\n${more}`;
  expect(idOf(broken(0, ''))).toBe(idOf(broken(2, '✖ adds\n    at total (/a/b.js:1:1)')));
});

test.each([
  ['protocol', 'Please always provide EXACTLY ONE action in triple backticks, found 0 actions.'],
  ['syntax', '  File "a.py", line 1\n    if\n     ^\nSyntaxError: invalid syntax'],
  ['timeout', 'The tests did not end in time.'],
  ['timeout', 'subprocess.TimeoutExpired: Command timed out after 60 seconds'],
  ['conflict', 'error: patch failed: src/a.ts:3'],
  ['conflict', 'CONFLICT (content): Merge conflict in a.ts'],
  ['type', 'TypeError: expected x to be a list, but it is a set'],
  ['exception', 'ValueError: the date format error is yours, expected it to be ISO'],
  ['assertion', 'Error: expect(received).toBe(expected)'.replace('Error: ', '')],
  ['test', 'not ok 2 - adds'],
  ['other', 'everything is fine'],
  ['other', ''],
])('kind %s: %s', (kind, text) => {
  expect(signatureOf(text).kind).toBe(kind);
});

const word = fc.stringMatching(/^[a-z]{3,10}$/);
const folder = fc.array(word, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
const time = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString());

test('renamed folders, numbers, constants and times keep the signature; another exception does not', () => {
  const variable = fc.record({ root: folder, line: fc.integer({ min: 1, max: 1e6 }), constant: word, at: time, ms: fc.nat() });
  const textOf = ({
    root,
    line,
    constant,
    at,
    ms,
  }: {
    root: string;
    line: number;
    constant: string;
    at: string;
    ms: number;
  }): string => `${at} start in ${root}\n${python(root, line, constant)} after ${ms} ms, at ${at}, see ${root}/log-${ms}.txt`;
  fc.assert(
    fc.property(variable, variable, fc.constantFrom('KeyError', 'TypeError', 'app.OrderException'), (one, two, other) => {
      expect(idOf(textOf(one))).toBe(idOf(textOf(two)));
      expect(idOf(textOf(one))).not.toBe(idOf(textOf(two).replaceAll('ValueError', other)));
    }),
  );
});

test('colours and line ends do not matter', () => {
  const text = python('/a', 1, 'x');
  const coloured = text.replace('ValueError', '\u001b[1;31mValueError\u001b[0m').replaceAll('\n', '\r\n');
  expect(idOf(coloured)).toBe(idOf(text));
});

test('any text gives a bounded signature', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(
      'E   ',
      'Error: ',
      '✖ ',
      'not ok 1 - ',
      '\n',
      '  at f (/a/b.js:1:2)',
      "No module named '",
      '\u001b[',
      '"',
      '<num>',
      '\ud800',
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const signature = signatureOf(parts.join(''));
      expect(signature.signature).toMatch(/^[0-9a-f]{32}$/);
      expect(signature.template.length).toBeLessThanOrEqual(2_000);
      expect(signature.template.isWellFormed()).toBe(true);
      expect(signature.template).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
      expect(signature.slots.length).toBeLessThanOrEqual(64);
      expect(signature.tests.length).toBeLessThanOrEqual(20);
      expect(signatureOf(parts.join(''))).toEqual(signature);
    }),
  );
});

test('a missing tool is one cluster, asked for as a command or as a module', () => {
  const asked = [
    'bash: line 1: tox: command not found',
    '/usr/bin/python3: No module named tox',
    'sh: 1: tox: not found',
    'exec: "tox": executable file not found in $PATH',
  ];
  expect(new Set(asked.map(idOf)).size).toBe(1);
  expect(new Set(asked.map((text) => earlierSignaturesOf(text).at(-1))).size).toBe(2);
});

test('what earlier versions gave is known, so that clusters founded under them are found', () => {
  // Taken from versions 1 and 2 as they were.
  expect(earlierSignaturesOf('FAILED tests/a.py::b - KeyError: 3')).toEqual(['6573fed8c59017f27746af75057d5efd']);
  expect(earlierSignaturesOf(python('/a', 1, 'x'))).toEqual([
    'feecd2394d76036995cbb6d3a8ec026e',
    '2c761db9640d769305b24c4686ef66df',
  ]);
  expect(earlierSignaturesOf('sh: 1: tox: not found')).toEqual([
    '2b8e5149742164263adf1f652be623d3',
    'd4d09996c0f03db5e78c0c17276c5916',
  ]);
  expect(signatureOf('sh: 1: tox: not found').signature).toBe('2b8e5149742164263adf1f652be623d3');
});

const traces = {
  java: (name: string) => `Exception in thread "main" com.acme.OrderException: no price for 12\n\tat com.acme.Cart.${name}(Cart.java:12)\n\tat com.acme.Main.main(Main.java:3)`,
  go: (name: string) => `panic: no price for 12\n\ngoroutine 1 [running]:\nmain.${name}(0x1)\n\t/a/main.go:12 +0x1d\nmain.main()\n\t/a/main.go:20 +0x1d\nexit status 2`,
  rust: (name: string) => `thread 'main' panicked at src/main.rs:12:5:\nno price for 12\nstack backtrace:\n   0: rust_begin_unwind\n   1: shop::${name}\n             at ./src/main.rs:12:5\n   2: shop::main`,
  csharp: (name: string) => `Unhandled exception. Shop.OrderException: no price for 12\n   at Shop.Cart.${name}(Int32 order) in /a/Cart.cs:line 12\n   at Shop.Program.Main(String[] args) in /a/Program.cs:line 3`,
}; // prettier-ignore

test.each(Object.entries(traces))('a trace of %s: masked message and own frames', (_language, text) => {
  const id = idOf(text('total'));
  expect(idOf(text('total').replaceAll('12', '99').replaceAll('/a/', '/b/c/'))).toBe(id);
  expect(idOf(text('average'))).not.toBe(id);
  expect(idOf(text('total').replaceAll('no price', 'no order'))).not.toBe(id);
  expect(signatureOf(text('total'))).toMatchObject({
    kind: 'exception',
    template: expect.stringContaining('no price for <num>'),
  });
});
