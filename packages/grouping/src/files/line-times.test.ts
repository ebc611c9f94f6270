import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineTimes } from './line-times.ts';
import { recordTimeMs } from './record-time.ts';

const nowMs = Date.UTC(2026, 10, 22);

function timesOf(lines: readonly string[]): number[] {
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const times = new LineTimes(nowMs);
  let start = 0;
  return lines.map((line) => {
    const ms = times.at(bytes, start);
    start += new TextEncoder().encode(line).length + 1;
    return ms;
  });
}

const two = fc.integer({ min: 0, max: 61 }).map((number) => String(number).padStart(2, '0'));
const clock = fc.tuple(two, two, two).map((parts) => parts.join(':'));
const date = fc.constantFrom(
  '2026-03-01',
  '2015-12-31',
  '17/06/09',
  'Jan 12',
  'Feb 30',
  '03-17',
  '081109',
  '10/Oct/2000',
  '1.2.3',
);
const end = fc.constantFrom(
  '',
  ' ',
  ',',
  ',5',
  '.123',
  '.1234567',
  'Z',
  ' Z',
  '+02:00',
  ' +0200',
  ' -',
  ' - x',
  ' 2005',
  ' 200',
  ' 2',
  ', x',
  ': x',
);
const line = fc
  .tuple(
    fc.constantFrom('', '[', '- ', 'é ', '1117838570 '),
    date,
    fc.constantFrom(' ', 'T', ':'),
    clock,
    end,
    fc.constantFrom('', ' INFO x', ' WARN é'),
  )
  .map((parts) => parts.join(''));

describe('times read by example', () => {
  it('are those that each line alone has', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        expect(timesOf(lines)).toEqual(lines.map((each) => recordTimeMs(each, nowMs)));
      }),
      { numRuns: 2_000 },
    );
  });
});
