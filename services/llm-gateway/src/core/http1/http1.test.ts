import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChunkedDecoder } from './chunked-decoder.ts';
import { parseFields } from './fields.ts';
import { parsePlainRequest } from './request-head.ts';
import { parseResponseHead } from './response-head.ts';

const LINE = 'POST /v1/chat/completions HTTP/1.1\r\n';
const PLAIN = 'Host: a\r\nContent-Length: 5\r\nAuthorization: Bearer k\r\n';
const plain = (fields: string): ReturnType<typeof parsePlainRequest> => parsePlainRequest(LINE + fields, LINE);

describe('a plain request', () => {
  test('is read with its fields by lower-case name, blanks around values left out', () => {
    expect(plain(`${PLAIN}X-Thing: \t a b \t\r\nX-Empty:\r\n`)).toEqual({
      contentLength: 5,
      fields: { host: 'a', 'content-length': '5', authorization: 'Bearer k', 'x-thing': 'a b', 'x-empty': '' },
    });
    expect(plain(`${PLAIN}Connection: Keep-Alive\r\n`)).toBeDefined();
  });

  test.each([
    ['two lengths', `${PLAIN}Content-Length: 5\r\n`],
    ['two lengths in one', 'Host: a\r\nContent-Length: 5, 5\r\n'],
    ['a signed length', 'Host: a\r\nContent-Length: +5\r\n'],
    ['a hexadecimal length', 'Host: a\r\nContent-Length: 0x5\r\n'],
    ['a length with a blank in it', 'Host: a\r\nContent-Length: 5 5\r\n'],
    ['a length beyond all bounds', 'Host: a\r\nContent-Length: 99999999999999999999\r\n'],
    ['no length', 'Host: a\r\n'],
    ['a length and a transfer encoding', `${PLAIN}Transfer-Encoding: chunked\r\n`],
    ['a transfer encoding', 'Host: a\r\nTransfer-Encoding: chunked\r\n'],
    ['no host', 'Content-Length: 5\r\n'],
    ['two hosts', `${PLAIN}Host: b\r\n`],
    ['two authorizations', `${PLAIN}Authorization: Bearer l\r\n`],
    ['a folded line', `${PLAIN}X-Thing: a\r\n b\r\n`],
    ['a folded first line', ` a\r\n${PLAIN}`],
    ['a blank before the colon', `${PLAIN}X-Thing : a\r\n`],
    ['a name with a blank', `${PLAIN}X Thing: a\r\n`],
    ['an empty name', `${PLAIN}: a\r\n`],
    ['no colon', `${PLAIN}X-Thing\r\n`],
    ['a bare LF', `${PLAIN}X-Thing: a\nTransfer-Encoding: chunked\r\n`],
    ['a bare CR', `${PLAIN}X-Thing: a\rb\r\n`],
    ['a NUL', `${PLAIN}X-Thing: a\0b\r\n`],
    ['a line without its end', `${PLAIN}X-Thing: a`],
    ['an expectation', `${PLAIN}Expect: 100-continue\r\n`],
    ['an upgrade', `${PLAIN}Connection: upgrade\r\nUpgrade: h2c\r\n`],
    ['the wish to close', `${PLAIN}Connection: close\r\n`],
    ['a trailer', `${PLAIN}Trailer: x\r\n`],
  ])('with %s is left to another parser', (_what, fields) => expect(plain(fields)).toBeUndefined());

  test('whose line differs in anything is left to another parser', () => {
    for (const line of [
      'POST /v1/chat/completions HTTP/1.0\r\n',
      'GET /v1/chat/completions HTTP/1.1\r\n',
      `${LINE.slice(0, -2)}\n`,
    ])
      expect(parsePlainRequest(line + PLAIN, LINE)).toBeUndefined();
  });

  test('of any text is refused or has exactly the fields that were written', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ':', ' ', '\t', '\r', '\n', '-', '\0', 'é', '1') });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 4 }), (pairs) => {
        const fields = parseFields(pairs.map(([name, value]) => `${name}:${value}\r\n`).join(''), 0);
        if (typeof fields === 'string') return;
        for (const [name, value] of Object.entries(fields)) {
          expect(name).toMatch(/^[a1-]+$/);
          expect(value).not.toMatch(/[\r\n\0]/);
        }
      }),
    );
  });

  test('cannot name a field that every object has', () => {
    expect(parseFields('__proto__: x\r\nconstructor: y\r\n', 0)).toEqual(
      Object.assign(Object.create(null) as object, { ['__proto__']: 'x', constructor: 'y' }),
    );
    expect((parseFields('a: b\r\n', 0) as Record<string, string>)['constructor']).toBeUndefined();
  });
});

