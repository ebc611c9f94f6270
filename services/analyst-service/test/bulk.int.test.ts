import { status } from '@grpc/grpc-js';
import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  AnalystService,
  type BulkReport,
  FailureEvent,
  ListClustersRequest,
  type LogClusters,
  LogLines,
} from '@panal/shared-types/analyst';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AnalystWorld } from './analyst-process.ts';

const FAILURES = 10_000;
const kinds = ['KeyError', 'ValueError', 'OSError', 'TypeError', 'IndexError'];

let world: AnalystWorld;
let service: GrpcChannel;
beforeAll(async () => {
  world = await AnalystWorld.create();
  await world.start('analyst', { PANAL_ANALYST_SYNAPSE_POLL_MS: '0', PANAL_LOG_LEVEL: 'warn' });
  service = await world.as({ subject: 'orchestrator-core', roles: ['service'] });
});
afterAll(() => world.remove());

const eventOf = (index: number, more: Partial<FailureEvent> = {}): FailureEvent =>
  FailureEvent.fromPartial({
    errorLog: `${kinds[index % kinds.length]}: number ${index}`,
    taskId: `m${index}-implement.1`,
    idempotencyKey: `bulk-${index}`,
    role: 'coder',
    ...more,
  });

async function send(events: Iterable<FailureEvent>, channel = service): Promise<BulkReport> {
  const { stream, reply } = channel.upload(AnalystService.reportFailures);
  stream.on('error', () => undefined);
  for (const event of events)
    if (!stream.write(event)) await new Promise((drained) => stream.once('drain', drained as () => void));
  stream.end();
  return reply;
}
const all = (more: Partial<FailureEvent> = {}) => Array.from({ length: FAILURES }, (_, index) => eventOf(index, more));

it('counts ten thousand failures in one stream, once, and proposes a rule for each kind', async () => {
  expect(await send(all())).toMatchObject({
    received: FAILURES,
    counted: FAILURES,
    duplicates: 0,
    refused: 0,
    rulesProposed: kinds.length,
  });
  expect(await send(all())).toMatchObject({ received: FAILURES, counted: 0, duplicates: FAILURES });
  const { clusters, failures, unplaced, unrecognised } = await service.call(
    AnalystService.listClusters,
    ListClustersRequest.fromPartial({}),
  );
  expect(clusters.map(({ count, tasks }) => [count, tasks])).toEqual(kinds.map(() => [FAILURES / kinds.length, 100]));
  expect({ failures, unplaced, unrecognised }).toEqual({ failures: FAILURES, unplaced: 0, unrecognised: 0 });
});

it('refuses single failures by their place and counts the others', async () => {
  const agent = await world.as({ subject: 'coder-1', roles: ['agent'], kind: 'coder' });
  const events = [eventOf(0), eventOf(1, { errorLog: ' ' }), eventOf(2, { agentId: 'coder-2' }), eventOf(3)];
  const reply = await send(events, agent);
  expect(reply).toMatchObject({ received: 4, counted: 2, refused: 2 });
  expect(reply.refusals).toEqual([
    { index: 1, idempotencyKey: 'bulk-1', reason: expect.stringContaining('error_log is empty') as string },
    { index: 2, idempotencyKey: 'bulk-2', reason: expect.stringContaining('is not the caller') as string },
  ]);
  const viewer = await world.as({ subject: 'eve', roles: ['viewer'] });
  await expect(send([eventOf(0)], viewer)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
});

it('answers others while it reads texts of a megabyte', async () => {
  const hostile = Array.from({ length: 20 }, (_, index) =>
    eventOf(index, {
      idempotencyKey: `large-${index}`,
      errorLog: `${'Error: "\u001b[31m/'.repeat(70_000)}\nBufferError: ${index}`,
    }),
  );
  const sending = send(hostile);
  const list = () => service.call(AnalystService.listClusters, ListClustersRequest.fromPartial({ limit: 1 }));
  expect((await Promise.all([list(), list(), list()])).every(({ failures }) => failures >= FAILURES)).toBe(true);
  expect(await sending).toMatchObject({ counted: hostile.length });
});

it('a stream that breaks off keeps what it sent; sent again, nothing is counted twice', async () => {
  const events = Array.from({ length: 500 }, (_, index) => eventOf(index, { idempotencyKey: `broken-${index}` }));
  const { stream, reply } = service.upload(AnalystService.reportFailures);
  stream.on('error', () => undefined);
  for (const event of events.slice(0, 300)) stream.write(event);
  stream.cancel();
  await expect(reply).rejects.toMatchObject({ code: status.CANCELLED });
  const { counted, duplicates } = await send(events);
  expect(counted + duplicates).toBe(500);
  const again = await send(events);
  expect(again).toMatchObject({ counted: 0, duplicates: 500 });
});

async function analyse(batches: readonly LogLines[], channel = service): Promise<LogClusters[]> {
  const stream = channel.duplex<LogLines, LogClusters>(AnalystService.analyzeLines);
  const replies: LogClusters[] = [];
  const ended = new Promise<void>((resolve, reject) => stream.on('end', resolve).on('error', reject));
  stream.on('data', (reply: LogClusters) => replies.push(reply));
  for (const batch of batches) stream.write(batch);
  stream.end();
  await ended;
  return replies;
}

it('clusters log lines by stream, one id a line where asked', async () => {
  const lines = Array.from({ length: 3_000 }, (_, index) =>
    index % 3 === 0
      ? `connection from 10.0.0.${index % 200} closed`
      : `worker ${index} took ${index * 7} ms for job ${index + 3}`,
  );
  const batches = [0, 1_000, 2_000].map((start) =>
    LogLines.fromPartial({ lines: lines.slice(start, start + 1_000), wantIds: start !== 1_000 }),
  );
  const replies = await analyse(batches);
  expect(replies.map(({ ids, lines: sofar }) => [ids.length, sofar])).toEqual([
    [1_000, 1_000],
    [1_000, 3_000],
    [0, 3_000],
  ]);
  const last = replies.at(-1)!;
  expect(last.clusters.reduce((sum, { count }) => sum + count, 0)).toBe(3_000);
  expect(last.unplaced).toBe(0);
  expect(last.clusters[0]!.template).toBe('worker <*> took <*> for job <*>');
  const partOf = new Map(last.joined.map((joined) => [joined.id, joined.partOf]));
  const finalIds = replies.slice(0, 2).flatMap(({ ids }) => ids.map((id) => partOf.get(id) ?? id));
  expect(new Set(finalIds)).toEqual(new Set(last.clusters.map(({ id }) => id)));
});

it('opens no more streams of lines than it can serve', async () => {
  const held = Array.from({ length: 8 }, () => service.duplex<LogLines, LogClusters>(AnalystService.analyzeLines));
  const answered = held.map((stream) => {
    stream.on('error', () => undefined);
    return new Promise((resolve) => {
      stream.once('data', resolve);
      stream.write(LogLines.fromPartial({ lines: ['x'], wantIds: true }));
    });
  });
  await Promise.all(answered);
  await expect(analyse([])).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  for (const stream of held) stream.cancel();
  await expect.poll(() => analyse([]).then((replies) => replies.length), { timeout: 10_000 }).toBe(1);
});
