import {
  CreateVirtualKeyRequest,
  GatewayAdminService,
  ListVirtualKeysRequest,
  RevokeVirtualKeyRequest,
  SetHaltRequest,
  type VirtualKey,
} from '@panal/shared-types/gateway';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingUpstream, type Directive, testPrice } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';
import { type Finished, panalOf } from './panal-command.ts';

const MODEL = 'test-model';
const settings = (upstream: BillingUpstream) => ({
  upstreams: [
    { name: 'local', kind: 'openai', baseUrl: upstream.baseUrl, models: [MODEL, 'other-model'], cancelRule: 'delivered' },
  ],
  prices: { [MODEL]: testPrice, 'other-model': testPrice },
});

let home: GatewayHome;
let upstream: BillingUpstream;
let gateway: GatewayProcess;
let panal: (...args: string[]) => Promise<Finished>;
const secrets: string[] = [];

beforeAll(async () => {
  upstream = await new BillingUpstream().listen();
  home = await GatewayHome.create();
  gateway = await home.start(settings(upstream));
  panal = await panalOf(home, gateway);
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

const body = (directive: Directive, more: Record<string, unknown> = {}) => ({
  model: MODEL,
  messages: [{ role: 'user', content: JSON.stringify(directive) }],
  max_tokens: 100,
  ...more,
});

async function create(name: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await panal('key', 'create', name, ...args);
  expect(stderr).not.toContain('pk-panal-');
  expect(code, stderr).toBe(0);
  secrets.push(stdout.trim());
  return stdout.trim();
}

/** The same without the command line, which takes seconds on a busy machine. */
async function quickly(request: Partial<CreateVirtualKeyRequest> & { name: string }): Promise<string> {
  const asked = CreateVirtualKeyRequest.fromPartial(request);
  const reply = await gateway.operator.call(GatewayAdminService.createVirtualKey, asked);
  expect(reply).toMatchObject({ ok: true, created: true });
  secrets.push(reply.secret);
  return reply.secret;
}

async function listed(includeEnded = false): Promise<VirtualKey[]> {
  const asked = ListVirtualKeysRequest.fromPartial({ includeEnded });
  return (await gateway.operator.call(GatewayAdminService.listVirtualKeys, asked)).keys;
}

test('a created key calls models, is listed with what it spent, and its secret is printed once', async () => {
  const secret = await create('ci', '--project', 'shop', '--daily', '5', '--total', '20', '--rpm', '600');
  expect(secret).toMatch(/^pk-panal-[\w-]{43}$/);
  const answer = await gateway.chat(secret, body({ tokens: 7 }));
  expect(answer.status).toBe(200);
  const costNanoUsd = Number(answer.headers.get('x-panal-cost-nano-usd'));
  expect(costNanoUsd).toBeGreaterThan(0);
  const [key] = JSON.parse((await panal('key', 'list', '--json')).stdout) as VirtualKey[];
  expect(key).toMatchObject({ name: 'ci', prefix: secret.slice(0, 13), state: 'live', project: 'shop', createdBy: 'anna' });
  expect(key!.lastUsedMs).toBeGreaterThan(0);
  expect(key!.spend).toContainEqual(expect.objectContaining({ window: 'daily', limitNanoUsd: 5e9, settledNanoUsd: costNanoUsd }));
  const again = await panal('key', 'create', 'ci', '--project', 'shop', '--daily', '5', '--total', '20', '--rpm', '600');
  expect(again).toMatchObject({ code: 0, stdout: '' });
  expect(again.stderr).toContain('shown when it was created');
  expect(await panal('key', 'create', 'ci', '--project', 'site')).toMatchObject({ code: 1 });
});

test('its models and limits bind, whoever holds it', async () => {
  const secret = await quickly({
    name: 'narrow',
    allowedModels: [MODEL],
    limits: [{ window: 'total', limitNanoUsd: 1_000, soft: false }],
  });
  expect((await gateway.chat(secret, body({}, { model: 'other-model' }))).status).toBe(403);
  const refused = await gateway.chat(secret, body({ tokens: 5 }));
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({
    error: { code: 'insufficient_quota', panal: { scope: 'key:narrow', window: 'total' } },
  });
});

test('a revoked key opens nothing at once; its call under way ends as it would', async () => {
  const secret = await quickly({ name: 'leaver' });
  const seen = upstream.billed.length;
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  const running = gateway.chat(secret, body({ tokens: 5 }));
  await upstream.until(() => upstream.billed.length > seen);
  expect(await panal('key', 'revoke', 'leaver')).toMatchObject({ code: 0 });
  const refused = await gateway.chat(secret, body({}));
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ error: { code: 'key_revoked' } });
  upstream.gate = undefined;
  gate.resolve();
  expect((await running).status).toBe(200);
  expect((await listed()).map(({ name }) => name)).not.toContain('leaver');
  expect(await listed(true)).toContainEqual(expect.objectContaining({ name: 'leaver', state: 'revoked' }));
  expect(await panal('key', 'create', 'leaver')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('a name is used once'),
  });
});

