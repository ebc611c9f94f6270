import { expect, test } from 'vitest';
import type { GraphEvent } from '../core/events.ts';
import { tailBatch } from './record-batches.ts';
import { RecordTail } from './record-tail.ts';

const event = (bytes: number): GraphEvent => ({
  type: 'batch-applied',
  namespace: 'n',
  idempotencyKey: '',
  digest: '',
  runs: [bytes],
  count: 1,
  body: new Uint8Array(bytes).fill(1),
});

test('the newest records are kept up to 16 MiB and the oldest forgotten first', () => {
  const tail = new RecordTail();
  for (let position = 1; position <= 40; position += 1) tail.note({ position, event: event(1024 * 1024) });
  expect(tail.from(1)).toBeUndefined();
  expect(tail.from(24)).toBeUndefined();
  expect([...(tail.from(30) ?? [])].map(({ position }) => position)[0]).toBe(30);
  expect(tail.from(41)).toBeUndefined();
});

test('many small records are bounded, too, and come in batches', () => {
  const tail = new RecordTail();
  for (let position = 1; position <= 120_000; position += 1) tail.note({ position, event: event(1) });
  expect(tail.from(70_000)).toBeUndefined();
  const batch = tailBatch(tail, 70_001);
  expect(batch).toMatchObject({ changes: 2_000, lastPosition: 72_000 });
  expect(batch?.bytes).toHaveLength(2_000);
});

test('a gap forgets what is before it', () => {
  const tail = new RecordTail();
  tail.note({ position: 1, event: event(1) });
  tail.note({ position: 3, event: event(1) });
  expect(tail.from(1)).toBeUndefined();
  expect([...(tail.from(3) ?? [])]).toHaveLength(1);
});
