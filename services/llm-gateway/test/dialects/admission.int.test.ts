/**
 * Every route that asks a model passes the same admission: the table is the code's own, so that a route that is added is tested, too.
 */
import { GatewayAdminService, ListUsageRequest, type Usage } from '@panal/shared-types/gateway';
import { until } from '@panal/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelRoutes } from '../../src/http/dialects.ts';
import { GatewayHome, type GatewayProcess } from '../gateway-process.ts';
import { AnyUpstream } from './any-upstream.ts';

const PROMPTS: Readonly<Record<string, Record<string, unknown>>> = {
  chat: { messages: [{ role: 'user', content: 'hi' }], max_tokens: 5 },
  messages: { messages: [{ role: 'user', content: 'hi' }], max_tokens: 5 },
  'count-tokens': { messages: [{ role: 'user', content: 'hi' }] },
  responses: { input: 'hi', max_output_tokens: 5 },
  completions: { prompt: 'hi', max_tokens: 5 },
  embeddings: { input: 'hi' },
};
const ANTHROPIC = new Set(['messages', 'count-tokens']);
/** Routes that cost nothing are let through by any budget. */
const FREE = new Set(['count-tokens']);

const upstream = new AnyUpstream();
let home: GatewayHome;
let gateway: GatewayProcess;
const settings = () => ({
  upstreams: [
    {
      name: 'o',
      kind: 'openai',
      baseUrl: upstream.baseUrl,
      models: ['m'],
      apis: ['chat', 'responses', 'completions', 'embeddings'],
    },
    { name: 'a', kind: 'anthropic', baseUrl: upstream.baseUrl, models: ['a'] },
  ],
  prices: { m: { input: 1_000, output: 1_000 }, a: { input: 1_000, output: 1_000 } },
  holdWaitMs: 0,
});

beforeAll(async () => {
  await upstream.listen();
  home = await GatewayHome.create();
  gateway = await home.start(settings());
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

async function usages(): Promise<readonly Usage[]> {
  const request = ListUsageRequest.fromPartial({ limit: 1_000 });
  return (await gateway.operator.call(GatewayAdminService.listUsage, request)).usages;
}

let minted = 0;
const keyOf = async (missionLimitNanoUsd = 0): Promise<string> => {
  minted += 1;
  const { key } = await gateway.mint({ leaseId: `t-${minted}.1`, missionId: `m-${minted}`, missionLimitNanoUsd });
  return key;
};

interface Asked {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(
  path: string,
  key: string,
  body: Record<string, unknown>,
  { header = 'bearer', at = gateway }: { header?: 'bearer' | 'x-api-key'; at?: GatewayProcess } = {},
): Promise<Asked> {
  const auth: Record<string, string> = header === 'bearer' ? { authorization: `Bearer ${key}` } : { 'x-api-key': key };
  const reply = await fetch(at.baseUrl.replace('/v1', path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...auth },
    body: JSON.stringify(body),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

/** An error as the clients of a route read it. */
function expectError({ status, body }: Asked, wire: string, expected: { status: number; code: string; type: string }): void {
  expect(status).toBe(expected.status);
  const shape = ANTHROPIC.has(wire)
    ? { type: 'error', error: { type: expected.type, message: expect.any(String) }, request_id: null }
    : { error: { code: expected.code, message: expect.any(String), param: null } };
  expect(body).toMatchObject(ANTHROPIC.has(wire) ? { ...shape, request_id: body['request_id'] } : shape);
}

describe.each([...modelRoutes].map(([path, { wire }]) => ({ path, wire })))('$path', ({ path, wire }) => {
  const model = ANTHROPIC.has(wire) ? 'a' : 'm';
  const body = { model, ...PROMPTS[wire] };

  test('without a key: 401', async () => {
    const before = upstream.count;
    expectError(await ask(path, 'pk-panal-nobody', body), wire, {
      status: 401,
      code: 'invalid_api_key',
      type: 'authentication_error',
    });
    expect(upstream.count).toBe(before);
  });

  test('halted: 403', async () => {
    const key = await keyOf();
    const before = upstream.count;
    await gateway.setHalt(['global']);
    expectError(await ask(path, key, body), wire, { status: 403, code: 'halted', type: 'permission_error' });
    await gateway.setHalt([]);
    expect(upstream.count).toBe(before);
  });

  test('a budget that has no room: 429, unless the route is free', async () => {
    const key = await keyOf(10);
    if (FREE.has(wire)) return expect(await ask(path, key, body)).toMatchObject({ status: 200 });
    const before = upstream.count;
    expectError(await ask(path, key, body), wire, { status: 429, code: 'insufficient_quota', type: 'rate_limit_error' });
    return expect(upstream.count).toBe(before);
  });

  test.each(['bearer', 'x-api-key'] as const)('with its key as %s: one call, one settlement, one record', async (header) => {
    const key = await keyOf();
    const [before, calls] = [await usages(), upstream.count];
    expect(await ask(path, key, body, { header })).toMatchObject({ status: 200 });
    expect(upstream.count - calls).toBe(1);
    const known = new Set(before.map(({ requestId }) => requestId));
    const fresh = await until(async () => {
      const found = (await usages()).filter(({ requestId }) => !known.has(requestId));
      return found.length > 0 ? found : undefined;
    }, 'a record');
    const { inputTokens, outputTokens } = upstream.usageOf(wire);
    // Dollars a thousand for a million tokens: a million nano-USD a token.
    const costNanoUsd = FREE.has(wire) ? 0 : (inputTokens + outputTokens) * 1_000_000;
    const used = FREE.has(wire) ? { inputTokens: 0, outputTokens: 0 } : { inputTokens, outputTokens };
    expect(fresh).toMatchObject([{ ...used, model, outcome: 'ok', estimated: false, costNanoUsd }]);
  });

  test('a body that is none: 400, and no record', async () => {
    const key = await keyOf();
    const before = (await usages()).length;
    const { status, body: error } = await ask(path, key, { model, stream: 'x' });
    expect(status).toBe(400);
    expect(error['type']).toBe(ANTHROPIC.has(wire) ? 'error' : undefined);
    expect((await usages()).length).toBe(before);
  });
});

describe('kill -9', () => {
  let killed: GatewayHome;
  beforeAll(async () => {
    killed = await GatewayHome.create();
  });
  afterAll(() => killed.remove());

  const routes = [...modelRoutes].map(([path, { wire }]) => ({ path, wire })).filter(({ wire }) => !FREE.has(wire));
  test.each(routes)('during a call of $path charges its hold', async ({ path, wire }) => {
    const first = await killed.start(settings());
    const leaseId = `${wire}.1`;
    const { key } = await first.mint({ leaseId });
    const release = upstream.hang();
    const asked = ask(path, key, { model: ANTHROPIC.has(wire) ? 'a' : 'm', ...PROMPTS[wire] }, { at: first }).catch(
      () => undefined,
    );
    await upstream.hanging();
    await first.kill();
    await asked;
    release();
    const next = await killed.start(settings());
    const request = ListUsageRequest.fromPartial({ limit: 1_000 });
    const { usages: found } = await next.operator.call(GatewayAdminService.listUsage, request);
    const ofLease = found.filter((usage) => usage.leaseId === leaseId);
    expect(ofLease).toMatchObject([{ outcome: 'orphan', estimated: true }]);
    expect(ofLease[0]!.costNanoUsd).toBeGreaterThan(0);
    await next.kill();
  });
});
