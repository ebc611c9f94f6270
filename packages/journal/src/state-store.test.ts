import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonEventCodec } from './json-event-codec.ts';
import { createMemoryJournalStorage, openMemoryJournal } from './memory-journal.ts';
import { openJournal } from './open-journal.ts';
import type { Journal } from './port.ts';
import type { Core, StateStoreOptions } from './core.ts';
import { openStateStore } from './state-store.ts';

/** Accounts that may not go below zero; remembers where and when each was last changed. */
interface Bank {
  balances: Record<string, number>;
  touched: Record<string, { position: number; atMs: number }>;
}
type Command =
  | { readonly kind: 'pay'; readonly account: string; readonly amount: number }
  | { readonly kind: 'move'; readonly from: string; readonly to: string; readonly amount: number }
  | { readonly kind: 'look' };
interface Changed {
  readonly account: string;
  readonly by: number;
}
type Refusal = 'too-little';

const bank: Core<Bank, Command, Changed, Refusal> = {
  initial: () => ({ balances: {}, touched: {} }),
  decide(state, command) {
    if (command.kind === 'look') return { ok: true, events: [] };
    if (command.kind === 'pay') return { ok: true, events: [{ account: command.account, by: command.amount }] };
    const { from, to, amount } = command;
    if ((state.balances[from] ?? 0) < amount) return { ok: false, refusal: 'too-little' };
    return {
      ok: true,
      events: [
        { account: from, by: -amount },
        { account: to, by: amount },
      ],
    };
  },
  apply(state, { account, by }, { position, atMs }) {
    if (by === 666) throw new Error('a bug in apply');
    state.balances[account] = (state.balances[account] ?? 0) + by;
    state.touched[account] = { position, atMs };
  },
};

