import { describe, expect, test } from 'vitest';
import type { BudgetRefusal } from '../core/ledger/index.ts';
import { ClientLeft } from './leave-signal.ts';
import { type Waiter, WAITERS_BY_KEY_MAX, WAITERS_BY_SCOPE_MAX, WAITERS_MAX, WaitingLine } from './waiting-line.ts';

const refusal = (scope: string): BudgetRefusal => ({
  kind: 'budget',
  scope,
  window: 'total',
  limitNanoUsd: 100,
  settledNanoUsd: 0,
  heldNanoUsd: 100,
  wantedNanoUsd: 1,
  resetsMs: 0,
  mayFree: true,
});

/** A budget in which those who wait want room; `log` has the order in which they got it. */
class Rooms {
  readonly line = new WaitingLine<string>();
  readonly log: string[] = [];
  readonly left = new Map<string, number>();

  wait(
    name: string,
    wants: { scope: string; amount: number; also?: string; waitMs?: number; key?: string },
    signal = new ClientLeft(),
  ) {
    const waiter: Waiter<string> = {
      key: wants.key ?? name,
      scopes: wants.also === undefined ? [wants.scope] : [wants.scope, wants.also],
      waitsFor: refusal(wants.scope),
      attempt: () => {
        const left = this.left.get(wants.scope) ?? 0;
        if (left < wants.amount) return { waitsFor: refusal(wants.scope) };
        this.left.set(wants.scope, left - wants.amount);
        this.log.push(name);
        return { done: name };
      },
      waitMs: wants.waitMs ?? 60_000,
      signal,
    };
    return this.line.join(waiter);
  }

  free(scope: string, amount: number): void {
    this.left.set(scope, (this.left.get(scope) ?? 0) + amount);
    this.line.serve();
  }
}

describe('a line of requests', () => {
  test('is served in order; a small one does not pass a large one that wants the same scope', async () => {
    const rooms = new Rooms();
    const waits = [rooms.wait('large', { scope: '', amount: 10 }), rooms.wait('small', { scope: '', amount: 1 })];
    rooms.free('', 5);
    expect(rooms.log).toEqual([]);
    rooms.free('', 5);
    expect(rooms.log).toEqual(['large']);
    rooms.free('', 1);
    expect(await Promise.all(waits)).toEqual([
      { served: true, value: 'large' },
      { served: true, value: 'small' },
    ]);
    expect(rooms.line.size).toBe(0);
  });

  test('lets pass who wants another scope, and nobody who wants this one too', () => {
    const rooms = new Rooms();
    void rooms.wait('first', { scope: 'model:a', amount: 10 });
    void rooms.wait('both', { scope: 'model:b', amount: 1, also: 'model:a' });
    void rooms.wait('other', { scope: 'model:c', amount: 1 });
    rooms.left.set('model:b', 1);
    rooms.free('model:c', 1);
    expect(rooms.log).toEqual(['other']);
    expect(rooms.line.ahead(['model:a'])).toMatchObject({ scope: 'model:a' });
    expect(rooms.line.ahead(['model:c', ''])).toBeUndefined();
  });

  test('moves on when time is up for the first, or its client leaves', async () => {
    const rooms = new Rooms();
    const gone = new ClientLeft();
    const first = rooms.wait('first', { scope: '', amount: 10 }, gone);
    const second = rooms.wait('second', { scope: '', amount: 1 });
    rooms.free('', 1);
    gone.abort();
    expect(await first).toMatchObject({ served: false, refusal: { scope: '' } });
    expect(await second).toEqual({ served: true, value: 'second' });
    expect(await rooms.wait('late', { scope: '', amount: 10, waitMs: 1 })).toMatchObject({ served: false });
    expect(await rooms.wait('gone', { scope: '', amount: 10 }, gone)).toMatchObject({ served: false });
  });

  test('is full at 256', async () => {
    const rooms = new Rooms();
    const full = Array.from({ length: WAITERS_MAX }, (_, index) => rooms.wait(`${index}`, { scope: '', amount: 1 }));
    expect(await rooms.wait('one more', { scope: '', amount: 1 })).toMatchObject({ served: false });
    rooms.free('', WAITERS_MAX);
    expect(await Promise.all(full)).toHaveLength(WAITERS_MAX);
    expect(rooms.log).toEqual(Array.from({ length: WAITERS_MAX }, (_, index) => `${index}`));
  });

  test('has room for others when one key, or one scope, has its share', async () => {
    const rooms = new Rooms();
    const mission = { scope: 'mission:a', amount: 1 };
    for (let count = 0; count < WAITERS_BY_KEY_MAX; count += 1) void rooms.wait('a', { ...mission, key: 'a' });
    expect(await rooms.wait('a', { ...mission, key: 'a' })).toMatchObject({ served: false });
    for (let count = WAITERS_BY_KEY_MAX; count < WAITERS_BY_SCOPE_MAX; count += 1) void rooms.wait(`${count}`, mission);
    expect(await rooms.wait('one more key', mission)).toMatchObject({ served: false });
    const other = rooms.wait('b', { scope: 'mission:b', amount: 1 });
    rooms.free('mission:b', 1);
    expect(await other).toEqual({ served: true, value: 'b' });
  });

  test('a try that fails ends its own wait only', async () => {
    const rooms = new Rooms();
    const failing = rooms.line.join({
      key: 'failing',
      scopes: [''],
      waitsFor: refusal(''),
      attempt: () => {
        throw new Error('the disk is full');
      },
      waitMs: 60_000,
      signal: new ClientLeft(),
    });
    const next = rooms.wait('next', { scope: '', amount: 1 });
    rooms.free('', 1);
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await next).toEqual({ served: true, value: 'next' });
  });
});
