import { type ServiceClientConstructor, Metadata, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import {
  BudgetControlService,
  Empty,
  ExtendReservationRequest,
  GatewayAdminService,
  GetSpendRequest,
  LimitConfig,
} from '@panal/shared-types/gateway';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

const ORIGINAL_PROTO = `syntax = "proto3";
package llm_gateway;
service BudgetControl {
  rpc GetCurrentSpend (Empty) returns (SpendReport);
  rpc ResetBudget (Empty) returns (Ack);
  rpc SetLimit (LimitConfig) returns (Ack);
}
message Empty {}
message LimitConfig { double limit = 1; string scope = 2; string window = 3; bool hard = 4; }
message SpendReport { double current_spend = 1; double limit = 2; double remaining = 3; }
message Ack { bool ok = 1; string message = 2; }
`;

let home: GatewayHome;
let gateway: GatewayProcess;

beforeAll(async () => {
  home = await GatewayHome.create();
  gateway = await home.start({});
});
afterAll(() => home.remove());

type Call = (request: object, metadata: Metadata, done: (error: Error | null, reply: Record<string, unknown>) => void) => void;

/** A client that knows the original messages only. */
async function originalClient(): Promise<(method: string, request: object, scope?: string) => Promise<Record<string, unknown>>> {
  const path = join(home.dataDir, 'original.proto');
  writeFileSync(path, ORIGINAL_PROTO);
  const loaded = loadPackageDefinition(loadSync(path, { defaults: true })) as unknown as {
    llm_gateway: { BudgetControl: ServiceClientConstructor };
  };
  const client = new loaded.llm_gateway.BudgetControl(gateway.process.grpcAddress, credentials.createInsecure());
  const token = await home.token('operator', ['operator']);
  return (method, request, scope) => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    if (scope) metadata.set('panal-scope', scope);
    return new Promise((resolve, reject) => {
      (client[method] as unknown as Call).call(client, request, metadata, (error, reply) =>
        error ? reject(error) : resolve(reply),
      );
    });
  };
}

test('a client with the original messages alone sets limits, reads spend and resets', async () => {
  const call = await originalClient();
  expect(await call('GetCurrentSpend', {})).toEqual({ currentSpend: 0, limit: Infinity, remaining: Infinity });
  expect(await call('SetLimit', { limit: 12.5, hard: true })).toMatchObject({ ok: true });
  expect(await call('GetCurrentSpend', {})).toEqual({ currentSpend: 0, limit: 12.5, remaining: 12.5 });
  await gateway.mint({ leaseId: 't-1.1', reserveNanoUsd: 2_000_000_000 });
  expect(await call('GetCurrentSpend', {})).toEqual({ currentSpend: 0, limit: 12.5, remaining: 10.5 });
  expect(await call('GetCurrentSpend', {}, 'mission:m-1')).toMatchObject({ currentSpend: 0, limit: Infinity });
  expect(await call('ResetBudget', {})).toMatchObject({ ok: true });
  expect(await gateway.tryMint({ leaseId: 't-1.2', reserveNanoUsd: 11_000_000_000 })).toMatchObject({
    ok: false,
    refusedScope: 'global',
    message: 'The total budget of global has no room for $11.00: limit $12.50, spent $0.00, held $2.00.',
  });
  await expect(call('SetLimit', { limit: 1, scope: 'nonsense' })).rejects.toThrow('is no scope');
  await expect(call('SetLimit', { limit: NaN })).rejects.toThrow('not valid');
});

test('who may not, may not', async () => {
  const limit = LimitConfig.fromPartial({ limit: 1e6 });
  await expect(gateway.agent.call(BudgetControlService.setLimit, limit)).rejects.toThrow('may not call');
  await expect(gateway.service.call(BudgetControlService.resetBudget, Empty.fromPartial({}))).rejects.toThrow('may not call');
  await expect(gateway.operator.call(GatewayAdminService.revokeKey, { leaseId: 't-1.1', reason: '' })).rejects.toThrow(
    'may not call',
  );
  await expect(gateway.agent.call(GatewayAdminService.getSpend, { scope: '', includeChildren: true })).rejects.toThrow(
    'may not call',
  );
  expect((await gateway.agent.call(BudgetControlService.getCurrentSpend, Empty.fromPartial({}))).limit).toBe(12.5);
});

