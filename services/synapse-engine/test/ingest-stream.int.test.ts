import { once } from 'node:events';
import { type ClientDuplexStream, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GraphPermission, GrpcChannel } from '@panal/kernel/runtime';
import {
  ApplyChangesRequest,
  type IngestAck,
  type IngestAcks,
  type IngestBatch,
  IngestBatches,
  IngestRequest,
  SemanticEngineService as Engine,
} from '@panal/shared-types/synapse';
import { insert, iri, literal, quad, selectRows } from '@panal/synapse-client';
import { SynapseProcess } from './synapse-process.ts';

const synapse = new SynapseProcess();
let service: GrpcChannel;
let namespace = '';
let tests = 0;

/** A stream of batches as a caller sees it. */
class Writer {
  readonly acks: IngestAck[] = [];
  readonly windows: number[] = [];
  readonly #call: ClientDuplexStream<IngestBatches, IngestAcks>;
  readonly #ended = Promise.withResolvers<{ code: number; details: string }>();
  #waiting: { count: number; resolve: () => void }[] = [];

  constructor(channel: GrpcChannel) {
    this.#call = channel.duplex(Engine.ingestStream);
    this.#call.on('data', ({ acks, windowBatches }: IngestAcks) => {
      if (windowBatches > 0) this.windows.push(windowBatches);
      this.acks.push(...acks);
      for (const { count, resolve } of this.#waiting) if (this.acks.length >= count) resolve();
    });
    this.#call.on('error', () => undefined);
    this.#call.on('status', (given) => this.#ended.resolve(given as { code: number; details: string }));
  }

  get ended(): Promise<{ code: number; details: string }> {
    return this.#ended.promise;
  }

  send(...batches: IngestBatch[]): void {
    this.#call.write(IngestBatches.fromPartial({ batches }));
  }

  end(): void {
    this.#call.end();
  }

  /** When so many batches are answered; rejects when the stream ends before. */
  async answered(count: number): Promise<IngestAck[]> {
    if (this.acks.length < count) {
      const enough = new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
      const over = this.ended.then(({ code, details }) => {
        if (this.acks.length < count) throw new Error(`ended with ${status[code]}: ${details}`);
      });
      await Promise.race([enough, over]);
    }
    return this.acks;
  }

  async opened(): Promise<void> {
    if (this.windows.length === 0) await once(this.#call, 'data');
  }
}

const changes = (number: number, position: number, quads: readonly string[], journalId = namespace): IngestBatch => ({
  number,
  content: {
    $case: 'changes',
    value: ApplyChangesRequest.fromPartial({
      namespace,
      journalId,
      firstPosition: position,
      lastPosition: position,
      changes: quads.map((text) => ({ remove: false, quad: text })),
    }),
  },
});
const removal = (number: number, position: number, quadText: string): IngestBatch => {
  const { content } = changes(number, position, [quadText]);
  for (const change of content?.$case === 'changes' ? content.value.changes : []) change.remove = true;
  return { number, content };
};
const triples = (number: number, object: string, idempotencyKey = ''): IngestBatch => ({
  number,
  content: {
    $case: 'triples',
    value: IngestRequest.fromPartial({
      namespace,
      idempotencyKey,
      triples: [{ subject: 'http://a/s', predicate: 'http://a/p', object }],
    }),
  },
});
const fact = (value: string): string => insert(quad(iri('urn:s'), iri('urn:p'), literal(value))).quad;
const refusal = (ack: IngestAck | undefined) =>
  ack?.outcome?.$case === 'refused' ? status[ack.outcome.value.code] : ack?.outcome?.$case;
const count = async (): Promise<number> => {
  const [row] = await selectRows(service, 'SELECT (COUNT(*) AS ?c) WHERE { ?s ?p ?o }', { namespace });
  return Number(row?.['c']?.value);
};

beforeAll(async () => {
  await synapse.initialise();
  await synapse.start();
  service = await synapse.channel('service');
});

beforeEach(async () => {
  tests += 1;
  namespace = `stream-${tests}`;
});

afterAll(() => synapse.remove());

