import { describe, expect, it } from 'vitest';
import { recordTimeMs, valueTimeMs } from './record-time.ts';

const now = Date.UTC(2026, 10, 22);

describe('times of records', () => {
  it.each([
    ['2015-07-29 17:41:44,747 - INFO x', '2015-07-29T17:41:44.747Z'],
    ['2026-03-01T10:00:00.5+02:00 x', '2026-03-01T08:00:00.500Z'],
    ['[Sun Dec 04 04:47:44 2005] [notice] x', '2005-12-04T04:47:44.000Z'],
    ['Dec 10 06:55:46 host sshd[1]: x', '2025-12-10T06:55:46.000Z'],
    ['Nov 10 06:55:46 host sshd[1]: x', '2026-11-10T06:55:46.000Z'],
    ['1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /"', '2000-10-10T20:55:36.000Z'],
    ['081109 203615 148 INFO x', '2008-11-09T20:36:15.000Z'],
    ['20171223-22:15:29:606|Step|1|x', '2017-12-23T22:15:29.606Z'],
    ['03-17 16:13:38.811  1702 D x', '2026-03-17T16:13:38.811Z'],
    ['- 1117838570 2005.06.03 R02', '2005-06-03T00:00:00.000Z'],
    ['17/06/09 20:10:40 INFO x', '2017-06-09T20:10:40.000Z'],
  ])('%s', (line, expected) => {
    const ms = recordTimeMs(line, now);
    if (line.startsWith('- 1117838570')) expect(ms).toBe(1_117_838_570_000);
    else expect(new Date(ms).toISOString()).toBe(expected);
  });

  it.each(['no time at all', 'took 12 ms for 10.1.2.3', '', '99-99 99:99:99', '1:2'])('none in "%s"', (line) => {
    expect(recordTimeMs(line, now)).toBeNaN();
  });

  it('of JSON: seconds, milliseconds, nanoseconds, text', () => {
    const ms = 1_772_359_200_000;
    for (const value of [ms / 1_000, ms, ms * 1e6, new Date(ms).toISOString()]) expect(valueTimeMs(value, now)).toBe(ms);
    expect(valueTimeMs(true, now)).toBeNaN();
    expect(valueTimeMs(7, now)).toBeNaN();
  });
});
