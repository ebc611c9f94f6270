import { expect, test } from 'vitest';
import { WithheldSink } from './withheld-sink.ts';
import type { Charge } from '../core/settlement-rule.ts';
import { usageOf } from '../core/price.ts';

const charge: Charge = { usage: usageOf({}), costNanoUsd: 1, estimated: false, outcome: 'ok' };

function setUp() {
  const seen: string[] = [];
  const sink = {
    start: () => void seen.push('start'),
    write: (bytes: Uint8Array) => seen.push(`write ${bytes.length}`) > 0,
    end: () => void seen.push('end'),
    unrecorded: () => void seen.push('unrecorded'),
  };
  const call = { cancel: () => void seen.push('cancel'), resume: () => void seen.push('resume') };
  const durable = Promise.withResolvers<void>();
  const withheld = new WithheldSink(sink, { durable: durable.promise, call: () => call });
  return { seen, durable, withheld };
}

test('nothing of an answer goes out before its hold is on the disk; then all of it, in order', async () => {
  const { seen, durable, withheld } = setUp();
  withheld.start();
  expect(withheld.write(Buffer.alloc(5))).toBe(true);
  withheld.end({ kind: 'complete', usage: undefined }, charge);
  await Promise.resolve();
  expect(seen).toEqual([]);
  durable.resolve();
  await durable.promise;
  expect(seen).toEqual(['start', 'write 5', 'end']);
});

test('once it is, an answer passes as it comes', async () => {
  const { seen, durable, withheld } = setUp();
  durable.resolve();
  await durable.promise;
  withheld.start();
  withheld.write(Buffer.alloc(7));
  expect(seen).toEqual(['start', 'write 7']);
});

test('an upstream that is far ahead of the disk is paused, and goes on afterwards', async () => {
  const { seen, durable, withheld } = setUp();
  expect(withheld.write(Buffer.alloc(256 * 1024))).toBe(true);
  expect(withheld.write(Buffer.alloc(1))).toBe(false);
  durable.resolve();
  await durable.promise;
  expect(seen.at(-1)).toBe('resume');
});

test('where the hold can not be recorded the client gets an error and nothing of the answer', async () => {
  const { seen, durable, withheld } = setUp();
  withheld.write(Buffer.alloc(5));
  durable.reject(new Error('full'));
  await durable.promise.catch(() => undefined);
  withheld.write(Buffer.alloc(5));
  withheld.end({ kind: 'complete', usage: undefined }, charge);
  expect(seen).toEqual(['unrecorded', 'cancel']);
});
