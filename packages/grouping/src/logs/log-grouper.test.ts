import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogGrouper } from './log-grouper.ts';
import { LineScanner } from './line-scanner.ts';

const grouped = (lines: readonly string[], grouper = new LogGrouper()): number[] =>
  lines.map((line) => grouper.add(line)).map((id) => grouper.canonical(id));
const areOne = (lines: readonly string[]): boolean => new Set(grouped(lines)).size === 1;

describe('lines of one event', () => {
  it.each([
    ['numbers and units', ['took 12 ms for 3 files', 'took 3.5 seconds for 1,200 files']],
    ['addresses', ['from 10.1.2.3:80 to api.example.org:443', 'from 10.9.9.9:8080 to www.example.com:80']],
    ['paths', ['cannot open /etc/a.conf: denied', 'cannot open ./b/c: denied', 'cannot open C:\\x\\y.txt: denied']],
    ['numbered things', ['block blk_-172 of task_12_m_3 added', 'block blk_99 of task_7_m_1 added']],
    ['lists', ['delete blk_1', 'delete blk_1 blk_2 blk_3', 'delete blk_7, blk_8']],
    [
      'lists of several tokens',
      ['set n-0 0x1f <ok> n-1 0x2f <ok> n-2 0x1 <ok>', 'set n-0 0x1f <ok> n-1 0x2f <down> n-2 0x1 <ok> n-3 0x1 <ok>'],
    ],
    ['sizes said twice', ['sent 1190 bytes (1.16 KB) in all', 'sent 12 bytes in all']],
    ['values of keys', ['lock=1, name="a b", ws=null, in=X{1}', 'lock=2, name=c.d.e, ws=W{3}, in=null']],
    ['times within', ['at Thu Aug 04 15:29:45 PDT 2005 lost', 'at Mon Sep 12 01:00:00 CET 2011 lost']],
    ['colours', ['\u001b[31mfailed\u001b[0m after 3', 'failed after 4']],
    ['white space', ['two   words  7', ' two words 8 ']],
  ])('%s', (_name, lines) => expect(areOne(lines)).toBe(true));

  it('words that differ in one place are values once there are enough of them', () => {
    const users = ['root', 'ann', 'bob', 'eve', 'mallory', 'trent'];
    const lines = users.map((user) => `Failed password for ${user} from 10.0.0.1`);
    expect(new Set(grouped(lines.slice(0, 5))).size).toBe(5);
    expect(areOne(lines)).toBe(true);
  });

  it('several words of one event are values once each place has shown many', () => {
    const names = ['alpha', 'bravo', 'carol', 'delta', 'echo', 'fox', 'golf', 'hotel', 'india', 'julia', 'kilo', 'lima'];
    const at = (index: number): string => names[index % names.length] ?? '';
    const lines = Array.from(
      { length: 40 },
      (_, index) => `Started ${at(index)} - ${at(index * 5 + 1)} ${at(index * 7 + 2)} daemon`,
    );
    expect(areOne(lines)).toBe(true);
  });

  it('states told in pairs stay apart', () => {
    const states = ['NEW', 'READY', 'RUNNING', 'DONE', 'FAILED'];
    const lines = states.flatMap((from) =>
      states.filter((to) => to !== from).map((to) => `job 7 moved from ${from} to ${to} now`),
    );
    expect(new Set(grouped(lines)).size).toBe(lines.length);
  });

  it('a word that stands where a value stood is a value', () => {
    expect(areOne(['login of user 17 failed', 'login of user admin failed'])).toBe(true);
  });

  it('words that are values in one event are values in another', () => {
    const users = ['ann', 'bob', 'eve', 'mallory', 'trent', 'peggy', 'victor', 'walter'];
    const grouper = new LogGrouper();
    for (const user of users) grouper.add(`Invalid user ${user} tried`);
    expect(new Set(grouped(['session of ann ended', 'session of bob ended', 'session of eve ended'], grouper)).size).toBe(1);
  });
});

describe('different events', () => {
  it.each([
    ['a few words in one place', ['link up now', 'link down now']],
    ['kinds of things', ['stored rdd_4_7 in memory', 'stored broadcast_9 in memory']],
    ['one more word', ['job ended', 'job ended early']],
    ['dotted leaders', ['caused by dcbf.........0', 'caused by icbi.........0']],
    ['switch-like keys', ['open force=true', 'open force=false']],
  ])('%s', (_name, lines) => expect(new Set(grouped(lines)).size).toBe(lines.length));
});

const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'user', 'open', 'closed', 'key=on', 'key=off', 'x=7');
const value = fc.oneof(fc.integer().map(String), fc.ipV4(), fc.constant('/var/tmp/x'), fc.constant('blk_17'));
const line = fc.array(fc.oneof(word, value), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' '));
const lines = fc.array(line, { maxLength: 120 });

const texts = Array.from({ length: 60 }, (_, at) =>
  'we they it was not is here now gone late'
    .split(' ')
    .filter((_word, bit) => (at * 37 + 11) & (1 << bit))
    .join(' '),
).filter((text) => text !== '');

describe('free text', () => {
  it('is one value where many words are shared, beside a word that is a value too', () => {
    const names = ['ann', 'bob', 'eve', 'mallory', 'trent', 'peggy', 'victor'];
    expect(areOne(texts.map((text, at) => `order ${at} of buyer ${names[at % 7]} was refused: ${text}`).slice(0, 50))).toBe(true);
  });

  it('is not what different things say of a value', () => {
    const lines = texts.map((text, at) => `thing${'abcdefghij'[at % 10]} ${at} ${text}`);
    expect(new Set(grouped(lines)).size).toBeGreaterThan(20);
  });
});

