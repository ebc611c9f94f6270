/** Tokens that are bound to namespaces: each permission on each method, through a real process. */
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphPermission, GrpcChannel, Role } from '@panal/kernel/runtime';
import {
  ApplyChangesRequest,
  EmptyRequest,
  GetFeedPositionRequest,
  type IngestAcks,
  IngestBatches,
  IngestRequest,
  SemanticEngineService as Engine,
  SparqlRequest,
  TransactionRequest,
  UpdateSparqlRequest,
} from '@panal/shared-types/synapse';
import { SynapseProcess } from './synapse-process.ts';

const synapse = new SynapseProcess();
beforeAll(async () => {
  await synapse.initialise();
  await synapse.start();
});
afterAll(() => synapse.remove());

const holder = (pattern: string, permissions: GraphPermission[], roles: Role[] = ['data-client']): Promise<GrpcChannel> =>
  synapse.service.channel({ subject: `holder-of-${permissions.join('-')}`, roles, grants: [{ pattern, permissions }] });

const triples = [{ subject: 'urn:s', predicate: 'urn:p', object: '"o"' }];
const write = (channel: GrpcChannel, namespace: string) =>
  channel.call(Engine.ingestTriples, IngestRequest.fromPartial({ namespace, triples }));
const read = (channel: GrpcChannel, namespace: string) =>
  channel.call(Engine.querySparql, SparqlRequest.fromPartial({ namespace, query: 'SELECT * { ?s ?p ?o }' }));
const drop = (channel: GrpcChannel, namespace: string) =>
  channel.call(Engine.deleteNamespaceData, EmptyRequest.fromPartial({ namespace }));
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'OK',
    (error: unknown) => status[(error as { code: number }).code] ?? String(error),
  );

describe('a token bound to shop-*', () => {
  it.each([
    ['read', ['OK', 'PERMISSION_DENIED', 'PERMISSION_DENIED']],
    ['write', ['PERMISSION_DENIED', 'OK', 'PERMISSION_DENIED']],
    ['delete', ['PERMISSION_DENIED', 'PERMISSION_DENIED', 'OK']],
  ] as const)('%s: that and nothing else, there and nowhere else', async (permission, expected) => {
    const channel = await holder('shop-*', [permission]);
    expect([
      await codeOf(read(channel, 'shop-1')),
      await codeOf(write(channel, 'shop-1')),
      await codeOf(drop(channel, 'shop-1')),
    ]).toEqual(expected);
    for (const namespace of ['', 'panal', 'shop', 'other']) {
      expect(await codeOf(read(channel, namespace))).toBe('PERMISSION_DENIED');
      expect(await codeOf(write(channel, namespace))).toBe('PERMISSION_DENIED');
    }
  });

  it('sees neither the statistics of everything nor the feeds', async () => {
    const channel = await holder('shop-*', ['read', 'write']);
    expect(await codeOf(channel.call(Engine.getStatistics, EmptyRequest.fromPartial({})))).toBe('PERMISSION_DENIED');
    expect(await codeOf(channel.call(Engine.getStatistics, EmptyRequest.fromPartial({ namespace: 'shop-1' })))).toBe('OK');
    const position = GetFeedPositionRequest.fromPartial({ journalId: 'j' });
    expect(await codeOf(channel.call(Engine.getFeedPosition, position))).toBe('PERMISSION_DENIED');
  });

  it('moves the feed of no journal, by a call or by a stream, so that no batch of its owner is lost', async () => {
    const service = await synapse.channel('service');
    const batch = (namespace: string, firstPosition: number, lastPosition: number) =>
      ApplyChangesRequest.fromPartial({ namespace, journalId: 'owned', firstPosition, lastPosition });
    expect(await service.call(Engine.applyChanges, batch('panal', 1, 5))).toMatchObject({ duplicate: false });
    const channel = await holder('shop-*', ['read', 'write', 'delete'], ['service', 'data-client']);
    const far = batch('shop-1', 6, 9_007_199_254_740_000);
    expect(await codeOf(channel.call(Engine.applyChanges, far))).toBe('PERMISSION_DENIED');
    const stream = channel.duplex(Engine.ingestStream);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    stream.on('error', reject);
    stream.on('data', ({ acks }: IngestAcks) => {
      if (acks[0]) resolve(acks[0].outcome);
    });
    stream.write(IngestBatches.fromPartial({ batches: [{ number: 1, content: { $case: 'changes', value: far } }] }));
    expect(await promise).toMatchObject({ $case: 'refused', value: { code: status.PERMISSION_DENIED } });
    stream.removeListener('error', reject);
    stream.on('error', () => undefined);
    stream.end();
    expect(await service.call(Engine.applyChanges, batch('panal', 6, 6))).toMatchObject({ duplicate: false, feedPosition: 6 });
    const everywhere = await holder('*', ['write']);
    expect(await everywhere.call(Engine.applyChanges, batch('panal', 7, 7))).toMatchObject({ feedPosition: 7 });
  });

  it('binds an operator too', async () => {
    const channel = await holder('shop-*', ['read'], ['operator']);
    expect(await codeOf(read(channel, 'shop-1'))).toBe('OK');
    expect(await codeOf(drop(channel, 'panal'))).toBe('PERMISSION_DENIED');
  });
});

