import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanLines } from '../clean-text.ts';
import { tracesIn } from './parse-trace.ts';
import { traceIdentityOf } from './trace-identity.ts';

const identityIn = (text: string): unknown => {
  const { fingerprint: _, ...identity } = traceIdentityOf(tracesIn(cleanLines(text)).at(-1)!);
  return identity;
};

test('Firefox', () => {
  const text =
    'TypeError: x is undefined\ntotal@https://shop.example/js/cart.4f2a9c1.js:12:5\npay/<@https://shop.example/js/cart.4f2a9c1.js:20:1\n@https://shop.example/js/cart.4f2a9c1.js:30:1';
  expect(identityIn(text)).toEqual({
    language: 'javascript',
    error: { type: 'TypeError', message: 'x is undefined', frames: ['cart.<hash>.js:total', 'cart.<hash>.js:pay'] },
    root: undefined,
  });
});

test('.NET: inner exception, asynchronous and generated functions', () => {
  const text = `Unhandled exception. Shop.ServiceException: request 12 failed
 ---> System.FormatException: The input string 'x12' was not in a correct format.
   at System.Number.ThrowFormatException[TChar](ReadOnlySpan\`1 value)
   at Shop.Rows.<>c.<Import>b__1_0(String cell) in /srv/ada/Rows.cs:line 42
   at Shop.Rows.Import(String[] cells) in /srv/ada/Rows.cs:line 40
   --- End of inner exception stack trace ---
   at Shop.Quotes.<AskAsync>d__3.MoveNext() in /srv/ada/Quotes.cs:line 7
--- End of stack trace from previous location ---
   at System.Runtime.CompilerServices.TaskAwaiter.ThrowForNonSuccess(Task task)
   at Shop.Program.Main(String[] args) in /srv/ada/Program.cs:line 3`;
  expect(identityIn(text)).toEqual({
    language: 'csharp',
    error: { type: 'ServiceException', message: 'request <num> failed', frames: ['quotes:AskAsync', 'program:Main'] },
    root: { type: 'FormatException', message: 'The input string <quoted> was not in a correct format.', frames: ['rows:Import'] },
  });
});

test('Java: caused by, suppressed, a framework in between, generated classes', () => {
  const text = `2024-05-01 10:11:12 ERROR [http-1] a.Api - request failed
com.acme.ServiceException: request 12 failed
\tat com.acme.Quotes.lambda$ask$3(Quotes.java:12)
\tat java.base/java.util.stream.ReferencePipeline.map(ReferencePipeline.java:197)
\tat com.acme.Quotes$$EnhancerBySpringCGLIB$$1a2b3c.ask(<generated>)
\tat org.springframework.web.Servlet.service(Servlet.java:9)
\tSuppressed: java.io.IOException: not closed
\t\tat com.acme.Lock.close(Lock.java:1)
Caused by: java.lang.NumberFormatException: For input string: "x12"
\tat com.acme.Rows.read(Rows.java:3)
\t... 23 more`;
  expect(identityIn(text)).toEqual({
    language: 'java',
    error: { type: 'ServiceException', message: 'request <num> failed', frames: ['quotes:ask'] },
    root: { type: 'NumberFormatException', message: 'For input string: <quoted>', frames: ['rows:read'] },
  });
});

test('Rust: the old form of a panic, and a panic without a backtrace', () => {
  expect(identityIn("thread 'main' panicked at 'no price for 12', src/cart.rs:3:5\nnote: run with `RUST_BACKTRACE=1`")).toEqual({
    language: 'rust',
    error: { type: 'panic', message: 'no price for <num>', frames: ['cart.rs:<nameless>'] },
    root: undefined,
  });
});

test('Go: methods, generics, closures, only the first goroutine', () => {
  const text = `panic: no price [recovered]
\tpanic: request 12 failed

goroutine 7 [running]:
panic({0x1, 0x2})
\t/usr/local/go/src/runtime/panic.go:770 +0x132
example.org/shop/cart.(*Cart[...]).Total.func1.2(0x1)
\t/srv/ada/shop/cart/cart.go:12 +0x1d
example.org/dep.Do(...)
\t/srv/ada/go/pkg/mod/example.org/dep@v1.2.3/do.go:3
main.main()
\t/srv/ada/shop/main.go:3 +0x1d

goroutine 8 [chan receive]:
main.other()
\t/srv/ada/shop/main.go:99 +0x1d`;
  expect(identityIn(text)).toEqual({
    language: 'go',
    error: { type: 'panic', message: 'request <num> failed', frames: ['cart.go:Cart.Total', 'main.go:main'] },
    root: { type: 'panic', message: 'no price', frames: [] },
  });
});