describe('an answer', () => {
  const head = (fields: string, line = 'HTTP/1.1 200 OK'): ReturnType<typeof parseResponseHead> =>
    parseResponseHead(`${line}\r\n${fields}`);

  test.each([
    ['Content-Length: 12\r\n', { kind: 'length', length: 12 }, true],
    ['Transfer-Encoding: Chunked\r\n', { kind: 'chunked' }, true],
    ['', { kind: 'until-close' }, false],
    ['Content-Length: 12\r\nConnection: close\r\n', { kind: 'length', length: 12 }, false],
  ])('with %j ends where it says', (fields, framing, reusable) =>
    expect(head(fields)).toMatchObject({ status: 200, framing, reusable }),
  );

  test('of HTTP/1.0 keeps its connection only where it says so', () => {
    expect(head('Content-Length: 1\r\n', 'HTTP/1.0 200 OK')).toMatchObject({ reusable: false });
    expect(head('Content-Length: 1\r\nConnection: keep-alive\r\n', 'HTTP/1.0 200 OK')).toMatchObject({ reusable: true });
  });

  test.each([
    ['Content-Length: 1\r\nTransfer-Encoding: chunked\r\n'],
    ['Content-Length: 1\r\nContent-Length: 2\r\n'],
    ['Content-Length: -1\r\n'],
    ['Transfer-Encoding: gzip, chunked\r\n'],
    ['Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'],
    ['X: a\r\n b\r\n'],
  ])('with %j is refused', (fields) => expect(head(fields)).toBeTypeOf('string'));

  test.each(['HTTP/2 200 OK', 'HTTP/1.1 20 OK', 'HTTP/1.1  200 OK', 'http/1.1 200 OK', 'HTTP/1.1 600 X', '200 OK'])(
    'whose status line is %j is refused',
    (line) => expect(head('', line)).toBeTypeOf('string'),
  );
});

describe('a chunked body', () => {
  const decode = (parts: readonly Buffer[]): { body: string; done: boolean; rest: number } => {
    const decoder = new ChunkedDecoder();
    const pieces: Buffer[] = [];
    let rest = 0;
    for (const part of parts) rest += part.length - decoder.push(part, (piece) => pieces.push(piece));
    return { body: Buffer.concat(pieces).toString('latin1'), done: decoder.done, rest };
  };

  const chunks = fc.array(fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', ';'), minLength: 1, maxLength: 20 }), {
    maxLength: 6,
  });

  test('is the same wherever the reads begin and end, and nothing behind it is taken', () => {
    fc.assert(
      fc.property(
        chunks,
        fc.array(fc.nat(200)),
        fc.constantFrom('', ';x=y', ' '),
        fc.constantFrom('', 'T: 1\r\n'),
        (...given) => {
          const [bodies, cuts, extension, trailer] = given;
          const framed = bodies.map((body) => `${body.length.toString(16)}${extension}\r\n${body}\r\n`).join('');
          const bytes = Buffer.from(`${framed}0\r\n${trailer}\r\nNEXT`, 'latin1');
          const at = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].toSorted((a, b) => a - b);
          const parts = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
          expect(decode(parts)).toEqual({ body: bodies.join(''), done: true, rest: 4 });
          expect(decode([...bytes].map((byte) => Buffer.of(byte)))).toEqual({ body: bodies.join(''), done: true, rest: 4 });
        },
      ),
    );
  });

  test.each([
    'x\r\n',
    '-1\r\n',
    '0x5\r\n',
    '5\nhello\r\n',
    '5\r\nhelloo\r\n',
    '5\r\nhell\r\n0\r\n\r\n',
    '\r\n',
    'fffffffffffff\r\n',
    `5;${'x'.repeat(5_000)}\r\n`,
  ])('%j is refused', (text) => expect(() => decode([Buffer.from(text, 'latin1')])).toThrow(/chunk/));

  test('that is not whole is not done', () => {
    const bytes = Buffer.from('5\r\nhello\r\n0\r\n\r\n');
    for (let end = 0; end < bytes.length; end += 1) expect(decode([bytes.subarray(0, end)]).done).toBe(false);
  });
});
