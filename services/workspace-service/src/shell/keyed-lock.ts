import { ServiceError } from '@panal/kernel/runtime';

/** How many operations may wait for one key; a further one is refused as `overloaded`. */
export const waitersMax = 64;

/** Runs one operation at a time for each key, in the order of the calls; operations of different keys don't wait for each other. */
export class KeyedLock {
  readonly #queues = new Map<string, { tail: Promise<void>; waiting: number }>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { tail: Promise.resolve(), waiting: 0 };
    if (queue.waiting > waitersMax) throw new ServiceError('overloaded');
    queue.waiting++;
    this.#queues.set(key, queue);
    const result = queue.tail.then(work);
    queue.tail = result.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await result;
    } finally {
      queue.waiting--;
      if (queue.waiting === 0) this.#queues.delete(key);
    }
  }
}