test('batches are acknowledged in order, once they can be read, and the end of the stream is clean', async () => {
  const writer = new Writer(service);
  for (let number = 1; number <= 1_000; number += 1) writer.send(changes(number, number, [fact(`v${number}`)]));
  writer.end();
  const acks = await writer.answered(1_000);
  expect(acks.map(({ number }) => number)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  const positions = acks.map(({ outcome }) => (outcome?.$case === 'changes' ? outcome.value.position : 0));
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
  expect(new Set(positions).size).toBe(1_000);
  expect(await count()).toBe(1_000);
  expect((await writer.ended).code).toBe(status.OK);
  expect(writer.windows).toHaveLength(1);
});

test('what was sent before is a duplicate, by position and by key, and what is refused stops nobody', async () => {
  const writer = new Writer(service);
  writer.send(changes(1, 1, [fact('a')]), changes(2, 1, [fact('a')]), changes(3, 5, [fact('b')]), changes(4, 2, ['no quad']));
  writer.send(changes(5, 2, [fact('c')]), triples(6, 'x', 'key'), triples(7, 'x', 'key'), triples(8, 'y', 'key'));
  const acks = await writer.answered(8);
  expect(acks.map(refusal)).toEqual([
    'changes',
    'changes',
    'FAILED_PRECONDITION',
    'INVALID_ARGUMENT',
    'changes',
    'triples',
    'triples',
    'FAILED_PRECONDITION',
  ]);
  const duplicates = acks.map(({ outcome }) => outcome?.$case === 'changes' && outcome.value.duplicate);
  expect(duplicates.slice(0, 2)).toEqual([false, true]);
  expect(await count()).toBe(3);
  writer.end();
});

test('batches of a namespace that is checked are decided one after the other', async () => {
  namespace = 'panal';
  const writer = new Writer(service);
  const event = (index: number): string[] => [`<http://swarm.os/x/${index}> <http://swarm.os/ontology/note> "${index}" .`];
  writer.send(...Array.from({ length: 20 }, (_, index) => changes(index + 1, index + 1, event(index), 'checked-journal')));
  const acks = await writer.answered(20);
  expect(acks.map(refusal)).toEqual(Array.from({ length: 20 }, () => 'changes'));
  writer.end();
});

test('a token bound to another namespace writes nothing, and numbers must rise', async () => {
  const grants = [{ pattern: 'elsewhere', permissions: ['write'] as const }];
  const bound = new Writer(await synapse.service.channel({ subject: 'bound', roles: ['data-client'], grants }));
  bound.send(changes(1, 1, [fact('a')]));
  expect((await bound.answered(1)).map(refusal)).toEqual(['PERMISSION_DENIED']);
  bound.send(changes(1, 1, [fact('a')]));
  expect((await bound.ended).code).toBe(status.INVALID_ARGUMENT);
  const viewer = new Writer(await synapse.channel('viewer'));
  expect((await viewer.ended).code).toBe(status.PERMISSION_DENIED);
});

test('a message of more batches than the window ends the stream before any of them is taken', async () => {
  const empty = (number: number): IngestBatch => ({ number, content: undefined });
  const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index + 1);
  const whole = new Writer(service);
  whole.send(...numbers(256).map(empty));
  expect((await whole.answered(256)).map(refusal)).toEqual(numbers(256).map(() => 'INVALID_ARGUMENT'));
  whole.end();
  const writer = new Writer(service);
  writer.send(changes(1, 1, [fact('a')]), ...numbers(256).map((number) => empty(number + 1)));
  const { code, details } = await writer.ended;
  expect([status[code], details]).toEqual(['INVALID_ARGUMENT', expect.stringContaining('257 batches')]);
  expect(writer.acks).toEqual([]);
  expect(await count()).toBe(0);
});

test('a token that may write and not delete removes nothing by a stream', async () => {
  const tried = async (permissions: GraphPermission[]) => {
    const grants = [{ pattern: '*', permissions }];
    const writer = new Writer(await synapse.service.channel({ subject: 'bound', roles: ['data-client'], grants }));
    writer.send(changes(1, 1, [fact('a')]), removal(2, 2, fact('a')));
    const acks = await writer.answered(2);
    writer.end();
    return [acks.map(refusal), await count()];
  };
  expect(await tried(['write'])).toEqual([['changes', 'PERMISSION_DENIED'], 1]);
  expect(await tried(['write', 'delete'])).toEqual([['changes', 'changes'], 0]);
});

test('streams beyond the bound are refused, and one that leaves makes room', async () => {
  const writers = Array.from({ length: 64 }, () => new Writer(service));
  await Promise.all(writers.map((writer) => writer.opened()));
  const refused = new Writer(service);
  expect((await refused.ended).code).toBe(status.RESOURCE_EXHAUSTED);
  for (const writer of writers) writer.end();
  await Promise.all(writers.map((writer) => writer.ended));
  const next = new Writer(service);
  next.send(changes(1, 1, [fact('a')]));
  await next.answered(1);
  next.end();
});

test('a stop answers what was decided and ends the stream; after the start nothing acknowledged is missing', async () => {
  const writer = new Writer(service);
  for (let number = 1; number <= 2_000; number += 1) writer.send(changes(number, number, [fact(`v${number}`)]));
  await writer.answered(1);
  const stopped = synapse.end('SIGTERM');
  const { code } = await writer.ended;
  expect(code === status.UNAVAILABLE || writer.acks.length === 2_000).toBe(true);
  expect(await stopped).toBe(0);
  await synapse.start();
  service = await synapse.channel('service');
  const acknowledged = writer.acks.length;
  expect(writer.acks.map(({ number }) => number)).toEqual(Array.from({ length: acknowledged }, (_, index) => index + 1));
  expect(await count()).toBe(acknowledged);
});
