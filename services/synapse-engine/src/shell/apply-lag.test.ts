import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApplyLag } from './apply-lag.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const codeOf = async (room: Promise<void> | undefined): Promise<string> => {
  try {
    await room;
    return 'room';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('writers wait at the bound until some graph has caught up', async () => {
  const lag = new ApplyLag(100);
  lag.flushed(1, 50);
  expect(lag.room()).toBeUndefined();
  lag.flushed(2, 60);
  const order: string[] = [];
  const room = lag.room()?.then(() => order.push('room'));
  lag.applied(1);
  order.push('applied');
  await room;
  expect(order).toEqual(['applied', 'room']);
  expect(lag.changes).toBe(61);
});

test('who waits too long is told that nothing was written, and so is who comes when too many wait', async () => {
  const lag = new ApplyLag(10);
  lag.flushed(1, 10);
  const waiting = Array.from({ length: 1_000 }, () => codeOf(lag.room()));
  await expect(lag.room()).rejects.toMatchObject({ code: 'overloaded' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['overloaded']));
});

test('what was applied before it was noted does not count', () => {
  const lag = new ApplyLag(10);
  lag.applied(5);
  lag.flushed(5, 100);
  expect(lag.changes).toBe(0);
  expect(lag.room()).toBeUndefined();
});
