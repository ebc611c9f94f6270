import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likelySplit, isBroad } from './analysis.ts';
import { chunkBytes, chunkBytesMax, cutEnd } from './chunk.ts';
import { ChunkScanner } from './chunk-scanner.ts';
import { detectFormat } from './json-lines.ts';
import { LogTally } from './log-tally.ts';
import { Trends, trendBucketsMax } from './trend.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const scan = { areMessages: false, wantsPlaces: true, nowMs: 0 };

/** Ids of the lines of texts that are chunks of their own. */
function idsOf(texts: readonly string[], scanners = 1): number[] {
  const tally = new LogTally({ areMessages: false });
  const all = Array.from({ length: scanners }, () => new ChunkScanner(scan));
  const given = texts.flatMap((text, index) => {
    const from = bytes(text);
    const chunk = { index, input: 0, from, format: {}, startsWithin: false };
    return [...(tally.add(all[index % scanners]!.scan(chunk, from, false)) ?? [])];
  });
  return given.map((id) => tally.canonical(id));
}

describe('chunks', () => {
  it('are cut behind line breaks, before lines that are not indented where there is one', () => {
    expect(cutEnd(bytes('a\nb\n  at c\nd'))).toBe(11);
    expect(cutEnd(bytes('a\nb\n  at c'))).toBe(2);
    expect(cutEnd(bytes('  a\n  b\n  c'))).toBe(8);
    expect(cutEnd(bytes('no break'))).toBe(0);
    expect(chunkBytes(0)).toBeLessThan(chunkBytesMax);
    expect(chunkBytes(1e6)).toBe(chunkBytesMax);
  });

  it('give the same ids however many scanners share them', () => {
    const line = fc.constantFrom(
      'a b 1',
      'a c 2',
      'error x',
      '  at f (a.js:1)',
      'Traceback (most recent call last):',
      '  File "x"',
      'KeyError: y',
      '',
    );
    const chunk = fc.array(line, { maxLength: 12 }).map((lines) => lines.map((each) => `${each}\n`).join(''));
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 8 }), (texts) => {
        expect(idsOf(texts, 3)).toEqual(idsOf(texts, 1));
        expect(idsOf(texts)).toHaveLength(texts.join('').split('\n').length - 1);
      }),
    );
  });

  it('a traceback belongs to its exception', () => {
    expect(idsOf(['start\nTraceback (most recent call last):\n  File "a.py", line 1\n    f()\nKeyError: 7\nend\n'])).toEqual([
      0, 1, 1, 1, 1, 2,
    ]);
  });
});

describe('trends', () => {
  it('stay narrow and lose nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.nat(3), at: fc.integer({ min: -1e9, max: 1e12 }) }), { minLength: 1, maxLength: 60 }),
        (adds) => {
          const trends = new Trends(1_000);
          for (const { id, at } of adds) trends.add(id, at, 1);
          const counts = trends.of([0, 1, 2, 3]);
          expect(counts.length).toBeLessThanOrEqual(trendBucketsMax);
          expect(counts.reduce((sum, each) => sum + each, 0)).toBe(adds.length);
          expect(trends.start).toBeLessThanOrEqual(Math.min(...adds.map(({ at }) => at)));
        },
      ),
    );
    expect(new Trends(1).of([1])).toEqual([]);
  });
});

describe('what is found out about lines', () => {
  it('JSON lines are known by most of them, the message by its name', () => {
    expect(detectFormat(bytes('{"ts":1,"msg":"a"}\n{"ts":2,"msg":"b"}\n{"ts":3,"msg'))).toEqual({
      messagePath: ['msg'],
      timeField: 'ts',
    });
    expect(detectFormat(bytes('{"a":1}\nplain\nplain\n'))).toEqual({});
    expect(detectFormat(bytes('{"a":{"b":"x"}}\n'), 'a.b')).toEqual({ messagePath: ['a', 'b'] });
  });

  it('broad templates and likely splits are told', () => {
    expect(isBroad('<*> : <*>')).toBe(true);
    expect(isBroad('took <*>')).toBe(false);
    const cluster = (id: number, template: string) => ({
      id,
      template,
      count: 1,
      share: 0,
      example: '',
      trend: [],
      isCatchAll: false,
      formerIds: [],
    });
    const three = ['link up now', 'link down now', 'link odd now', 'else is here'].map((template, id) => cluster(id, template));
    expect(likelySplit(three)).toEqual([[0, 1, 2]]);
    const pairs = ['rack a row x fan slow', 'rack b row y fan slow', 'rack c row z fan slow'];
    expect(likelySplit(pairs.map((template, id) => cluster(id, template)))).toEqual([[0, 1, 2]]);
    const endings = ['it', 'it is big', 'we did that', 'no', 'for once'].map((text) => `order was refused : ${text}`);
    expect(likelySplit(endings.map((template, id) => cluster(id, template)))).toEqual([[0, 1, 2, 3, 4]]);
    expect(likelySplit(['open the door', 'close a window', 'start it now'].map((template, id) => cluster(id, template)))).toEqual(
      [],
    );
  });
});

describe('records of several lines', () => {
  it.each([
    [
      'Java, thrown below a line with a header',
      '2026-03-01 10:00:00 ERROR it broke\njava.io.IOException: no\n\tat a.B.c(B.java:1)\nCaused by: x.Y: z\n\t... 3 more\n2026-03-01 10:00:01 INFO next\n',
      [0, 0, 0, 0, 0, 1],
    ],
    [
      'JSON over several lines',
      '10:00:00 INFO state is {\n  "a": [\n    1\n  ]\n}\n10:00:01 INFO next is fine\n',
      [0, 0, 0, 0, 0, 1],
    ],
    [
      'a panic of Go',
      '10:00:00 start of it\npanic: no way\n\ngoroutine 1 [running]:\nmain.run(0x1)\n\t/src/a.go:7 +0x1d\nexit status 2\n',
      [0, 1, 1, 1, 1, 1, 1],
    ],
    [
      'a traceback while another was handled',
      'start here\nTraceback (most recent call last):\n  File "a.py", line 1\nKeyError: 7\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 3\nValueError: 8\n10:00:00 end of it\n',
      [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2],
    ],
    ['lines that only begin like one', 'The end of it\nrunning late again\nCannot go on\nnothing to do\n', [0, 1, 2, 3]],
  ])('%s', (_name, text, ids) => expect(idsOf([text])).toEqual(ids));
});
