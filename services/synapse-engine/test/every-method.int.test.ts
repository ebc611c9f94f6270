/** Every method and every route with callers who may not: made from the service's description, so that none is left out. */
import { Client, Metadata, type MethodDefinition, credentials, status } from '@grpc/grpc-js';
import type { GraphPermission, Role } from '@panal/kernel/runtime';
import { type IngestAcks, IngestBatches, SemanticEngineService as Engine } from '@panal/shared-types/synapse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SynapseProcess } from './synapse-process.ts';

const PERMISSIONS: GraphPermission[] = ['read', 'write', 'delete', 'reason'];
const DENIED = new Set(['UNAUTHENTICATED', 'PERMISSION_DENIED']);
const synapse = new SynapseProcess();
let client: Client;

beforeAll(async () => {
  await synapse.initialise();
  await synapse.start();
  client = new Client(synapse.service.grpcAddress, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await synapse.remove();
});

type AnyMethod = MethodDefinition<object, object>;

const methods = Object.entries(Engine as unknown as Record<string, AnyMethod>);
const bound = (pattern: string, permissions: GraphPermission[], roles: Role[] = ['data-client']): Promise<string> =>
  synapse.tokenOf({ subject: 'somebody', roles, grants: [{ pattern, permissions }] });

/** What a method says to a request that names a namespace and nothing else; `OK` where it says anything but that the caller may not. */
async function outcomeOf(name: string, method: AnyMethod, token: string | undefined, namespace = 'theirs'): Promise<string> {
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  const options = { deadline: Date.now() + 20_000 };
  const { path, requestSerialize, responseDeserialize } = method;
  const one = { ...method.requestDeserialize(Buffer.alloc(0)), namespace };
  const { promise, resolve } = Promise.withResolvers<string>();
  const end = (error: { readonly code?: number } | null): void => resolve(status[error?.code ?? 0] ?? 'none');
  if (name === 'ingestStream') {
    const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata, options);
    stream.on('error', end);
    stream.on('data', (answer: object) => {
      for (const { outcome } of (answer as IngestAcks).acks) end(outcome?.$case === 'refused' ? outcome.value : null);
    });
    stream.write(IngestBatches.fromPartial({ batches: [{ number: 1, content: { $case: 'triples', value: { namespace } } }] }));
    await promise;
    stream.cancel();
  } else if (method.responseStream) {
    const stream = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, one, metadata, options);
    stream.on('error', end);
    stream.on('data', () => end(null));
    stream.on('end', () => end(null));
    // A watcher hears nothing as long as nothing happens.
    stream.on('metadata', () => setTimeout(() => end(null), 2_000).unref());
    await promise;
    stream.cancel();
  } else {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, one, metadata, options, (error) => end(error));
  }
  const outcome = await promise;
  return DENIED.has(outcome) ? outcome : 'OK';
}

test.each(methods)('%s: nobody, strangers and holders of other namespaces are refused', async (name, method) => {
  expect(await outcomeOf(name, method, undefined)).toBe('UNAUTHENTICATED');
  expect(await outcomeOf(name, method, 'not.a.token')).toBe('UNAUTHENTICATED');
  const strangers = [
    await synapse.token('data-client'),
    await bound('mine', PERMISSIONS),
    await bound('mine-*', PERMISSIONS, ['service']),
    await bound('their', PERMISSIONS, ['operator']),
  ];
  for (const token of strangers) expect(await outcomeOf(name, method, token)).toBe('PERMISSION_DENIED');
});

test('each permission opens what it names, in the namespaces it names, and nothing else', async () => {
  const opened: Record<string, string[]> = {};
  for (const permission of PERMISSIONS) {
    const token = await bound('theirs', [permission], ['operator', 'data-client']);
    opened[permission] = [];
    for (const [name, method] of methods) if ((await outcomeOf(name, method, token)) === 'OK') opened[permission].push(name);
  }
  expect(opened).toEqual({
    read: expect.arrayContaining(['querySparql', 'getAllTriples', 'watchChanges', 'streamQuery', 'exportQuads']),
    write: expect.arrayContaining(['ingestTriples', 'ingestStream', 'updateSparql', 'applyTransaction']),
    delete: ['deleteNamespaceData'],
    reason: ['applyReasoning'],
  });
  const both = opened['read']?.filter((name) => opened['write']?.includes(name));
  expect(both).toEqual([]);
  expect(new Set(Object.values(opened).flat()).size).toBeGreaterThanOrEqual(methods.length - 3);
});

test('what is about everything needs everything', async () => {
  const token = await bound('theirs', PERMISSIONS, ['operator', 'data-client']);
  for (const name of ['getStatistics', 'watchChanges', 'exportQuads', 'backup', 'listQuarantine', 'getFeedPosition']) {
    const method = (Engine as unknown as Record<string, AnyMethod>)[name];
    expect([name, method && (await outcomeOf(name, method, token, ''))]).toEqual([name, 'PERMISSION_DENIED']);
  }
  // A feed is its journal's, whatever namespace a batch is for.
  expect(await outcomeOf('applyChanges', Engine.applyChanges as unknown as AnyMethod, token)).toBe('PERMISSION_DENIED');
  const everywhere = await bound('*', ['write']);
  expect(await outcomeOf('applyChanges', Engine.applyChanges as unknown as AnyMethod, everywhere)).toBe('OK');
});

test('every route over HTTP refuses the same callers, whatever the method', async () => {
  const routes = [
    '/datasets/theirs/sparql',
    '/sparql?namespace=theirs',
    '/datasets/theirs/data?default',
    '/datasets/theirs/data/a/b',
    '/sparql',
  ];
  const tokens = [undefined, 'not.a.token', await synapse.token('data-client'), await bound('mine', PERMISSIONS)];
  for (const route of routes) {
    for (const [index, token] of tokens.entries()) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        const type = 'application/sparql-query';
        const headers = { 'content-type': type, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
        const body = method === 'POST' || method === 'PUT' ? 'ASK {}' : undefined;
        const { status: code } = await fetch(`${synapse.service.httpUrl}${route}`, {
          method,
          headers,
          ...(body ? { body } : {}),
        });
        expect([route, method, code]).toEqual([route, method, expect.toSatisfy((value: number) => (index < 2 ? [401] : [403, 405, 415, 400]).includes(value))]); // prettier-ignore
      }
    }
  }
});
