/** Tokens that are bound to namespaces: each permission on each method, through a real process. */
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphPermission, GrpcChannel, Role } from '@panal/kernel/runtime';
import {
  EmptyRequest,
  GetFeedPositionRequest,
  IngestRequest,
  SemanticEngineService as Engine,
  SparqlRequest,
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

  it('binds an operator too', async () => {
    const channel = await holder('shop-*', ['read'], ['operator']);
    expect(await codeOf(read(channel, 'shop-1'))).toBe('OK');
    expect(await codeOf(drop(channel, 'panal'))).toBe('PERMISSION_DENIED');
  });
});

it('a data client without grants may do nothing', async () => {
  const channel = await synapse.channel('data-client');
  expect(await codeOf(read(channel, 'panal'))).toBe('PERMISSION_DENIED');
});

it('the refusal names the token, the permission and the namespace', async () => {
  await expect(write(await holder('shop-*', ['read']), 'shop-1')).rejects.toThrow(/holder-of-read.*write.*"shop-1"/);
});
