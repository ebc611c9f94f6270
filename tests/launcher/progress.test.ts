import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startProgress } from '../../launch/progress.mjs';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Collects what is written, as a terminal or not. */
function fakeOutput(isTTY: boolean) {
  let text = '';
  return {
    isTTY,
    write: (part: string) => ((text += part), true),
    written: () => text.replaceAll('\u001B[K', '').split(/[\r\n]/),
  };
}

test('a terminal sees the seconds pass on one line, and how long it took', () => {
  const out = fakeOutput(true);
  const progress = startProgress('installing', out as never);
  vi.advanceTimersByTime(2000);
  progress.stop(true);
  expect(out.written()).toEqual([
    '',
    'panal: installing',
    'panal: installing, 1 s',
    'panal: installing, 2 s',
    'panal: installing: done in 2 s',
    '',
  ]);
});

test('a label longer than the terminal gives way to the seconds', () => {
  const out = { ...fakeOutput(true), columns: 20 };
  const progress = startProgress('a label of many words', out as never);
  vi.advanceTimersByTime(1000);
  progress.stop(false);
  expect(out.written()).toEqual(['', 'panal: a label of m', 'panal: a label, 1 s', '']);
});

test('a terminal line of work that failed is cleared for the line that says why', () => {
  const out = fakeOutput(true);
  startProgress('installing', out as never).stop(false);
  expect(out.written()).toEqual(['', 'panal: installing', '']);
});

test('a log gets a line at the start and one every 15 seconds', () => {
  const out = fakeOutput(false);
  const progress = startProgress('installing', out as never);
  vi.advanceTimersByTime(31_000);
  progress.stop(true);
  expect(out.written()).toEqual(['panal: installing', 'panal: still at it after 15 s', 'panal: still at it after 30 s', '']);
});