/** A stream that has begun and would go on for minutes. */
async function endlessStream(key: string): Promise<{ readonly response: Response; readonly text: Promise<string> }> {
  const seen = upstream.billed.length;
  const response = await gateway.chat(key, body({ tokens: 10_000, delayMs: 30 }, { stream: true, max_tokens: 8_000 }));
  await upstream.until(() => (upstream.billed[seen]?.outputTokens ?? 0) > 2);
  return { response, text: response.text() };
}

test('revoked with --now, its stream ends with an error, the upstream call with it, and it is charged by the cancel rule', async () => {
  const secret = await quickly({ name: 'leaked' });
  const { text } = await endlessStream(secret);
  expect(await panal('key', 'revoke', 'leaked', '--now', '--reason', 'found in a log')).toMatchObject({ code: 0 });
  const seen = await text;
  expect(seen).toContain('"code":"key_revoked"');
  expect(seen).not.toContain('[DONE]');
  await upstream.until(() => upstream.billed.at(-1)!.ended);
  const log = await panal('spend', 'log', '--key', 'leaked', '--json');
  const { usages } = JSON.parse(log.stdout) as {
    usages: { outcome: string; estimated: boolean; costNanoUsd: number; outputTokens: number }[];
  };
  expect(usages).toEqual([expect.objectContaining({ outcome: 'cancelled', estimated: true })]);
  expect(usages[0]!.costNanoUsd).toBeGreaterThan(0);
  expect(usages[0]!.outputTokens).toBeGreaterThanOrEqual(upstream.billed.at(-1)!.outputTokens);
});

test.each(['global', 'project:p-halt', 'mission:m-halt', 'agent:a-halt'])(
  'a halt of %s ends the calls under way',
  async (scope) => {
    const lease = { leaseId: `t-${scope}.1`, project: 'p-halt', missionId: 'm-halt', agentId: 'a-halt' };
    const { key } = await gateway.mint(lease);
    const bystander = await gateway.mint({
      leaseId: `t-by-${scope}.1`,
      project: 'p-other',
      missionId: 'm-other',
      agentId: 'a-other',
    });
    const { text } = await endlessStream(key);
    const other =
      scope === 'global' ? undefined : await gateway.chat(bystander.key, body({ tokens: 30, delayMs: 10 }, { stream: true }));
    await gateway.setHalt([scope]);
    const seen = await text;
    expect(seen).toContain('"code":"halted"');
    expect(seen).not.toContain('[DONE]');
    expect((await gateway.chat(key, body({}))).status).toBe(403);
    if (other) expect(await other.text()).toContain('[DONE]');
    await gateway.setHalt([]);
  },
);

test('the key of a lease dies with it, and so do its calls under way', async () => {
  for (const method of [GatewayAdminService.revokeKey, GatewayAdminService.releaseReservation]) {
    const leaseId = `t-end-${method.path}.1`;
    const { key } = await gateway.mint({ leaseId, reserveNanoUsd: 1_000_000_000 });
    const { text } = await endlessStream(key);
    await gateway.service.call(method as typeof GatewayAdminService.revokeKey, { leaseId, reason: 'over' });
    expect(await text).toContain('"code":"key_revoked"');
    expect((await gateway.chat(key, body({}))).status).toBe(401);
  }
});

test('with haltCutsCalls off a halt refuses new calls and lets those under way end', async () => {
  const other = await GatewayHome.create();
  const lenient = await other.start({ ...settings(upstream), haltCutsCalls: false });
  const { key } = await lenient.mint({ leaseId: 't-1.1' });
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  const seen = upstream.billed.length;
  const running = lenient.chat(key, body({ tokens: 5 }));
  await upstream.until(() => upstream.billed.length > seen);
  await lenient.setHalt(['global']);
  expect((await lenient.chat(key, body({}))).status).toBe(403);
  upstream.gate = undefined;
  gate.resolve();
  expect((await running).status).toBe(200);
  await other.remove();
});