test('JavaScript: cause and aggregated errors', () => {
  const text = `ServiceError: request 12 failed
    at ask (/a/b.js:1:2) {
  [cause]: TypeError: x is not a function
      at read (/a/rows.js:1:2)
      ... 4 lines matching cause stack trace ...
}`;
  expect(identityIn(text)).toMatchObject({
    error: { type: 'ServiceError' },
    root: { type: 'TypeError', frames: ['rows.js:read'] },
  });
});

test('a log that quotes another log: the traces stay apart, the last one counts', () => {
  const inner = 'Error: quoted\n    at inner (/a/b.js:1:2)';
  const traces = tracesIn(cleanLines(`${inner}\n2024-05-01 10:11:12 ERROR real\nRangeError: real\n    at outer (/a/c.js:1:2)`));
  expect(traces.map(({ type }) => type)).toEqual(['Error', 'RangeError']);
});

const units = ['a', ' ', 'a.', 'a::', '<', '(', ')', 'at ', 'at a.', 'at a (', 'at a.b(', '1: ', '::{{closure}}', 'File "', '@', 'a@b', 'panic: ', 'Caused by: ', '---> ', 'A.', 'AError', '[', '$', 'a/', '| ', '+-', '`', '<A>b__', '(wrapper ', '::h0123456789abcdef', "thread '", ']', ' in /a:1']; // prettier-ignore
const heads = ['', 'at ', 'at a.b.c(', '1: ', 'File "', 'panic: ', 'goroutine 1 [running]:\n', "thread 'main' panicked at ", 'Traceback (most recent call last):\n', 'Caused by: ']; // prettier-ignore

test.each(units)(
  'work on many %j grows with the length only',
  (unit) => {
    for (const head of heads) {
      const line = `${head}${unit.repeat(2_000).slice(0, 1_990)}!`;
      for (const trace of tracesIn(cleanLines(`${line}\n${line}\n    at f (/a/b.js:1:2)\n`.repeat(3)))) traceIdentityOf(trace);
    }
  },
  20_000,
);

test('any lines give bounded traces', () => {
  const line = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.constantFrom('Traceback (most recent call last):', '  File "/a.py", line 1, in f', 'KeyError: x', '    at f (/a/b.js:1:2)', 'at a.b.C.d(C.java:1)', 'Caused by: a.B: c', ' ---> a.B: c', 'panic: a', 'goroutine 1 [running]:', 'main.f()', '\t/a/b.go:1 +0x1', "thread 'main' panicked at a.rs:1:1:", '   0: a::b', '  +-+---------------- 1 ----------------', '   --- End of inner exception stack trace ---', '')); // prettier-ignore
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const clean = cleanLines(lines.join('\n'));
      for (const trace of tracesIn(clean)) {
        expect(trace.from).toBeGreaterThanOrEqual(0);
        expect(trace.to).toBeLessThan(clean.length);
        const { error, fingerprint } = traceIdentityOf(trace);
        expect(error.frames.length).toBeLessThanOrEqual(12);
        expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
      }
    }),
  );
});

test('Python: what was caught first led to what was thrown last', () => {
  const text = `Traceback (most recent call last):
  File "/a/rows.py", line 3, in read
    return rows[12]
KeyError: 12

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/a/main.py", line 9, in <module>
    ask()
  File "/a/quotes.py", line 5, in ask
    raise ServiceError("request 7 failed") from None
shop.ServiceError: request 7 failed`;
  expect(identityIn(text)).toEqual({
    language: 'python',
    error: { type: 'ServiceError', message: 'request <num> failed', frames: ['quotes.py:ask', 'main.py:<module>'] },
    root: { type: 'KeyError', message: '<num>', frames: ['rows.py:read'] },
  });
});

test('Python: a group and its parts; an error of syntax has no traceback', () => {
  const group = `  + Exception Group Traceback (most recent call last):
  |   File "/a/main.py", line 9, in settle_all
  |     raise ExceptionGroup("2 accounts", errors)
  | ExceptionGroup: 2 accounts were not settled (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/a/main.py", line 4, in settle
    |     raise ValueError("no account")
    | ValueError: no account
    +------------------------------------`;
  expect(identityIn(group)).toMatchObject({ error: { type: 'ExceptionGroup', frames: ['main.py:settle_all'] }, root: { type: 'ValueError', frames: ['main.py:settle'] } }); // prettier-ignore
  const syntax = '  File "/a/cart.py", line 3\n    return sum(prices\n              ^\nSyntaxError: \'(\' was never closed';
  expect(identityIn(syntax)).toMatchObject({ error: { type: 'SyntaxError', message: '<quoted> was never closed' } });
});

test('Python: a traceback that was cut in the middle is still one', () => {
  const text = `Traceback (most recent call last):
  File "/a/main.py", line 9, in <module>
    ask()
  File "/a/quo
tes.py", line 5, in ask
    read()
  File "/a/rows.py", line 3, in read
    return rows[12]
KeyError: 12`;
  expect(identityIn(text)).toMatchObject({ error: { type: 'KeyError', frames: ['rows.py:read', 'main.py:<module>'] } });
});