describe('ids', () => {
  it('are the same in ten parts with a restart between them as in one go', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 40 }), (all, step) => {
        const whole = new LogGrouper();
        const expected = grouped(all, whole);
        let part = new LogGrouper();
        const given: number[] = [];
        for (let start = 0; start < all.length; start += step) {
          const next = new LogGrouper();
          next.restore(JSON.parse(JSON.stringify(part.snapshot())) as ReturnType<LogGrouper['snapshot']>);
          part = next;
          for (const each of all.slice(start, start + step)) given.push(part.add(each));
        }
        expect(given.map((id) => part.canonical(id))).toEqual(expected);
        expect(part.clusters()).toEqual(whole.clusters());
      }),
    );
  });

  it('are never given anew: what was one cluster stays one, and the oldest id stays', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const grouper = new LogGrouper();
        const given: number[] = [];
        for (const each of all) {
          const before = given.map((id) => grouper.canonical(id));
          given.push(grouper.add(each));
          for (const [index, id] of given.slice(0, -1).entries()) {
            expect(grouper.canonical(id)).toBeLessThanOrEqual(before[index] ?? 0);
            const twin = before.indexOf(before[index] ?? 0);
            expect(grouper.canonical(id)).toBe(grouper.canonical(given[twin] ?? 0));
          }
        }
        const counts = grouper.clusters().reduce((sum, { count }) => sum + count, 0);
        expect(counts).toBe(all.length);
      }),
      { numRuns: 60 },
    );
  });

  it('by bytes and by text are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 20 }), (all) => {
        const texts = all.map((each) => each.replace(/\n/g, ' '));
        const buffer = new TextEncoder().encode(`${texts.join('\n')}\n..`);
        const byBytes = new LogGrouper();
        const ids: number[] = [];
        let start = 0;
        for (const _ of texts) {
          const end = buffer.indexOf(10, start);
          ids.push(byBytes.addBytes(buffer, start, end));
          start = end + 1;
        }
        const byText = new LogGrouper();
        expect(ids.map((id) => byBytes.canonical(id))).toEqual(grouped(texts, byText));
      }),
    );
  });
});

describe('hostile lines', () => {
  it('a million forms: bounded, told, and the known ones are still known', () => {
    const grouper = new LogGrouper({ templatesMax: 500, signaturesMax: 1_000 });
    const letters = (number: number): string => number.toString(2).replaceAll('0', 'a').replaceAll('1', 'b');
    const first = grouper.add('the first event of all');
    for (let index = 0; index < 20_000; index += 1) {
      grouper.add(Array.from({ length: 8 }, (_, place) => letters(index * 31 + place * 7)).join(index % 2 === 0 ? ' ' : ':'));
    }
    expect(grouper.isFull).toBe(true);
    expect(grouper.signatures).toBe(1_000);
    expect(grouper.canonical(grouper.add('the first event of all'))).toBe(grouper.canonical(first));
    expect(grouper.clusters().some(({ isCatchAll, count }) => isCatchAll && count > 100)).toBe(true);
    expect(grouper.clusters().length).toBeLessThan(2_500);
  });

  it('long lines of ever new words: no more is kept than the bound says', () => {
    const grouper = new LogGrouper({ tokensMax: 5_000 });
    const word = (number: number): string => number.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
    for (let line = 0; line < 300; line += 1) {
      grouper.add(Array.from({ length: 400 }, (_, place) => `w${word(line * 400 + place)}x`).join(' '));
    }
    expect(grouper.isFull).toBe(true);
    expect(grouper.snapshot().given.reduce((sum, tokens) => sum + tokens.length, 0)).toBeLessThan(12_000);
  });

  it('long, binary, empty and dotted lines end', () => {
    const grouper = new LogGrouper();
    for (const unit of [
      '.',
      '..',
      ' ',
      '=',
      '= ',
      '(',
      '[{(',
      'a=',
      '1,',
      '"',
      "'",
      '/',
      '\\',
      '\u0000',
      '\u001b[',
      'a.b:1 ',
      '<1',
      '0x',
      '1:',
      '*',
      '-',
      'é',
      '1/2/',
    ]) {
      expect(grouper.add(unit.repeat(30_000))).toBeGreaterThanOrEqual(0);
    }
    expect(grouper.add('')).toBeGreaterThanOrEqual(0);
    const bytes = Uint8Array.from({ length: 65_536 }, (_, index) => (index * 7 + (index >> 3)) & 0xff);
    expect(grouper.addBytes(bytes, 0, bytes.length)).toBeGreaterThanOrEqual(0);
    expect(grouper.clusters().every(({ example }) => example.isWellFormed() && !example.includes('\u001b'))).toBe(true);
  });

  it('a scan never looks past its end', () => {
    const scanner = new LineScanner();
    const signature = (text: string, after: string): number[] => {
      const bytes = new TextEncoder().encode(text + after);
      scanner.scan(bytes, 0, text.length);
      return [scanner.high, scanner.low];
    };
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('.', 'a', '1', ' ', '/', '_', '-', '=') }),
        fc.constantFrom('', '.', '..', '1', 'a'),
        (text, after) => {
          expect(signature(text, after)).toEqual(signature(text, ''));
        },
      ),
    );
  });
});
