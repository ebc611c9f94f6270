import { GatewayAdminService, ListUsageRequest, type Usage } from '@panal/shared-types/gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingUpstream, type Directive, invoiceOf, testPrice } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

const MODEL = 'test-model';
/** The input of these requests is held with some $0.0013; a token of output costs $0.0000025. */
const LIMIT_NANO_USD = 6_000_000;
let home: GatewayHome;
let upstream: BillingUpstream;
let missions = 0;

beforeAll(async () => {
  upstream = await new BillingUpstream().listen();
  home = await GatewayHome.create();
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

const start = (settings: Record<string, unknown>): Promise<GatewayProcess> =>
  home.start({
    upstreams: [{ name: 'local', kind: 'openai', baseUrl: upstream.baseUrl, models: [MODEL], cancelRule: 'delivered' }],
    prices: { [MODEL]: testPrice },
    holdWaitMs: 50,
    ...settings,
  });

async function mission(gateway: GatewayProcess): Promise<{ key: string; missionId: string }> {
  const missionId = `m-${(missions += 1)}`;
  const { key } = await gateway.mint({ leaseId: `${missionId}.1`, missionId, missionLimitNanoUsd: LIMIT_NANO_USD });
  return { key, missionId };
}

const body = (directive: Directive, more: Record<string, unknown> = {}) => ({
  model: MODEL,
  messages: [{ role: 'user', content: JSON.stringify(directive) }],
  ...more,
});

async function oneUsage(gateway: GatewayProcess, missionId: string): Promise<Usage> {
  for (;;) {
    const asked = ListUsageRequest.fromPartial({ missionId, limit: 10 });
    const [usage] = (await gateway.operator.call(GatewayAdminService.listUsage, asked)).usages;
    if (usage) return usage;
  }
}

test('a request that names no limit is served with the output that fits; one that names its own is refused', async () => {
  const gateway = await start({});
  const { key, missionId } = await mission(gateway);
  const stated = await gateway.chat(key, body({ tokens: 5 }, { max_tokens: 8_192 }));
  expect(stated.status).toBe(429);
  const fitted = await gateway.chat(key, body({ tokens: 5 }));
  expect(fitted.status).toBe(200);
  const allowed = Number(fitted.headers.get('x-panal-output-tokens-max'));
  expect(allowed).toBeGreaterThanOrEqual(256);
  expect(allowed).toBeLessThan(LIMIT_NANO_USD / 2_500);
  expect(upstream.bodiesSeen.at(-1)).toMatchObject({ max_tokens: allowed });
  await fitted.text();
  expect(await oneUsage(gateway, missionId)).toMatchObject({ costNanoUsd: invoiceOf(upstream.billed.at(-1)!), outcome: 'ok' });
  await gateway.kill();
});

test('a stream whose hold is extended ends whole within the budget, and with an error where the budget does', async () => {
  const gateway = await start({ holdMode: 'extending', extendTokensMin: 50, extendLagMs: 20 });
  const whole = await mission(gateway);
  const stream = await gateway.chat(whole.key, body({ tokens: 100 }, { max_tokens: 8_192, stream: true }));
  expect(stream.status).toBe(200);
  expect(await stream.text()).toContain('[DONE]');
  expect(await oneUsage(gateway, whole.missionId)).toMatchObject({
    costNanoUsd: invoiceOf(upstream.billed.at(-1)!),
    estimated: false,
    outcome: 'ok',
  });

  const cut = await mission(gateway);
  const long = await gateway.chat(cut.key, body({ tokens: 4_000, delayMs: 1 }, { max_tokens: 8_192, stream: true }));
  expect(long.status).toBe(200);
  const text = await long.text();
  const last = text.trimEnd().split('\n\n').at(-1)!;
  expect(JSON.parse(last.slice('data: '.length))).toMatchObject({
    error: { code: 'insufficient_quota', panal: { scope: `mission:${cut.missionId}`, limitNanoUsd: LIMIT_NANO_USD } },
  });
  expect(text).not.toContain('[DONE]');
  const usage = await oneUsage(gateway, cut.missionId);
  expect(usage).toMatchObject({ estimated: true, outcome: 'cancelled' });
  expect(usage.costNanoUsd).toBeLessThanOrEqual(LIMIT_NANO_USD);
  await gateway.kill();
});
