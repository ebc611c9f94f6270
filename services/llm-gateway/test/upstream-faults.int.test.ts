/** An upstream behind a network that breaks at any byte, or dies silently: what it bills is charged, once, and nothing stays held. */
import { GatewayAdminService, GetSpendRequest, ListUsageRequest, type Usage } from '@panal/shared-types/gateway';
import { type Fault, FaultProxy, seededRandom, until } from '@panal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingUpstream, type Directive, invoiceOf, testPrice } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

const CALLS = 40;
const SEED = Number(process.env['PANAL_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
let upstream: BillingUpstream;
let proxy: FaultProxy;
let home: GatewayHome;
let gateway: GatewayProcess;

beforeAll(async () => {
  upstream = await new BillingUpstream().listen();
  proxy = await FaultProxy.start(upstream.port);
  home = await GatewayHome.create();
  gateway = await home.start({
    upstreams: [{ name: 'far', kind: 'openai', baseUrl: `http://${proxy.address}/v1`, models: ['test-model'] }],
    prices: { 'test-model': testPrice },
    idleMs: 1_000,
    firstByteMs: 1_000,
  });
});
afterAll(async () => {
  await home.remove();
  await proxy.close();
  await upstream.close();
});

interface Call {
  readonly user: string;
  readonly stream: boolean;
  readonly directive?: Directive;
}

/** Asks once and returns all that came of the answer, or undefined where the connection broke. */
async function ask(key: string, { user, stream, directive = { tokens: 12 } }: Call): Promise<string | undefined> {
  const messages = [{ role: 'user', content: JSON.stringify(directive) }];
  const answer = await gateway.chat(key, { model: 'test-model', max_tokens: 50, stream, user, messages });
  return answer.text().catch(() => undefined);
}

async function usagesOf(missionId: string, count: number): Promise<Usage[]> {
  const request = ListUsageRequest.fromPartial({ missionId, limit: 1_000 });
  const all = async (): Promise<Usage[] | undefined> => {
    const { usages } = await gateway.operator.call(GatewayAdminService.listUsage, request);
    return usages.length >= count ? usages : undefined;
  };
  return until(all, `${count} usage records`);
}

async function spendOf(missionId: string): Promise<{ settled: number; held: number }> {
  const request = GetSpendRequest.fromPartial({ scope: `mission:${missionId}` });
  const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, request);
  const row = scopes.find(({ window }) => window === 'total')!;
  return { settled: row.settledNanoUsd, held: row.heldNanoUsd };
}

test(`an answer cut at any byte is charged once, for no less than its bill (PANAL_FAULT_SEED=${SEED})`, async () => {
  const random = seededRandom(SEED);
  const anyByte = (): Fault => ({ kind: 'cut', afterBytes: Math.floor(random() * 2_600), how: random() < 0.5 ? 'end' : 'reset' });
  const { key } = await gateway.mint({ leaseId: 't-cut.1', missionId: 'm-cut' });
  const answers: (string | undefined)[] = [];
  for (let index = 0; index < CALLS; index += 1) {
    proxy.setFault('to-client', anyByte);
    answers.push(await ask(key, { user: `cut-${index}`, stream: index % 4 !== 0 }));
  }
  proxy.heal();
  expect(proxy.broken).toBeGreaterThan(CALLS / 4);
  const billed = upstream.billed.filter(({ user }) => user.startsWith('cut-'));
  expect(new Set(billed.map(({ user }) => user)).size, 'no call is repeated').toBe(billed.length);
  const usages = await usagesOf('m-cut', billed.length);
  expect(new Set(usages.map(({ requestId }) => requestId)).size).toBe(usages.length);
  const { settled, held } = await spendOf('m-cut');
  expect(held).toBe(0);
  expect(settled).toBe(usages.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0));
  expect(settled).toBeGreaterThanOrEqual(billed.reduce((sum, entry) => sum + invoiceOf(entry), 0));
  const whole = answers.filter((text) => text?.includes('[DONE]') || text?.includes('"chat.completion"'));
  expect(usages.filter(({ outcome }) => outcome === 'ok').length).toBe(whole.length);
});

test('a stream that falls silent is given up after its time, and charged', async () => {
  const { key } = await gateway.mint({ leaseId: 't-dead.1', missionId: 'm-dead' });
  const before = proxy.bytes['to-client'];
  const asked = ask(key, { user: 'dead', stream: true, directive: { tokens: 20, delayMs: 20 } });
  await proxy.until(() => proxy.bytes['to-client'] > before + 500, 'the first tokens');
  proxy.setFault('to-client', { kind: 'black-hole' });
  const text = await asked;
  expect(text ?? '').not.toContain('[DONE]');
  const [usage] = await usagesOf('m-dead', 1);
  const bill = upstream.billed.find(({ user }) => user === 'dead')!;
  expect(usage).toMatchObject({ estimated: true });
  expect(usage!.costNanoUsd).toBeGreaterThanOrEqual(invoiceOf(bill));
  expect(await spendOf('m-dead')).toEqual({ held: 0, settled: usage!.costNanoUsd });
  proxy.heal();
  expect(await ask(key, { user: 'alive', stream: true })).toContain('[DONE]');
});
