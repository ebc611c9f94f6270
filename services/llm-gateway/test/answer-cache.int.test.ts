/** The answer cache of a real gateway: opt-in, by project, free of charge, recorded, and never wrong. */
import { CreateVirtualKeyRequest, GatewayAdminService, GetSpendRequest, ListUsageRequest } from '@panal/shared-types/gateway';
import { until } from '@panal/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FickleUpstream, billOf } from './fickle-upstream.ts';
import { GatewayHome, type GatewayProcess, type GatewaySettings } from './gateway-process.ts';

const price = { input: 1, output: 2 };
let upstream: FickleUpstream;
let home: GatewayHome;
let gateway: GatewayProcess;

beforeEach(async () => {
  upstream = await new FickleUpstream().listen();
  home = await GatewayHome.create();
});
afterEach(async () => {
  await home.remove();
  await upstream.close();
});

async function start(settings: GatewaySettings): Promise<void> {
  const upstreams = [{ name: 'u', kind: 'openai', baseUrl: upstream.baseUrl, models: ['m'] }];
  gateway = await home.start({ upstreams, prices: { m: price }, ...settings });
}

interface Asked {
  readonly body?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
}

function ask(key: string, { body = {}, headers = {} }: Asked = {}): Promise<Response> {
  return fetch(`${gateway.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify({ model: 'm', max_tokens: 20, temperature: 0, messages: [{ role: 'user', content: 'hi' }], ...body }),
  });
}

const cacheOf = (answer: Response): string | null => answer.headers.get('x-panal-cache');
const mint = async (leaseId: string, more = {}): Promise<string> =>
  (await gateway.mint({ leaseId, missionId: leaseId, ...more })).key;

async function settledOf(missionId: string): Promise<number> {
  const request = GetSpendRequest.fromPartial({ scope: `mission:${missionId}` });
  const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, request);
  return scopes.find(({ window }) => window === 'total')!.settledNanoUsd;
}

test('a document is given again byte for byte, costs nothing, and is recorded; a stream likewise', async () => {
  await start({ cacheMode: 'always' });
  const key = await mint('a.1');
  for (const stream of [false, true]) {
    const first = await ask(key, { body: { stream } });
    const text = await first.text();
    const again = await ask(key, { body: { stream, user: 'someone else' } });
    expect([cacheOf(first), cacheOf(again)]).toEqual(['miss', 'hit']);
    expect(await again.text()).toBe(text);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect([again.headers.get('x-panal-upstream'), again.headers.get('x-panal-model')]).toEqual(['u', 'm']);
    if (!stream) expect(again.headers.get('x-panal-cost-nano-usd')).toBe('0');
  }
  expect(upstream.count).toBe(2);
  const request = ListUsageRequest.fromPartial({ missionId: 'a.1', limit: 10 });
  const records = await until(async () => {
    const { usages } = await gateway.operator.call(GatewayAdminService.listUsage, request);
    return usages.length === 4 ? usages : undefined;
  }, 'four usage records');
  expect(records.filter(({ costNanoUsd }) => costNanoUsd === 0).map(({ cacheHit }) => cacheHit)).toEqual([true, true]);
  expect(await settledOf('a.1')).toBe(billOf(upstream.billed, price));
});

test('keys without a project share nothing either', async () => {
  await start({ cacheMode: 'always' });
  const virtualKey = async (name: string): Promise<string> =>
    (await gateway.operator.call(GatewayAdminService.createVirtualKey, CreateVirtualKeyRequest.fromPartial({ name }))).secret;
  const [one, other] = [await virtualKey('one'), await virtualKey('other')];
  const told = [await ask(one), await ask(one), await ask(other)].map(cacheOf);
  expect(told).toEqual(['miss', 'hit', 'miss']);
});

test('projects share nothing; keys of one project do', async () => {
  await start({ cacheMode: 'always' });
  const [one, two, other] = [await mint('a.1'), await mint('b.1'), await mint('c.1', { project: 'p-2' })];
  expect([cacheOf(await ask(one)), cacheOf(await ask(two)), cacheOf(await ask(other))]).toEqual(['miss', 'hit', 'miss']);
  expect(upstream.count).toBe(2);
});

test('by default there is no cache; on request there is for those that ask; a request can opt out of it', async () => {
  await start({ cacheMode: 'on-request' });
  const key = await mint('a.1');
  expect([cacheOf(await ask(key)), cacheOf(await ask(key))]).toEqual([null, null]);
  const on = { headers: { 'x-panal-cache': 'on' } };
  expect([cacheOf(await ask(key, on)), cacheOf(await ask(key, on))]).toEqual(['miss', 'hit']);
  await gateway.kill('SIGTERM');
  await start({ cacheMode: 'always' });
  const off = { headers: { 'x-panal-cache': 'off' } };
  expect([cacheOf(await ask(key)), cacheOf(await ask(key, off)), cacheOf(await ask(key))]).toEqual(['miss', null, 'hit']);
  await gateway.kill('SIGTERM');
  await start({});
  expect(cacheOf(await ask(key, on))).toBeNull();
});

test('only deterministic requests are repeated, and only whole answers that were believed', async () => {
  await start({ cacheMode: 'always', attemptsMax: 1 });
  const key = await mint('a.1');
  expect(cacheOf(await ask(key, { body: { temperature: 0.7 } }))).toBeNull();
  upstream.behave = () => ({ kind: 'status', status: 500 });
  await ask(key);
  upstream.behave = () => ({ kind: 'reset' });
  await ask(key);
  upstream.behave = () => ({ kind: 'answer' });
  expect([cacheOf(await ask(key)), cacheOf(await ask(key))]).toEqual(['miss', 'hit']);
});

test('a halt, a dead key and a rate limit stop repetitions, too', async () => {
  await start({ cacheMode: 'always', rateLimits: [{ requestsPerMinute: 3 }] });
  const key = await mint('a.1');
  await ask(key);
  expect((await ask(key)).headers.get('x-ratelimit-remaining-requests')).toBe('1');
  await gateway.setHalt(['global']);
  expect((await ask(key)).status).toBe(403);
  await gateway.setHalt([]);
  expect((await ask(key)).status).toBe(429);
});

test('an answer of a fallback is not kept for later', async () => {
  const other = await new FickleUpstream().listen();
  const upstreams = [
    { name: 'u', kind: 'openai', baseUrl: upstream.baseUrl, models: ['m'] },
    { name: 'v', kind: 'openai', baseUrl: other.baseUrl, models: ['n'] },
  ];
  const settings = { upstreams, prices: { m: price, n: price }, routes: { m: { fallbacks: ['n'] } } };
  gateway = await home.start({ ...settings, cacheMode: 'always', attemptsMax: 2 });
  const key = await mint('a.1');
  upstream.behave = () => ({ kind: 'status', status: 503 });
  const answered = await ask(key);
  expect([answered.headers.get('x-panal-model'), cacheOf(answered)]).toEqual(['n', 'miss']);
  upstream.behave = () => ({ kind: 'answer' });
  const next = await ask(key);
  expect(cacheOf(next)).toBe('miss');
  await other.close();
});

test('an answer whose output the budget made shorter is not kept for others', async () => {
  await start({ cacheMode: 'always', fitOutput: 'always' });
  const poor = await mint('poor.1', { reserveNanoUsd: 2_000_000 });
  const rich = await mint('rich.1');
  const body = { max_tokens: 2_000 };
  const short = await ask(poor, { body });
  expect([short.status, cacheOf(short)]).toEqual([200, 'miss']);
  expect(upstream.limits[0]).toBeLessThan(2_000);
  expect(cacheOf(await ask(rich, { body }))).toBe('miss');
  expect(upstream.limits[1]).toBe(2_000);
  expect(cacheOf(await ask(rich, { body }))).toBe('hit');
});