it('write alone neither removes nor asks: a feed, a transaction, an update', async () => {
  const quad = '<urn:s> <urn:p> "o" .';
  const transaction = (channel: GrpcChannel, request: object) =>
    codeOf(channel.call(Engine.applyTransaction, TransactionRequest.fromPartial({ namespace: 'shop-2', ...request })));
  const update = (channel: GrpcChannel, request: object) =>
    codeOf(channel.call(Engine.updateSparql, UpdateSparqlRequest.fromPartial({ namespace: 'shop-2', ...request })));
  const feed = (channel: GrpcChannel, position: number, remove: boolean) => {
    const batch = { namespace: 'shop-2', journalId: 'shop', firstPosition: position, lastPosition: position };
    return codeOf(channel.call(Engine.applyChanges, ApplyChangesRequest.fromPartial({ ...batch, changes: [{ remove, quad }] })));
  };
  const removing = {
    changes: [
      { remove: false, quad },
      { remove: true, quad },
    ],
  };
  const tried = async (channel: GrpcChannel, first: number) => [
    await transaction(channel, { changes: [{ remove: false, quad }] }),
    await feed(channel, first, false),
    await update(channel, { update: 'INSERT DATA { <urn:s> <urn:p> "o" }' }),
    await transaction(channel, { mustExist: [quad] }),
    await transaction(channel, { mustNotExist: ['<urn:s> <urn:p> "other" .'] }),
    await transaction(channel, { ifPosition: 1_000_000 }),
    await update(channel, { update: 'INSERT DATA { <urn:s> <urn:p> "o" }', ifPosition: 1_000_000 }),
    await update(channel, { update: 'INSERT { <urn:s> <urn:p> ?o } WHERE { ?s <urn:p> ?o }' }),
    await transaction(channel, removing),
    await update(channel, { update: 'DELETE DATA { <urn:s> <urn:p> "o" }' }),
    await feed(channel, first + 1, true),
  ];
  const [may, not] = ['OK', 'PERMISSION_DENIED'];
  const outcomes = (count: number, outcome: string) => Array.from({ length: count }, () => outcome);
  expect(await tried(await holder('*', ['write']), 1)).toEqual([...outcomes(3, may), ...outcomes(8, not)]);
  expect(await tried(await holder('*', ['write', 'read']), 2)).toEqual([...outcomes(8, may), ...outcomes(3, not)]);
  expect(await tried(await holder('*', ['write', 'read', 'delete']), 3)).toEqual(outcomes(11, may));
  expect(await tried(await synapse.channel('service'), 5)).toEqual(outcomes(11, may));
});

it('a data client without grants may do nothing', async () => {
  const channel = await synapse.channel('data-client');
  expect(await codeOf(read(channel, 'panal'))).toBe('PERMISSION_DENIED');
});

it('the refusal names the token, the permission and the namespace', async () => {
  await expect(write(await holder('shop-*', ['read']), 'shop-1')).rejects.toThrow(/holder-of-read.*write.*"shop-1"/);
});
