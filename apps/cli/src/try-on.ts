import { setTimeout as sleep } from 'node:timers/promises';
import { isRetryable } from '@panal/kernel/runtime';

const TRIES_MAX = 8;
const FIRST_MS = 100;
const PAUSE_MS_MAX = 5_000;

/** A call that is harmless to repeat, tried again for some twenty seconds while the service is away or busy. */
export async function tryOn<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isRetryable(error) || tries === TRIES_MAX) throw error;
      await sleep(Math.min(PAUSE_MS_MAX, FIRST_MS * 2 ** tries));
    }
  }
}