const codec = jsonEventCodec<Changed>({ version: 1 });
const jsonSnapshot = {
  encode: (state: Bank) => new TextEncoder().encode(JSON.stringify(state)),
  decode: (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as Bank,
};
let nowMs = 0;
type Options = Partial<StateStoreOptions<Bank, Command, Changed, Refusal>>;
const openBank = (journal: Journal, options: Options = {}) =>
  openStateStore({ journal, core: bank, codec, clock: () => ++nowMs, ...options });
const pay = (account: string, amount: number): Command => ({ kind: 'pay', account, amount });
const move = (from: string, to: string, amount: number): Command => ({ kind: 'move', from, to, amount });
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('execute', () => {
  test('decides in call order, each seeing what was decided before it, and answers with events and positions', async () => {
    const store = await openBank(openMemoryJournal());
    const results = await Promise.all([
      store.execute(pay('a', 5)),
      store.execute(move('a', 'b', 3)),
      store.execute(move('a', 'b', 3)),
    ]);
    expect(results).toEqual([
      { ok: true, events: [{ account: 'a', by: 5 }], firstPosition: 1, lastPosition: 1 },
      {
        ok: true,
        events: [
          { account: 'a', by: -3 },
          { account: 'b', by: 3 },
        ],
        firstPosition: 2,
        lastPosition: 3,
      },
      { ok: false, refusal: 'too-little' },
    ]);
    expect([store.state.balances, store.position]).toEqual([{ a: 2, b: 3 }, 3]);
    await store.close();
  });

  test('changes the state in the turn of the call', async () => {
    const store = await openBank(openMemoryJournal());
    const done = store.execute(pay('a', 1));
    expect([store.state.balances, store.position]).toEqual([{ a: 1 }, 1]);
    await done;
    await store.close();
  });

  test('no answer, neither a change, a refusal nor a look, rests on what is not flushed', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openBank(await openJournal({ dir: '/data', disk: disk.connect() }));
    await store.execute(pay('a', 1));
    const release = disk.hold('datasync');
    const answered: string[] = [];
    const note = (name: string) => () => answered.push(name);
    const all = Promise.all([
      store.execute(move('a', 'b', 1)).then(note('change')),
      store.execute(move('a', 'b', 1)).then(note('refusal')),
      store.execute({ kind: 'look' }).then(note('look')),
      store.settled().then(note('settled')),
    ]);
    await turns(50);
    expect(answered).toEqual([]);
    release();
    await all;
    expect(answered.toSorted()).toEqual(['change', 'look', 'refusal', 'settled']);
    expect(await store.execute({ kind: 'look' })).toEqual({ ok: true, events: [], firstPosition: 3, lastPosition: 3 });
    await store.close();
  });

  test('what the journal has no room for is refused before anything is applied', async () => {
    const store = await openBank(openMemoryJournal({ pendingBytesMax: 150 }));
    const results = await Promise.allSettled(Array.from({ length: 5 }, (_, at) => store.execute(pay(`account ${at}`, 1))));
    const taken = results.filter(({ status }) => status === 'fulfilled').length;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(5);
    for (const result of results.slice(taken))
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'journal-full' } });
    expect([Object.keys(store.state.balances).length, store.position]).toEqual([taken, taken]);
    expect(await store.execute(pay('later', 1))).toMatchObject({ firstPosition: taken + 1 });
    await store.close();
  });

  test('rejects, and nothing is acknowledged, when the flush fails for good', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openBank(await openJournal({ dir: '/data', disk: disk.connect(), onFatal: () => undefined }));
    await store.execute(pay('a', 1));
    disk.failNext('datasync', 'EIO');
    const results = await Promise.allSettled([
      store.execute(pay('a', 1)),
      store.execute({ kind: 'look' }),
      store.execute(pay('a', 1)),
    ]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'journal-failed' } });
    await expect(store.execute(pay('a', 1))).rejects.toMatchObject({ code: 'journal-failed' });
  });

  test('a bug in apply ends the process, and the event that met it is not in the journal', async () => {
    const crashed = Promise.withResolvers<unknown>();
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').once('uncaughtException', crashed.resolve);
    try {
      const storage = createMemoryJournalStorage();
      const store = await openBank(openMemoryJournal({ storage }));
      await expect(store.execute(pay('a', 666))).rejects.toThrow('the state is half changed');
      expect(await crashed.promise).toMatchObject({ message: 'a bug in apply' });
      await expect(store.execute(pay('a', 1))).rejects.toThrow('the state is half changed');
      await store.close();
      expect(storage.records).toEqual([]);
    } finally {
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });
});

describe('subscribe', () => {
  test('each listener hears each event after its flush, in order, before the answer, until it leaves', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const store = await openBank(await openJournal({ dir: '/data', disk: disk.connect() }));
    const heard: unknown[] = [];
    const leave = store.subscribe(({ position, atMs, event }) => heard.push([position, atMs, event.account]));
    nowMs = 100;
    const release = disk.hold('datasync');
    const done = Promise.all([store.execute(pay('a', 5)).then(() => heard.push('answer')), store.execute(move('a', 'b', 1))]);
    await turns(30);
    expect(heard).toEqual([]);
    release();
    await done;
    expect(heard.filter((entry) => entry !== 'answer')).toEqual([
      [1, 101, 'a'],
      [2, 102, 'a'],
      [3, 102, 'b'],
    ]);
    expect(heard.indexOf('answer')).toBeGreaterThan(0);
    leave();
    await store.execute(pay('a', 1));
    expect(heard).toHaveLength(4);
    await store.close();
  });

  test('a listener that throws ends the process but not the answer', async () => {
    const crashed = Promise.withResolvers<unknown>();
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').once('uncaughtException', crashed.resolve);
    try {
      const store = await openBank(openMemoryJournal());
      store.subscribe(() => {
        throw new Error('a bug in a listener');
      });
      expect(await store.execute(pay('a', 1))).toMatchObject({ ok: true });
      expect(await crashed.promise).toMatchObject({ message: 'a bug in a listener' });
      await store.close();
    } finally {
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });
});

