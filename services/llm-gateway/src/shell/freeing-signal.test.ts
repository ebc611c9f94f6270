import { expect, test } from 'vitest';
import { FreeingSignal } from './freeing-signal.ts';

const never = new AbortController().signal;

test('wakes all who wait, in order; a release that came before is not missed', async () => {
  const freed = new FreeingSignal();
  const order: number[] = [];
  const waits = [1, 2, 3].map((name) =>
    freed.wait({ seen: 0, waitMs: 60_000, signal: never }).then((woken) => order.push(woken ? name : -name)),
  );
  freed.notify();
  await Promise.all(waits);
  expect(order).toEqual([1, 2, 3]);
  expect(await freed.wait({ seen: 0, waitMs: 60_000, signal: never })).toBe(true);
  expect(freed.waiting).toBe(0);
});

test('gives up when time runs out, when the caller leaves, and beyond 256 waiting', async () => {
  const freed = new FreeingSignal();
  expect(await freed.wait({ seen: 0, waitMs: 1, signal: never })).toBe(false);
  const gone = new AbortController();
  const left = freed.wait({ seen: 0, waitMs: 60_000, signal: gone.signal });
  gone.abort();
  expect(await left).toBe(false);
  const full = Array.from({ length: 256 }, () => freed.wait({ seen: 0, waitMs: 60_000, signal: never }));
  expect(await freed.wait({ seen: 0, waitMs: 60_000, signal: never })).toBe(false);
  freed.notify();
  expect(await Promise.all(full)).toEqual(Array.from({ length: 256 }, () => true));
});