test('revoking and releasing may be repeated, and are no error for a lease that is not known', async () => {
  for (const leaseId of ['t-1.1', 't-1.1', 'unknown.1']) {
    expect(await gateway.service.call(GatewayAdminService.revokeKey, { leaseId, reason: 'done' })).toMatchObject({ ok: true });
    expect(await gateway.service.call(GatewayAdminService.releaseReservation, { leaseId })).toMatchObject({
      ok: true,
      heldNanoUsd: 0,
    });
  }
  expect(await gateway.tryMint({ leaseId: 't-1.1' })).toMatchObject({
    ok: false,
    message: expect.stringContaining('lease is over'),
  });
});

test('limits outlive a crash, the secret is private, and no key is on the disk', async () => {
  const { key } = await gateway.mint({ leaseId: 't-2.1' });
  await gateway.operator.call(
    BudgetControlService.setLimit,
    LimitConfig.fromPartial({ limit: 3, scope: 'agent:x', window: 'monthly' }),
  );
  await gateway.kill();
  gateway = await home.start({});
  const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, { scope: 'agent:x', includeChildren: false });
  expect(scopes.find((row) => row.window === 'monthly')).toMatchObject({ limitNanoUsd: 3_000_000_000, hard: false });
  const gatewayDir = join(home.dataDir, 'gateway');
  expect(statSync(join(gatewayDir, 'key-secret')).mode & 0o777).toBe(0o600);
  for (const name of readdirSync(gatewayDir, { recursive: true, withFileTypes: true })) {
    if (name.isFile()) expect(readFileSync(join(name.parentPath, name.name), 'latin1')).not.toContain(key);
  }
});

test.each([
  [{ scriptedTrajectory: 'missing.yaml' }, /scriptedTrajectory.*missing\.yaml.*cannot be read/],
  [{ upstreams: [{ name: 'a', kind: 'openai', baseUrl: 'http://models.example.com/v1' }] }, /clear text to models\.example\.com/],
  [
    { upstreams: [{ name: 'a', kind: 'openai', baseUrl: 'http://10.0.0.1/v1', apiKeyEnv: 'NOT_SET' }] },
    /NOT_SET, which is not set/,
  ],
  [{ timeZone: 'Mars/Olympus' }, /gateway\.timeZone.*time zone/],
  [{ unknown: 1 }, /gateway\.unknown/],
])('settings that cannot be used are named: %j', async (settings, message) => {
  const broken = await GatewayHome.create();
  mkdirSync(broken.dataDir, { recursive: true });
  await expect(broken.start(settings)).rejects.toThrow(message);
  await broken.remove();
});

test('a reservation is extended by amount as far as the budget goes, and keeps its expiry where none is named', async () => {
  const leaseId = 't-extend.1';
  const scope = 'mission:m-extend';
  await gateway.mint({ leaseId, missionId: 'm-extend', reserveNanoUsd: 2_000, missionLimitNanoUsd: 10_000 });
  const extend = (reservedNanoUsd: number) =>
    gateway.service.call(
      GatewayAdminService.extendReservation,
      ExtendReservationRequest.fromPartial({ leaseId, reservedNanoUsd }),
    );
  const held = async (): Promise<number> => {
    const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, GetSpendRequest.fromPartial({ scope }));
    return scopes.find(({ window }) => window === 'total')!.heldNanoUsd;
  };
  expect(await extend(10_001)).toMatchObject({ ok: false, message: expect.stringContaining(scope) });
  expect(await held()).toBe(2_000);
  expect(await extend(9_000)).toMatchObject({ ok: true });
  expect(await held()).toBe(9_000);
  // A message that was delayed takes nothing away.
  expect(await extend(5_000)).toMatchObject({ ok: true });
  expect(await held()).toBe(9_000);
  await gateway.kill();
  gateway = await home.start({});
  expect(await held()).toBe(9_000);
});