describe('restoring', () => {
  const command = fc.oneof(
    fc.record({
      kind: fc.constant('pay' as const),
      account: fc.constantFrom('a', 'b', 'c'),
      amount: fc.integer({ min: 0, max: 9 }),
    }),
    fc.record({
      kind: fc.constant('move' as const),
      from: fc.constantFrom('a', 'b', 'c'),
      to: fc.constantFrom('a', 'b', 'c'),
      amount: fc.integer({ min: 1, max: 5 }),
    }),
  );

  test('gives the very state that was, positions and times included, with or without snapshots, trimmed or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { maxLength: 60 }),
        fc.integer({ min: 0, max: 20 }),
        fc.boolean(),
        async (commands, everyRecords, trims) => {
          const storage = createMemoryJournalStorage();
          const options: Options = everyRecords === 0 ? {} : { snapshot: { ...jsonSnapshot, everyRecords } };
          const journal = openMemoryJournal({ storage });
          const store = await openBank(journal, options);
          for (const [at, next] of commands.entries()) {
            const done = store.execute(next);
            if (at % 3 === 0) await done;
          }
          await store.settled();
          if (trims) await journal.trim((await journal.readSnapshot())?.position ?? 0);
          const before = structuredClone(store.state);
          await store.close();
          const again = await openBank(openMemoryJournal({ storage }), options);
          expect([again.state, again.position]).toEqual([before, store.position]);
          await again.close();
        },
      ),
      { numRuns: 200 },
    );
  });

  test('takes a snapshot of exactly the state at its position, though later events were applied meanwhile', async () => {
    const journal = openMemoryJournal();
    const store = await openBank(journal, { snapshot: { ...jsonSnapshot, everyRecords: 2 } });
    await Promise.all(Array.from({ length: 7 }, () => store.execute(pay('a', 1))));
    await turns(5);
    const snapshot = (await journal.readSnapshot())!;
    expect(jsonSnapshot.decode(snapshot.bytes).balances['a']).toBe(snapshot.position);
    expect(snapshot.position).toBeGreaterThanOrEqual(2);
    await store.close();
  });

  test('goes on without a snapshot that can not be read, as long as every record is there', async () => {
    const storage = createMemoryJournalStorage();
    const journal = openMemoryJournal({ storage });
    const store = await openBank(journal);
    await store.execute(pay('a', 7));
    await store.execute(pay('a', 1));
    await journal.writeSnapshot(2, new TextEncoder().encode('not JSON'));
    await store.close();
    const snapshot = { ...jsonSnapshot, everyRecords: 100 };
    const again = await openBank(openMemoryJournal({ storage }), { snapshot });
    expect(again.state.balances).toEqual({ a: 8 });
    await again.close();
    const trimmed = openMemoryJournal({ storage });
    await trimmed.trim(2);
    await expect(openBank(trimmed, { snapshot })).rejects.toThrow(/snapshot after position 2 can't be read.*restore a backup/);
    await expect(openBank(trimmed)).rejects.toMatchObject({ code: 'journal-trimmed' });
  });

  test('a snapshot that can not be stored is told, and the work goes on', async () => {
    const journal = openMemoryJournal();
    const told: string[] = [];
    journal.writeSnapshot = () => Promise.reject(new Error('no room'));
    const store = await openBank(journal, {
      snapshot: { ...jsonSnapshot, everyRecords: 1 },
      onSnapshotError: (error) => told.push(error.message),
    });
    await store.execute(pay('a', 1));
    await turns(3);
    await store.execute(pay('a', 1));
    await turns(3);
    expect(told).toEqual(['no room', 'no room']);
    await store.close();
  });

  test('an event that a newer version wrote is refused with what to do', async () => {
    const storage = createMemoryJournalStorage();
    const journal = openMemoryJournal({ storage });
    await journal.append([jsonEventCodec<Changed>({ version: 2 }).encode({ account: 'a', by: 1 })]);
    await expect(openBank(journal)).rejects.toThrow(/position 1.*version 2.*newer Panal/);
  });
});
