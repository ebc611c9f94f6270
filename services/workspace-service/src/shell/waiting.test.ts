import { describe, expect, it } from 'vitest';
import { JoinedRuns } from './joined-runs.ts';
import { KeyedLock, waitersMax } from './keyed-lock.ts';
import { Slots } from './slots.ts';

const gate = () => {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describe('one at a time', () => {
  it('keeps the order for a key, lets other keys pass, goes on after a failure', async () => {
    const lock = new KeyedLock();
    const held = gate();
    const done: string[] = [];
    const first = lock.run('a', async () => {
      await held.opened;
      done.push('first');
      throw new Error('first fails');
    });
    const second = lock.run('a', async () => void done.push('second'));
    await lock.run('b', async () => void done.push('other'));
    held.open();
    await expect(first).rejects.toThrow('first fails');
    await second;
    expect(done).toEqual(['other', 'first', 'second']);
  });

  it('refuses beyond its bound', async () => {
    const lock = new KeyedLock();
    const held = gate();
    const all = Array.from({ length: waitersMax + 1 }, () => lock.run('a', () => held.opened));
    await expect(lock.run('a', () => held.opened)).rejects.toMatchObject({ code: 'overloaded' });
    held.open();
    await Promise.all(all);
    await lock.run('a', async () => undefined);
  });
});

describe('slots', () => {
  it('run so many at once, queue so many, and refuse the rest', async () => {
    const slots = new Slots({ slotsMax: 2, waitersMax: 1 });
    const held = gate();
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await held.opened;
      running--;
    };
    const all = [slots.run(work), slots.run(work), slots.run(work)];
    await expect(slots.run(work)).rejects.toMatchObject({ code: 'overloaded' });
    held.open();
    await Promise.all(all);
    expect(most).toBe(2);
  });
});

describe('runs that are joined', () => {
  it('share the next run, never one that began before they asked', async () => {
    const runs = new JoinedRuns();
    const held = gate();
    let count = 0;
    const work = async () => {
      count++;
      await held.opened;
      if (count === 1) throw new Error('the first fails');
    };
    const first = runs.run('a', work);
    await Promise.resolve();
    await Promise.resolve();
    expect(count).toBe(1);
    const later = [runs.run('a', work), runs.run('a', work), runs.run('a', work)];
    held.open();
    await expect(first).rejects.toThrow('the first fails');
    await Promise.all(later);
    expect(count).toBe(2);
    await runs.run('a', work);
    expect(count).toBe(3);
  });
});
