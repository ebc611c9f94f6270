/** A disk without room, by a limit on the size of the files of a real process, that is lifted again. */
import { GatewayAdminService, GetSpendRequest, ListUsageRequest } from '@panal/shared-types/gateway';
import { until } from '@panal/testkit';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BillingUpstream, invoiceOf, testPrice } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

let home: GatewayHome;
let upstream: BillingUpstream;

beforeEach(async () => {
  home = await GatewayHome.create();
  upstream = await new BillingUpstream().listen();
});
afterEach(async () => {
  await home.remove();
  await upstream.close();
});

const body = { model: 'm', messages: [{ role: 'user', content: '{}' }], max_tokens: 20 };

/** The soft limit only, so that it can be lifted. */
function limitFiles({ process: { pid } }: GatewayProcess, bytes: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
}

test('while files cannot grow: 503 disk_full; with room again all goes on, and what was billed is settled', async () => {
  const settings = {
    upstreams: [{ name: 'u', kind: 'openai', baseUrl: upstream.baseUrl, models: ['m'] }],
    prices: { m: testPrice },
  };
  const gateway = await home.start(settings);
  const { key } = await gateway.mint({ leaseId: 't.1' });
  expect((await gateway.chat(key, body)).status).toBe(200);
  limitFiles(gateway, '1');
  // What comes first finds the disk full; it is answered once its record is written.
  const waiting = gateway.chat(key, body);
  const refused = await until(async () => {
    const answer = await gateway.chat(key, body, AbortSignal.timeout(500)).catch(() => undefined);
    return answer?.status === 503 ? answer : undefined;
  }, 'a refusal');
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.json()).toMatchObject({ error: { code: 'disk_full' } });
  expect((await fetch(gateway.baseUrl.replace('/v1', '/readyz'))).status).toBe(503);
  const calls = upstream.billed.length;
  expect((await gateway.chat(key, body)).status).toBe(503);
  expect(upstream.billed.length).toBe(calls);
  limitFiles(gateway, 'unlimited');
  expect((await waiting).status).toBe(200);
  await until(async () => ((await gateway.chat(key, body)).status === 200 ? true : undefined), 'room again');
  const usages = await gateway.operator.call(GatewayAdminService.listUsage, ListUsageRequest.fromPartial({ limit: 100 }));
  expect(usages.usages.length).toBeGreaterThanOrEqual(3);
  await gateway.kill();
  const again = await home.start(settings);
  const { scopes } = await again.operator.call(GatewayAdminService.getSpend, GetSpendRequest.fromPartial({ scope: '' }));
  const settled = scopes.find(({ window }) => window === 'total')!.settledNanoUsd;
  expect(settled).toBeGreaterThanOrEqual(upstream.billed.reduce((sum, billed) => sum + invoiceOf(billed), 0));
});
