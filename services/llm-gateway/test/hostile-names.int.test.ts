/** Names of models that are made to hang the gateway, to fill its memory, or to make its reports unreadable. */
import { GatewayAdminService, GetSpendRequest, ListUsageRequest } from '@panal/shared-types/gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingUpstream } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

let upstream: BillingUpstream;
let home: GatewayHome;
let gateway: GatewayProcess;

beforeAll(async () => {
  upstream = await new BillingUpstream().listen();
  home = await GatewayHome.create();
  gateway = await home.start({
    upstreams: [{ name: 'local', kind: 'openai', baseUrl: upstream.baseUrl }],
    priceCeilings: { '*/*-preview': { input: 1, output: 2 }, '*': { input: 1, output: 2 } },
    rateLimits: [{ models: '*/*-preview', requestsPerMinute: 1_000_000 }],
  });
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

const ask = (key: string, model: string): Promise<Response> =>
  gateway.chat(key, { model, max_tokens: 20, messages: [{ role: 'user', content: '{}' }] });

test('names beyond 200 characters or with control characters are refused at once, and the reports stay readable', async () => {
  const { key } = await gateway.mint({ leaseId: 't-1.1' });
  for (const model of ['/'.repeat(400_000), 'y'.repeat(4_000_000), 'a\u001b[2J', 'b\r\nFAKE $0.00', 'x'.repeat(201)]) {
    const answer = await ask(key, model);
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ error: { param: 'model', code: 'invalid_request' } });
    expect(text.length).toBeLessThan(1_000);
  }
  expect(upstream.billed).toHaveLength(0);
  const longest = '漢'.repeat(200);
  const served = await ask(key, longest);
  expect(served.status).toBe(200);
  expect(served.headers.get('x-panal-model')).toBe('?'.repeat(200));
  const admin = gateway.operator;
  await admin.call(GatewayAdminService.getSpend, GetSpendRequest.fromPartial({ scope: '', includeChildren: true }));
  const { usages } = await admin.call(GatewayAdminService.listUsage, ListUsageRequest.fromPartial({ limit: 10 }));
  expect(usages.map(({ model }) => model)).toEqual([longest]);
}, 60_000);
