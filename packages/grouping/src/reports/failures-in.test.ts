import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failuresIn } from './failures-in.ts';

/** What real runs of small programs of ours printed. */
const recorded = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../test/reports/${name}.txt`, import.meta.url)), 'utf8');

const told = (text: string): string[] =>
  failuresIn(text).map(
    ({ tool, name, message, file, line }) => `${tool} | ${name} | ${message} | ${file.split('/').at(-1)}:${line}`,
  );

test.each([
  ['pytest', ['pytest | test_a.py::TestSum::test_adds | AssertionError: 2 != 3 | test_a.py:4', "pytest | test_a.py::TestSum::test_key | KeyError: 'tea' | test_a.py:6", 'pytest | test_a.py::test_plain | assert [1, 2] == [1, 3] | test_a.py:8']],
  ['unittest', ["unittest | test_key (test_a.TestSum.test_key) | KeyError: 'tea' | test_a.py:6", 'unittest | test_adds (test_a.TestSum.test_adds) | AssertionError: 2 != 3 | test_a.py:4']],
  ['node', ['node:test | adds | AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: | a.test.mjs:3', 'node:test | sells | RangeError: no tea | a.test.mjs:4']],
  ['tap', ['tap | adds | Expected values to be strictly equal: | a.test.mjs:3', 'tap | sells | no tea | a.test.mjs:4']],
  ['vitest', ['vitest | v.test.ts > shop > adds | AssertionError: expected 2 to be 3 // Object.is equality | v.test.ts:2', 'vitest | v.test.ts > throws | RangeError: no tea | v.test.ts:3']],
  ['gotest', ['go test | TestAdds | got 2 | a_test.go:3', 'go test | TestSub/inner_case | no tea | a_test.go:4']],
  ['gobuild', ['go |  | "fmt" imported and not used | main.go:2', 'go |  | declared and not used: x | main.go:3', 'go |  | cannot use "a" (untyped string constant) as int value in variable declaration | main.go:3', 'go |  | undefined: foo | main.go:3']],
  ['cargotest', ['cargo test | adds | assertion `left == right` failed: sum | t.rs:1', 'cargo test | sells | no tea | t.rs:2']],
  ['rustc', ['cargo | E0308 | mismatched types | bad.rs:1', 'cargo | E0425 | cannot find function `foo` in this scope | bad.rs:1']],
  ['javac', ['javac |  | incompatible types: String cannot be converted to int | Bad.java:1', 'javac |  | cannot find symbol | Bad.java:1']],
  ['gcc', ['gcc |  | ‘y’ undeclared (first use in this function) | bad.c:2']],
  ['tsc', ["tsc | TS2322 | Type 'string' is not assignable to type 'number'. | bad.ts:1", "tsc | TS2304 | Cannot find name 'y'. | bad.ts:1"]],
  ['tscpretty', ["tsc | TS2322 | Type 'string' is not assignable to type 'number'. | bad.ts:1", "tsc | TS2304 | Cannot find name 'y'. | bad.ts:1"]],
])('%s, as it really printed', (name, failures) => {
  expect(told(recorded(name)).sort()).toEqual([...failures].sort());
}); // prettier-ignore

test.each([
  ['Jest', `FAIL src/sum.test.js
  ● sums › adds

    expect(received).toBe(expected) // Object.is equality

    Expected: 3
      at Object.toBe (src/sum.test.js:4:17)

  ● sums › subtracts

    TypeError: x is not a function
      at Object.<anonymous> (src/sum.test.js:9:3)

Test Suites: 1 failed, 1 total`, ['jest | sums › adds | expect(received).toBe(expected) // Object.is equality | sum.test.js:4', 'jest | sums › subtracts | TypeError: x is not a function | sum.test.js:9']],
  ['Surefire', `[ERROR] Tests run: 2, Failures: 1, Errors: 1, Skipped: 0 <<< FAILURE! -- in com.acme.CartTest
[ERROR] com.acme.CartTest.totals -- Time elapsed: 0.01 s <<< FAILURE!
org.opentest4j.AssertionFailedError: expected: <3> but was: <2>
\tat com.acme.CartTest.totals(CartTest.java:12)

[ERROR] prices(com.acme.CartTest)  Time elapsed: 0.002 s  <<< ERROR!
java.lang.NullPointerException: no price
\tat com.acme.Cart.price(Cart.java:3)
\tat com.acme.CartTest.prices(CartTest.java:20)

