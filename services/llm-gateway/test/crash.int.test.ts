import { GatewayAdminService, ListUsageRequest } from '@panal/shared-types/gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingUpstream, type Directive, invoiceOf, testPrice } from './billing-upstream.ts';
import { GatewayHome } from './gateway-process.ts';
import { killCampaign } from './kill-campaign.ts';

/** More for a long run: PANAL_KILL_CYCLES=300. */
const CYCLES = Number(process.env['PANAL_KILL_CYCLES'] ?? 10);
const SEED = Number(process.env['PANAL_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const settingsOf = (baseUrl: string) => ({
  upstreams: [{ name: 'local', kind: 'openai', baseUrl, models: ['test-model'] }],
  prices: { 'test-model': testPrice },
});

let home: GatewayHome;
let upstream: BillingUpstream;

beforeAll(async () => {
  home = await GatewayHome.create();
  upstream = await new BillingUpstream().listen();
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

test.each([
  ['one process', CYCLES, 0],
  ['two worker processes, of which one dies first', Math.ceil(CYCLES / 4), 2],
])(
  `kill -9 under load (%s), %i cycles: nothing lost, nothing charged twice, orphans in full and marked (PANAL_FAULT_SEED=${SEED})`,
  async (_name, cycles, workers) => {
    const killed = await GatewayHome.create();
    const billing = await new BillingUpstream().listen();
    try {
      const result = await killCampaign({ home: killed, upstream: billing, cycles, seed: SEED, settings: { workers } });
      expect(result.problems).toEqual([]);
      expect(result.orphans).toBeGreaterThan(0);
      expect(result.whole).toBeGreaterThan(cycles * 3);
    } finally {
      await killed.remove();
      await billing.close();
    }
  },
  60_000 + CYCLES * 15_000,
);

test('SIGTERM lets a stream finish and records it', async () => {
  const gateway = await home.start(settingsOf(upstream.baseUrl));
  const { key } = await gateway.mint({ leaseId: 't-drain.1', missionId: 'm-drain' });
  const content = JSON.stringify({ tokens: 20, delayMs: 5 } satisfies Directive);
  const answer = await gateway.chat(key, {
    model: 'test-model',
    max_tokens: 50,
    stream: true,
    messages: [{ role: 'user', content }],
  });
  const text = answer.text();
  expect(await gateway.kill('SIGTERM')).toBe(0);
  expect(await text).toContain('[DONE]');
  const next = await home.start(settingsOf(upstream.baseUrl));
  const [usage] = (
    await next.operator.call(GatewayAdminService.listUsage, ListUsageRequest.fromPartial({ missionId: 'm-drain' }))
  ).usages;
  expect(usage).toMatchObject({ outcome: 'ok', costNanoUsd: invoiceOf(upstream.billed.at(-1)!), outputTokens: 20 });
  await next.kill();
});

test('keys, limits and halts outlive a crash; the key itself is stored nowhere', async () => {
  const first = await home.start(settingsOf(upstream.baseUrl));
  const { key } = await first.mint({ leaseId: 't-keep.1' });
  await first.setHalt(['project:halted']);
  await first.kill();
  const second = await home.start(settingsOf(upstream.baseUrl), { halt: false });
  expect((await second.mint({ leaseId: 't-keep.1' })).key).toBe(key);
  const body = { model: 'test-model', max_tokens: 5, messages: [{ role: 'user', content: '{}' }] };
  // Until the orchestrator has spoken nobody knows what is halted.
  expect((await second.chat(key, body)).status).toBe(503);
  const stale = await second.service.call(GatewayAdminService.setHalt, {
    epoch: 0,
    halted: [],
    validUntilMs: Date.now() + 60_000,
  });
  expect(stale.ok).toBe(false);
  const held = await second.mint({ leaseId: 't-halted.1', project: 'halted', missionId: 'm-halted' });
  expect((await second.chat(held.key, body)).status).toBe(403);
  await second.service.call(GatewayAdminService.setHalt, { epoch: 1_000, halted: [], validUntilMs: Date.now() + 60_000 });
  expect((await second.chat(key, body)).status).toBe(200);
  expect((await second.chat(held.key, body)).status).toBe(200);
});
