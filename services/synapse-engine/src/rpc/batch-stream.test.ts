import { once } from 'node:events';
import { Duplex } from 'node:stream';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { type Principal, ServiceError } from '@panal/kernel/runtime';
import type { IngestBatches } from '@panal/shared-types/synapse';
import { ApplyChangesRequest, IngestAcks, IngestRequest } from '@panal/shared-types/synapse';
import type { Synapse } from '../shell/synapse.ts';
import { BatchStream } from './batch-stream.ts';

const WINDOW = 256;
const principal = { roles: ['service'], grants: [], subject: 'test' } as unknown as Principal;

/** A stream of batches over a journal that flushes when it is told to. */
function opened(refusal?: string) {
  const flushes: (() => void)[] = [];
  const submitted: number[] = [];
  const stopping = new AbortController();
  const synapse = {
    stopping: stopping.signal,
    config: { checkedNamespaces: [] },
    gates: { passage: () => undefined },
    graph: { isFull: false, room: () => undefined },
    journal: { health: { kind: 'ok' } },
    metrics: { duplicates: { inc: () => undefined }, acknowledged: { inc: () => undefined } },
    store: {
      state: { feeds: new Map() },
      submit: ({ lastPosition }: { lastPosition: number }) => {
        submitted.push(lastPosition);
        if (refusal !== undefined) throw new ServiceError('invalid-argument', refusal);
        const { promise, resolve } = Promise.withResolvers<void>();
        flushes.push(resolve);
        return { outcome: { ok: true, events: [{}], lastPosition }, durable: promise };
      },
    },
  } as unknown as Synapse;
  const acks: number[] = [];
  const answers: IngestAcks[] = [];
  const stream = new Duplex({
    objectMode: true,
    read: () => undefined,
    write: (message: IngestAcks, _encoding, done) => {
      answers.push(message);
      acks.push(...message.acks.map(({ number }) => number));
      done();
    },
  });
  const wire = stream as unknown as ServerDuplexStream<IngestBatches, IngestAcks>;
  const run = new BatchStream(synapse, wire, { principal, renew: () => undefined }).run();
  const send = (number: number): void => {
    const request = ApplyChangesRequest.fromPartial({
      journalId: 'j',
      firstPosition: number,
      lastPosition: number,
      changes: [{ remove: false, quad: '<urn:s> <urn:p> <urn:o> .' }],
    });
    stream.push({ batches: [{ number, content: { $case: 'changes', value: request } }] });
  };
  return { stream, run, send, flushes, submitted, acks, answers, stopping };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('reading stops at the window, nothing is acknowledged before its flush, and all goes on after it', async () => {
  const { stream, run, send, flushes, submitted, acks } = opened();
  for (const number of upTo(WINDOW + 50)) send(number);
  await expect.poll(() => stream.isPaused()).toBe(true);
  expect(submitted).toEqual(upTo(WINDOW));
  expect(acks).toEqual([]);
  // Out of order: the second flush says nothing about the first.
  flushes[1]?.();
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(acks).toEqual([]);
  stream.push(null);
  for (let flushed = 0; flushed < flushes.length || submitted.length < WINDOW + 50; flushed += 1) {
    await expect.poll(() => flushes.length).toBeGreaterThan(flushed);
    flushes[flushed]?.();
  }
  await run;
  expect(acks).toEqual(upTo(WINDOW + 50));
});

test('the answers to one message go in several where the texts of refusals are long, in order', async () => {
  const { stream, run, acks, answers } = opened('\u20ac'.repeat(20_000));
  const batches = upTo(WINDOW).map((number) => {
    const request = { journalId: 'j', firstPosition: number, lastPosition: number, changes: [] };
    return { number, content: { $case: 'changes' as const, value: ApplyChangesRequest.fromPartial(request) } };
  });
  stream.push({ batches });
  stream.push(null);
  await run;
  expect(acks).toEqual(upTo(WINDOW));
  expect(Math.max(...answers.map((answer) => IngestAcks.encode(answer).finish().length))).toBeLessThan(1024 * 1024);
});

test('reading stops at the window by all the texts that a batch holds', async () => {
  const { stream, run } = opened();
  const [source, idempotencyKey] = ['x'.repeat(3 * 1024 * 1024), 'x'.repeat(1024 * 1024)];
  const triples = [{ subject: 'urn:s', predicate: 'urn:p', object: '"o"', provenance: { source, timestamp: '', method: '' } }];
  const request = IngestRequest.fromPartial({ triples, idempotencyKey });
  stream.push({ batches: [{ number: 1, content: { $case: 'triples', value: request } }] });
  await once(stream, 'pause');
  stream.push(null);
  await run;
});

test('a stop takes no more batches, answers what was decided, and then ends the stream', async () => {
  const { run, send, flushes, submitted, acks, stopping } = opened();
  for (const number of upTo(3)) send(number);
  await expect.poll(() => submitted.length).toBe(3);
  const ended = run.catch((error: unknown) => (error as Error).message);
  stopping.abort(new Error('SIGTERM'));
  send(4);
  for (const flush of flushes) flush();
  expect(await ended).toContain('Send again what was not answered');
  expect(submitted).toEqual(upTo(3));
  expect(acks).toEqual(upTo(3));
});
