import { expect, test } from 'vitest';
import { FakeClock } from './fake-clock.ts';

test('timers fire in the order in which they fall due, each at its own time', async () => {
  const clock = new FakeClock(1_000);
  const seen: string[] = [];
  const note = (name: string) => (): unknown => seen.push(`${name}@${clock.now()}`);
  clock.after(30, note('c'));
  clock.after(10, note('a'));
  clock.after(10, note('b'));
  clock.after(31, note('later'));
  const cancel = clock.after(20, note('cancelled'));
  cancel();
  cancel();
  await clock.advance(30);
  expect(seen).toEqual(['a@1010', 'b@1010', 'c@1030']);
  expect(clock.now()).toBe(1_030);
  expect(clock.pending).toBe(1);
});

test('what a timer sets in motion falls due within the same step', async () => {
  const clock = new FakeClock();
  const seen: number[] = [];
  const ticking = (async () => {
    for (let tick = 0; tick < 3; tick++) {
      await clock.sleep(10);
      seen.push(clock.now());
    }
  })();
  await clock.advance(25);
  expect(seen).toEqual([10, 20]);
  await clock.advance(5);
  await ticking;
  expect(seen).toEqual([10, 20, 30]);
});

test('a timer that sets itself again at once is found out', async () => {
  const clock = new FakeClock();
  let fired = 0;
  const again = (): void => {
    fired += 1;
    clock.after(0, again);
  };
  clock.after(0, again);
  await expect(clock.advance(1)).rejects.toThrow('sets itself again');
  expect(fired).toBe(100_000);
});