test('with worker processes a halt, and a revocation with --now, end calls in each of them', async () => {
  const other = await GatewayHome.create();
  const many = await other.start({ ...settings(upstream), workers: 2 });
  const command = await panalOf(other, many);
  const secret = (await command('key', 'create', 'spread')).stdout.trim();
  const lease = await many.mint({ leaseId: 't-1.1' });
  const open = (key: string) => many.chat(key, body({ tokens: 10_000, delayMs: 30 }, { stream: true, max_tokens: 8_000 }));
  const streams = await Promise.all([secret, secret, secret, lease.key, lease.key, lease.key].map(open));
  const texts = streams.map((stream) => stream.text());
  expect(await command('key', 'revoke', 'spread')).toMatchObject({ code: 0 });
  expect((await many.chat(secret, body({}))).status).toBe(401);
  expect(await command('key', 'revoke', 'spread', '--now')).toMatchObject({ code: 0 });
  for (const text of await Promise.all(texts.slice(0, 3))) expect(text).toContain('"code":"key_revoked"');
  await many.setHalt(['global']);
  for (const text of await Promise.all(texts.slice(3))) expect(text).toContain('"code":"halted"');
  await other.remove();
});

test('viewers list, only operators create and revoke, agents neither', async () => {
  const viewer = await gateway.process.channel({ subject: 'viewer', roles: ['viewer'] });
  const { keys } = await viewer.call(GatewayAdminService.listVirtualKeys, ListVirtualKeysRequest.fromPartial({}));
  expect(keys.map(({ name }) => name)).toContain('ci');
  const create = CreateVirtualKeyRequest.fromPartial({ name: 'mine' });
  const revoke = RevokeVirtualKeyRequest.fromPartial({ name: 'ci' });
  for (const channel of [viewer, gateway.agent, gateway.service]) {
    await expect(channel.call(GatewayAdminService.createVirtualKey, create)).rejects.toThrow('may not call');
    await expect(channel.call(GatewayAdminService.revokeVirtualKey, revoke)).rejects.toThrow('may not call');
  }
  const all = ListVirtualKeysRequest.fromPartial({});
  await expect(gateway.agent.call(GatewayAdminService.listVirtualKeys, all)).rejects.toThrow('may not call');
});

test('what can not be has its words and its exit code', async () => {
  const missing = await panal('key', 'revoke', 'nobody');
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no key "nobody"') });
  expect(await panal('key', 'create', 'x', '--daily', 'lots')).toMatchObject({ code: 2 });
  expect(await panal('key', 'create', 'x', '--expires', 'soon')).toMatchObject({ code: 2 });
});

test('limits are set, listed and taken away', async () => {
  expect(await panal('limit', 'set', 'project:shop', '3.5', '--window', 'monthly', '--soft')).toMatchObject({ code: 0 });
  const limits = JSON.parse((await panal('limit', 'list', '--json')).stdout) as unknown[];
  expect(limits).toContainEqual({
    scope: 'project:shop',
    window: 'monthly',
    limitNanoUsd: 3_500_000_000,
    hard: false,
    setBy: 'operator',
  });
  expect(await panal('limit', 'remove', 'project:shop')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has no total limit'),
  });
  expect(await panal('limit', 'remove', 'project:shop', '--window', 'monthly')).toMatchObject({ code: 0 });
  expect(JSON.parse((await panal('limit', 'list', 'project:shop', '--json')).stdout)).toEqual([]);
});

function everyFile(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? everyFile(path) : [path];
  });
}

test('after kill -9 keys are what they were; no secret is in the journal, in a log or in any other file', async () => {
  const before = await listed(true);
  await gateway.kill();
  const output = gateway.process.output;
  gateway = await home.start(settings(upstream), { halt: false });
  const halt = SetHaltRequest.fromPartial({ epoch: 1_000, validUntilMs: Date.now() + 60_000 });
  await gateway.service.call(GatewayAdminService.setHalt, halt);
  panal = await panalOf(home, gateway);
  expect(await listed(true)).toEqual(before);
  expect((await gateway.chat(secrets[0]!, body({}))).status).toBe(200);
  await gateway.kill('SIGTERM');
  const texts = [output, gateway.process.output, ...everyFile(home.dataDir).map((path) => readFileSync(path, 'latin1'))];
  expect(secrets.length).toBeGreaterThan(3);
  for (const secret of secrets) for (const text of texts) expect(text.includes(secret)).toBe(false);
});
