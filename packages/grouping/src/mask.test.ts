import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskLine } from './mask.ts';

const templateOf = (line: string): string => maskLine(line).template;

test.each([
  ['mail ada@example.org now', 'mail <email> now', 'ada@example.org'],
  ['GET https://example.org:8443/a/b?c=1 failed', 'GET <url> failed', 'https://example.org:8443/a/b?c=1'],
  ['job 3f2504e0-4f89-41d3-9a0c-0305e82c3301 gone', 'job <uuid> gone', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ['at 2024-02-29T10:11:12.123Z it ended', 'at <time> it ended', '2024-02-29T10:11:12.123Z'],
  ['at 2024-02-29 10:11 it ended', 'at <time> it ended', '2024-02-29 10:11'],
  ['at 10:11:12,5 it ended', 'at <time> it ended', '10:11:12,5'],
  ['no route to 10.0.0.17:9042 yet', 'no route to <ip> yet', '10.0.0.17:9042'],
  ['commit 9fceb02 is unknown', 'commit <hash> is unknown', '9fceb02'],
  [`digest ${'ab01'.repeat(40)} differs`, 'digest <hash> differs', 'ab01'.repeat(40)],
  ['took 12.5 ms too long', 'took <duration> too long', '12.5 ms'],
  [`value "it's 3" is odd`, 'value <quoted> is odd', `"it's 3"`],
  ["can't open 'a b.txt' now", "can't open <quoted> now", "'a b.txt'"],
  ['read ./src/a-1/b.ts first', 'read <path> first', './src/a-1/b.ts'],
  ['read src/a/b.ts first', 'read <path> first', 'src/a/b.ts'],
  [String.raw`read C:\work\b.ts first`, 'read <path> first', String.raw`C:\work\b.ts`],
  ['at 0xDEADbeef it ended', 'at <hex> it ended', '0xDEADbeef'],
  ['got -3.5e-7 for it', 'got <num> for it', '-3.5e-7'],
  ['got 12px for it', 'got <num>px for it', '12'],
  ['worker_17 died', 'worker_<num> died', '17'],
])('%s', (line, template, value) => {
  expect(maskLine(line)).toMatchObject({ template, slots: [{ value }] });
});

test('slots come in the order of the text, and none holds another', () => {
  const { template, slots } = maskLine(`"at 2024-01-01 in /a/b" took 3 s at /c/d of 17`);
  expect(template).toBe('<quoted> took <duration> at <path> of <num>');
  expect(slots).toEqual([
    { kind: 'quoted', value: '"at 2024-01-01 in /a/b"' },
    { kind: 'duration', value: '3 s' },
    { kind: 'path', value: '/c/d' },
    { kind: 'num', value: '17' },
  ]);
});

test('lists of like values differ in length only', () => {
  expect(templateOf('shares 1, 2, 3 of x')).toBe('shares <num>… of x');
  expect(templateOf('shares 1, 2 of x')).toBe(templateOf('shares 4, 5, 6, 7 of x'));
});

test('codes of compilers are names', () => {
  expect(templateOf('error TS2304: Cannot find name')).toBe('error TS2304: Cannot find name');
  expect(templateOf('error[E0425]: cannot find value')).toBe('error[E0425]: cannot find value');
});

test('words without variable parts stay as they are', () => {
  for (const line of ['a dead beef facade', 'tuple index out of range', 'e.g. this, and that.'])
    expect(templateOf(line)).toBe(line);
});

test('keeps 32 slots, and masks all', () => {
  const { template, slots } = maskLine(Array.from({ length: 100 }, (_, index) => `x${index} y`).join(';'));
  expect(slots).toHaveLength(32);
  expect(template).not.toMatch(/\d/);
});

test('any number gives the same template', () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), (whole, real) => {
      expect(templateOf(`expected ${whole} but was ${real}!`)).toBe('expected <num> but was <num>!');
    }),
  );
});
