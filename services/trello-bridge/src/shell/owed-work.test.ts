import { createLogger } from '@panal/kernel/runtime';
import { expect, test, vi } from 'vitest';
import { AwayError } from '../ports.ts';
import { OwedWork } from './owed-work.ts';

const log = createLogger({ service: 'test', level: 'silent' });

test('does everything owed, failed pieces again, never one twice at once and never more at once than allowed', async () => {
  vi.useFakeTimers();
  const owed = new Set(Array.from({ length: 50 }, (_, index) => `k${index}`));
  const running = new Set<string>();
  const tries = new Map<string, number>();
  let most = 0;
  const work = new OwedWork({
    ...{ name: 'test', concurrency: 4, owed: () => owed, log, clock: () => Date.now(), random: () => 0.5 },
    async perform(key) {
      expect(running.has(key)).toBe(false);
      running.add(key);
      most = Math.max(most, running.size);
      await Promise.resolve();
      running.delete(key);
      tries.set(key, (tries.get(key) ?? 0) + 1);
      if (key.endsWith('7') && tries.get(key)! < 5) throw new AwayError('away');
      owed.delete(key);
    },
  });
  work.poke();
  await vi.runAllTimersAsync();
  expect([owed.size, most]).toEqual([0, 4]);
  expect([tries.get('k1'), tries.get('k7')]).toEqual([1, 5]);
  await work.close();
  vi.useRealTimers();
});

test('waits at least as long as it was told to, at most a minute otherwise', async () => {
  vi.useFakeTimers();
  const startMs = Date.now();
  const triedMs: number[] = [];
  const work = new OwedWork({
    ...{ name: 'test', concurrency: 1, owed: () => ['only'], log, clock: () => Date.now(), random: () => 0 },
    perform() {
      triedMs.push(Date.now() - startMs);
      return Promise.reject(new AwayError('away', { retryAfterMs: triedMs.length === 1 ? 90_000 : 0 }));
    },
  });
  work.poke();
  await vi.advanceTimersByTimeAsync(1_200_000);
  await work.close();
  vi.useRealTimers();
  const waits = triedMs.slice(1).map((at, index) => at - triedMs[index]!);
  expect(waits[0]).toBe(90_000);
  expect(Math.max(...waits.slice(1))).toBeLessThanOrEqual(60_000);
  expect(waits.slice(1, 6)).toEqual(waits.slice(1, 6).toSorted((one, other) => one - other));
});
