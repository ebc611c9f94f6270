import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { signatureOf } from './signature.ts';

const idOf = (text: string): string => signatureOf(text).signature;
const reports = fileURLToPath(new URL('../test/reports/', import.meta.url));

test.each(readdirSync(reports))('%s: the same report among other output is the same failure', (file) => {
  const report = readFileSync(reports + file, 'utf8');
  const noisy = `Error: cache server refused, going on without\nDeprecationWarning: soon gone\n\n${report}\n\nWarning: 3 handles left open\n`;
  expect(idOf(noisy)).toBe(idOf(report));
});

const tsc = (file: string, code: string, message: string): string => `${file}(12,7): error ${code}: ${message}\n`;

test("a compiler's errors count by code and message, in whichever file, order and number", () => {
  const one = tsc('src/a.ts', 'TS2345', "Argument of type 'string' is not assignable to parameter of type 'number'.");
  const other = tsc('src/b.ts', 'TS2304', "Cannot find name 'x'.");
  expect(idOf(one + other)).toBe(idOf(`${other}${one}${one.replace('a.ts(12', 'lib/c.ts(99')}`));
  expect(idOf(one)).not.toBe(idOf(other));
  expect(signatureOf(one)).toMatchObject({ kind: 'type', errorType: 'TS2345' });
  expect(signatureOf('error[E0308]: mismatched types\n --> src/main.rs:3:5')).toMatchObject({
    kind: 'compile',
    template: 'E0308 mismatched types',
  });
  expect(signatureOf('src/main.rs:1:1: error: ld failed [-Wx]')).toMatchObject({ kind: 'compile' });
});

const parse = (file: string, line: number, error: string): string => `Traceback (most recent call last):
  File "/srv/app/run.py", line 3, in <module>
    from app import ${file}
  File "/srv/app/${file}.py", line ${line}
    return ret
    ^
${error}`;

test('code that does not parse is one failure in whichever file; what was typed on a command line is another', () => {
  const id = idOf(parse('total', 12, 'IndentationError: unexpected indent'));
  expect(idOf(parse('cart', 90, "IndentationError: expected an indented block after 'if' statement on line 89"))).toBe(id);
  expect(idOf(parse('cart', 90, 'SyntaxError: invalid syntax'))).not.toBe(id);
  expect(
    idOf('  File "<string>", line 1\n    class A: pass; class B: pass\n                   ^\nSyntaxError: invalid syntax'),
  ).not.toBe(idOf(parse('cart', 90, 'SyntaxError: invalid syntax')));
  expect(signatureOf(parse('total', 1, 'TabError: inconsistent use of tabs'))).toMatchObject({
    kind: 'syntax',
    errorType: 'TabError',
  });
});

test('a parse error that the program goes on from is not what failed', () => {
  const survived = `${parse('total', 12, 'SyntaxError: invalid syntax')}\n\nDuring handling of the above exception, another exception occurred:\n
Traceback (most recent call last):
  File "/srv/app/run.py", line 9, in main
    fall_back()
ValueError: no plan`;
  expect(signatureOf(survived)).toMatchObject({ errorType: 'ValueError', kind: 'exception' });
});

test('what a command says of a file decides, whatever was printed before it', () => {
  const said = 'cat: /tmp/debug.log: No such file or directory';
  expect(idOf(`build succeeded.\nall is well\n${said}`)).toBe(
    idOf(`build succeeded, 1 warning.\nsee the pages\n${said.replace('debug', 'x')}`),
  );
  expect(idOf("python3: can't open file 'fix.py': [Errno 2] No such file or directory")).toBe(
    idOf("python: can't open file '/srv/patch.py': [Errno 2] No such file or directory"),
  );
});

test('a failure that counts by its trace carries it, bounded whatever the names', () => {
  const long = 'f'.repeat(5_000);
  const { trace } = signatureOf(
    `Error: no\n${Array.from({ length: 300 }, (_, index) => `    at ${long.slice(0, 190 - (index % 5))} (/a/${index % 7}${'b'.repeat(400)}.js:1:2)`).join('\n')}`,
  );
  expect(trace).toBeDefined();
  expect(JSON.stringify(trace).length).toBeLessThanOrEqual(12 * 170 + 1_200);
  expect(signatureOf('ValueError: alone').trace).toBeUndefined();
});
