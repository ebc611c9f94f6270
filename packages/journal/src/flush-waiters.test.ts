import { expect, test } from 'vitest';
import { FlushWaiters } from './flush-waiters.ts';

test('the ten thousand and first waiter is refused, and there is room again when one is served', async () => {
  const waiters = new FlushWaiters();
  const all = Array.from({ length: 10_000 }, (_, at) => waiters.wait(at + 1));
  await expect(waiters.wait(1)).rejects.toMatchObject({ code: 'journal-full' });
  waiters.flushed(1);
  await all[0];
  const late = waiters.wait(10_000);
  waiters.flushed(10_000);
  await Promise.all([...all, late]);
});

test('a waiter that gave up leaves its listener behind nowhere', async () => {
  const waiters = new FlushWaiters();
  const abort = new AbortController();
  const served = waiters.wait(1, abort.signal);
  waiters.flushed(1);
  await served;
  abort.abort();
  const failed = waiters.wait(2);
  waiters.fail(new Error('closed'));
  await expect(failed).rejects.toThrow('closed');
});