[INFO] Results:`, ['maven | com.acme.CartTest.totals | org.opentest4j.AssertionFailedError: expected: <3> but was: <2> | CartTest.java:12', 'maven | prices(com.acme.CartTest) | java.lang.NullPointerException: no price | CartTest.java:20']],
  ['Maven, compiler', '[ERROR] /srv/ada/src/main/java/a/B.java:[12,5] cannot find symbol\n[ERROR]   symbol: class C', ['maven |  | cannot find symbol | B.java:12']],
  ['dotnet build', '/srv/ada/Cart.cs(12,5): error CS1002: ; expected [/srv/ada/Shop.csproj]\n/srv/ada/Cart.cs(13,5): warning CS0168: never used [/srv/ada/Shop.csproj]', ['dotnet | CS1002 | ; expected | Cart.cs:12']],
  ['dotnet test', `  Failed Shop.CartTests.Totals [12 ms]
  Error Message:
   Assert.Equal() Failure
  Stack Trace:
     at Shop.CartTests.Totals() in /srv/ada/CartTests.cs:line 9

Failed!  - Failed:     1, Passed:     0`, ['dotnet test | Shop.CartTests.Totals | Assert.Equal() Failure | CartTests.cs:9']],
  ['ESLint', `/srv/ada/src/cart.js
  1:10  error    'x' is assigned a value but never used  no-unused-vars
  3:1   warning  Unexpected console statement            no-console

✖ 2 problems (1 error, 1 warning)`, ["eslint | no-unused-vars | 'x' is assigned a value but never used | cart.js:1"]],
  ['GCC', 'a.c:3:5: error: expected ‘;’ before ‘return’\na.c:9:1: warning: unused\nb.c:(.text+0x1f): undefined reference to `f\'', ['gcc |  | expected ‘;’ before ‘return’ | a.c:3', "gcc |  | undefined reference to `f' | b.c:0"]],
  ['pytest, summary only', 'FAILED tests/a.py::test_b[x y] - KeyError: 3\n1 failed', ['pytest | tests/a.py::test_b[x y] | KeyError: 3 | a.py:0']],
  ['TAP, marked to do', 'not ok 1 - later # TODO\nnot ok 2 - now', ['tap | now |  | :0']],
])('%s', (_name, text, failures) => {
  expect(told(text)).toEqual(failures);
}); // prettier-ignore

test('each failure has a signature of its own; values do not change it, the test does', () => {
  const [one, other] = failuresIn(recorded('cargotest'));
  expect(one!.signature.signature).not.toBe(other!.signature.signature);
  const go = (name: string, got: number): string =>
    failuresIn(`--- FAIL: ${name} (0.0${got}s)\n    a_test.go:${got}: got ${got}\nFAIL`)[0]!.signature.signature;
  expect(go('TestA', 1)).toBe(go('TestA', 2));
  expect(go('TestA', 1)).not.toBe(go('TestB', 1));
});

test('a thousand failures are cut at two hundred', () => {
  const lines = Array.from({ length: 1_000 }, (_, index) => `a.c:${index}:1: error: no`);
  expect(failuresIn(lines.join('\n')).length).toBe(200);
  expect(failuresIn(Array.from({ length: 1_000 }, (_, index) => `--- FAIL: T${index}`).join('\n')).length).toBe(200);
});

const units = ['a', ' ', '_', '=', ':', '.', '/', '● ', ' › ', ' > ', '✖ ', '(', '1', '[', 'a.c:1: ', 'error: ', ' --> ', 'E   ', 'FAILED ', '::', '⎯', "'", 'Error: ', 'a b ', 'at a (', 'a.js ']; // prettier-ignore
const heads = ['', '--- FAIL: a\n', '  ● a › b\n', '✖ a\n', 'not ok 1 - a\n', '____ a ____\n', 'error[E0001]: ', '[ERROR] ', '  Failed ', 'FAIL: a (a)\n', ' FAIL  a > b\n', '---- a stdout ----\n']; // prettier-ignore

test.each(units)(
  'work on many %j grows with the length only',
  (unit) => {
    for (const head of heads) failuresIn(`${`${head}${unit.repeat(2_000).slice(0, 1_900)}!\n`.repeat(3)}${head}${unit}`);
  },
  20_000,
);

test('any text gives bounded failures', () => {
  const line = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.constantFrom(...heads, '    a_test.go:3: no', '====', 'E   no', '\u001b[31m✖ a\u001b[0m')); // prettier-ignore
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      for (const { name, message, file, line: at, signature } of failuresIn(lines.join('\n'))) {
        expect(name.length + message.length + file.length).toBeLessThan(4_000);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(signature.signature).toMatch(/^[0-9a-f]{32}$/);
      }
    }),
  );
});
