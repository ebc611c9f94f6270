import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCalendar } from './windows.ts';

test.each([
  ['UTC', '2026-07-14T23:59:59.999Z', '2026-07-14', '2026-07-15T00:00:00.000Z', '2026-08-01T00:00:00.000Z'],
  ['Europe/Vienna', '2026-07-14T22:00:00.000Z', '2026-07-15', '2026-07-15T22:00:00.000Z', '2026-07-31T22:00:00.000Z'],
  // The day of 25 hours, and the month that ends in winter time.
  ['Europe/Vienna', '2026-10-24T22:30:00.000Z', '2026-10-25', '2026-10-25T23:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  // The day of 23 hours.
  ['America/New_York', '2026-03-08T05:30:00.000Z', '2026-03-08', '2026-03-09T04:00:00.000Z', '2026-04-01T04:00:00.000Z'],
])('%s at %s', (...[timeZone, at, day, dayEnds, monthEnds]) => {
  const calendar = createCalendar(timeZone);
  const atMs = Date.parse(at);
  expect(calendar.windowsAt(atMs)).toEqual({ day, month: day.slice(0, 7) });
  expect(new Date(calendar.endOf('daily', atMs)).toISOString()).toBe(dayEnds);
  expect(new Date(calendar.endOf('monthly', atMs)).toISOString()).toBe(monthEnds);
  expect(calendar.endOf('total', atMs)).toBe(0);
});

test('what it remembers changes nothing, in whatever order it is asked', () => {
  const remembering = createCalendar('Europe/Vienna');
  const moments = fc.array(fc.integer({ min: Date.UTC(2026, 9, 20), max: Date.UTC(2026, 10, 3) }), { maxLength: 20 });
  fc.assert(
    fc.property(moments, (asked) => {
      for (const atMs of asked) expect(remembering.windowsAt(atMs)).toEqual(createCalendar('Europe/Vienna').windowsAt(atMs));
    }),
    { numRuns: 30 },
  );
});
