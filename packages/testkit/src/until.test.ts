import { expect, test } from 'vitest';
import { Happenings } from './happenings.ts';
import { WaitedInVain, until, within } from './until.ts';

test('waiting ends with what was looked for', async () => {
  let looks = 0;
  expect(await until(() => (++looks === 3 ? 'there' : undefined), 'the third look')).toBe('there');
  expect(await until(async () => 0, 'a number')).toBe(0);
});

test('waiting in vain is bounded and says for what', async () => {
  const error = await until(() => undefined, 'a miracle', 1).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(WaitedInVain);
  expect(String(error)).toContain('a miracle did not happen within 1 ms');
  await expect(within(new Promise(() => undefined), 'an answer', 1)).rejects.toThrow('an answer did not happen within 1 ms');
  await expect(new Happenings().until(() => false, 'an event', 1)).rejects.toThrow('an event did not happen within 1 ms');
});

test('what a probe, a promise or a condition throws comes through', async () => {
  const fail = (): never => {
    throw new Error('broken');
  };
  await expect(until(fail, 'nothing')).rejects.toThrow('broken');
  await expect(within(Promise.reject(new Error('broken')), 'nothing')).rejects.toThrow('broken');
  await expect(new Happenings().until(fail)).rejects.toThrow('broken');
});

test('every waiter whose condition came true is woken, and no other', async () => {
  const happenings = new Happenings();
  let count = 0;
  const reached: number[] = [];
  const waits = [1, 2, 3].map((goal) => happenings.until(() => count >= goal).then(() => reached.push(goal)));
  const happen = async (): Promise<void> => {
    count += 1;
    happenings.happened();
    await new Promise(setImmediate);
  };
  await happen();
  expect(reached).toEqual([1]);
  await happen();
  expect(reached).toEqual([1, 2]);
  await happen();
  await Promise.all(waits);
  await happenings.until(() => count === 3);
});
