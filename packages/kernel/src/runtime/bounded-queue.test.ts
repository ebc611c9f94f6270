import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedQueue } from './bounded-queue.ts';

describe('a bounded queue', () => {
  it('refuses the item after its last place, and takes one again when one has left', () => {
    const queue = new BoundedQueue<number>(2);
    expect([queue.offer(1), queue.offer(2), queue.offer(3)]).toEqual([true, true, false]);
    expect(queue.poll()).toBe(1);
    expect(queue.offer(3)).toBe(true);
    expect(queue.size).toBe(2);
  });

  it('hands an item to who waits for it, and releases everyone at its end', async () => {
    const queue = new BoundedQueue<string>(1);
    const [first, second] = [queue.take(), queue.take()];
    expect(queue.offer('a')).toBe(true);
    queue.close();
    expect(await first).toBe('a');
    expect(await second).toBeUndefined();
    expect(queue.offer('b')).toBe(false);
    expect(await queue.take()).toBeUndefined();
  });

  it('gives out what it took in, in order, and never holds more than its bound', () => {
    const step = fc.oneof(
      fc.nat({ max: 9 }).map((value) => ({ offer: value })),
      fc.constant({ offer: undefined }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 5_000 }), (bound, steps) => {
        const queue = new BoundedQueue<number>(bound);
        const model: number[] = [];
        for (const { offer } of steps) {
          if (offer === undefined) expect(queue.poll()).toBe(model.shift());
          else if (queue.offer(offer)) model.push(offer);
          else expect(model).toHaveLength(bound);
          expect(queue.size).toBe(model.length);
        }
      }),
      { numRuns: 30 },
    );
  });
});
