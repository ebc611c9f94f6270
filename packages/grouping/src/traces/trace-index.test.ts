import { expect, test } from 'vitest';
import { traceIdentityIn } from './trace-in-text.ts';
import type { TraceIdentity } from './trace-identity.ts';
import { TraceIndex } from './trace-index.ts';

const trace = (place: string, ...calls: string[]): TraceIdentity =>
  traceIdentityIn(['RangeError: no seat', ...[place, ...calls].map((call) => `    at ${call} (/a/${call}.js:1:2)`)].join('\n'))!;
const letters = (value: number): string => `f${String.fromCharCode(97 + (value % 26), 97 + Math.floor(value / 26))}`;

test('near misses are found however many other places throw the same error', () => {
  const index = new TraceIndex<number>();
  for (let place = 0; place < 500; place += 1) index.add(place, trace(letters(place), `${letters(place)}caller`, 'run', 'main'));
  expect(index.nearest(trace(letters(499), `${letters(499)}caller`, 'retry', 'run', 'main'))).toBe(499);
  expect(index.nearest(trace('elsewhere', 'other', 'run', 'main'))).toBeUndefined();
});

test('of one place the oldest 64 are compared; the oldest that is near is the answer, also after a snapshot', () => {
  const index = new TraceIndex<number>();
  for (let caller = 0; caller < 200; caller += 1) index.add(caller, trace('book', letters(caller), `${letters(caller)}outer`));
  const again = new TraceIndex<number>();
  for (const [id, kept] of index.entries()) again.add(id, kept);
  expect([...again.entries()]).toEqual([...index.entries()]);
  for (const caller of [0, 30, 63]) {
    const near = trace('book', letters(caller), 'between', `${letters(caller)}outer`);
    expect([index.nearest(near), again.nearest(near)]).toEqual([caller, caller]);
  }
});
