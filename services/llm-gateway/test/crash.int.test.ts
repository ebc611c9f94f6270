import { GatewayAdminService, GetSpendRequest, ListUsageRequest, type Usage } from '@panal/shared-types/gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingUpstream, type Directive, invoiceOf, testPrice } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

/** More for a long run: PANAL_KILL_CYCLES=300. */
const CYCLES = Number(process.env['PANAL_KILL_CYCLES'] ?? 10);
const WORKERS = 8;
const LIMIT = 3_000_000_000;
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

interface Answered {
  readonly requestId: string;
  readonly user: string;
}

/** Sends requests until the gateway is gone; notes those that were answered in whole. */
async function load(gateway: GatewayProcess, given: { key: string; worker: string; answered: Answered[] }): Promise<void> {
  for (let index = 0; ; index += 1) {
    const user = `${given.worker}-${index}`;
    const stream = index % 2 === 0;
    const directive: Directive = { tokens: 5 + (index % 7), delayMs: index % 3 };
    const content = JSON.stringify(directive);
    try {
      const answer = await gateway.chat(given.key, {
        model: 'test-model',
        max_tokens: 50,
        stream,
        user,
        messages: [{ role: 'user', content }],
      });
      const text = await answer.text();
      if (answer.status === 200 && (!stream || text.includes('[DONE]')))
        given.answered.push({ requestId: answer.headers.get('x-panal-request-id')!, user });
    } catch {
      return;
    }
  }
}

async function spendOf(gateway: GatewayProcess, scope: string): Promise<{ settled: number; held: number; requests: number }> {
  const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, GetSpendRequest.fromPartial({ scope }));
  const row = scopes.find((entry) => entry.window === 'total')!;
  return { settled: row.settledNanoUsd, held: row.heldNanoUsd, requests: row.requests };
}

const allUsages = async (gateway: GatewayProcess): Promise<Usage[]> =>
  (await gateway.operator.call(GatewayAdminService.listUsage, ListUsageRequest.fromPartial({ limit: 10_000 }))).usages;

test(
  `kill -9 under load, ${CYCLES} cycles: nothing lost, nothing charged twice, orphans in full and marked`,
  async () => {
    const answered: Answered[] = [];
    let settledBefore = 0;
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const gateway = await home.start(settingsOf(upstream.baseUrl));
      const restarted = await spendOf(gateway, '');
      // What was settled stays settled; what the crash left is charged by now.
      expect(restarted.settled).toBeGreaterThanOrEqual(settledBefore);
      const reserved = cycle % 2 === 0;
      const { key } = await gateway.mint({
        leaseId: `t-${cycle}.1`,
        missionLimitNanoUsd: LIMIT,
        reserveNanoUsd: reserved ? LIMIT / 100 : 0,
      });
      const billedBefore = upstream.billed.length;
      const workers = Array.from({ length: WORKERS }, (_, worker) =>
        load(gateway, { key, worker: `${cycle}-${worker}`, answered }),
      );
      // The kill comes at a moment that differs from cycle to cycle, but always with requests under way.
      await upstream.until(() => upstream.billed.length >= billedBefore + 10 + ((cycle * 37) % 60));
      settledBefore = (await spendOf(gateway, '')).settled;
      await gateway.kill();
      await Promise.all(workers);
    }
    const gateway = await home.start(settingsOf(upstream.baseUrl));
    await upstream.until(() => upstream.billed.every((entry) => entry.ended));
    const usages = await allUsages(gateway);
    const byId = new Map(usages.map((usage) => [usage.requestId, usage]));
    expect(byId.size, 'each request is recorded once').toBe(usages.length);
    for (const { requestId, user } of answered) {
      const usage = byId.get(requestId);
      const invoice = invoiceOf(upstream.billed.find((entry) => entry.user === user)!);
      expect(usage, `request ${requestId} was answered`).toBeDefined();
      if (usage!.outcome === 'ok') expect(usage!.costNanoUsd).toBe(invoice);
      else {
        expect(usage).toMatchObject({ outcome: 'orphan', estimated: true });
        expect(usage!.costNanoUsd).toBeGreaterThanOrEqual(invoice);
      }
    }
    const billed = upstream.billed.reduce((sum, entry) => sum + invoiceOf(entry), 0);
    const { settled } = await spendOf(gateway, '');
    expect(settled).toBeGreaterThanOrEqual(billed);
    expect(settled).toBe(usages.reduce((sum, usage) => sum + usage.costNanoUsd, 0));
    expect(usages.length, 'whatever was billed is recorded').toBeGreaterThanOrEqual(upstream.billed.length);
    expect(usages.filter((usage) => usage.outcome === 'orphan').length).toBeGreaterThan(0);
    expect(answered.length).toBeGreaterThan(CYCLES * 3);
    for (let cycle = 0; cycle < CYCLES; cycle += 1)
      await gateway.service.call(GatewayAdminService.releaseReservation, { leaseId: `t-${cycle}.1` });
    expect(await spendOf(gateway, 'mission:m-1')).toMatchObject({ held: 0, settled });
    await gateway.kill();
  },
  CYCLES * 15_000,
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
