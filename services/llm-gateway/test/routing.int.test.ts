/** Retries, fallbacks, several keys and cool-down against real upstreams that misbehave; what they bill is what is settled. */
import {
  GatewayAdminService,
  GetSpendRequest,
  ListModelsRequest,
  ListUsageRequest,
  type Usage,
} from '@panal/shared-types/gateway';
import { seededRandom, until } from '@panal/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Behaviour, FickleUpstream, billOf } from './fickle-upstream.ts';
import { GatewayHome, type GatewayProcess, type GatewaySettings } from './gateway-process.ts';
import { panalOf } from './panal-command.ts';
import { StuckPort } from './stuck-port.ts';

const cheap = { input: 1, output: 2 };
const dear = { input: 3, output: 7 };
let first: FickleUpstream;
let second: FickleUpstream;
let home: GatewayHome;
let gateway: GatewayProcess;
let key: string;
let stuck: StuckPort | undefined;

beforeEach(async () => {
  first = await new FickleUpstream().listen();
  second = await new FickleUpstream().listen();
  home = await GatewayHome.create();
});
afterEach(async () => {
  stuck?.close();
  stuck = undefined;
  await home.remove();
  await first.close();
  await second.close();
});

const upstreams = (more: Record<string, unknown> = {}) => [
  { name: 'first', kind: 'openai', baseUrl: first.baseUrl, models: ['m'], apiKeyEnv: ['KEY_A', 'KEY_B'], ...more },
  { name: 'second', kind: 'openai', baseUrl: second.baseUrl, models: ['n'] },
];
const env = { KEY_A: 'key-a', KEY_B: 'key-b' };

async function start(settings: GatewaySettings = {}): Promise<void> {
  const prices = { m: cheap, n: dear };
  gateway = await home.start({ upstreams: upstreams(), prices, backoffMs: 1, ...settings }, { env });
  key = (await gateway.mint({ leaseId: 't.1', missionId: 'm-1' })).key;
}

const body = (more: Record<string, unknown> = {}) => ({
  model: 'm',
  max_tokens: 20,
  messages: [{ role: 'user', content: 'hi' }],
  ...more,
});
const ask = (more: Record<string, unknown> = {}, signal?: AbortSignal): Promise<Response> =>
  gateway.chat(key, body(more), signal);

async function usages(count: number): Promise<Usage[]> {
  const request = ListUsageRequest.fromPartial({ missionId: 'm-1', limit: 1_000 });
  return until(async () => {
    const reply = await gateway.operator.call(GatewayAdminService.listUsage, request);
    return reply.usages.length >= count ? reply.usages : undefined;
  }, `${count} usage records`);
}

async function spend(): Promise<{ settled: number; held: number }> {
  const request = GetSpendRequest.fromPartial({ scope: 'mission:m-1' });
  const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, request);
  const row = scopes.find(({ window }) => window === 'total')!;
  return { settled: row.settledNanoUsd, held: row.heldNanoUsd };
}

test('a key that is limited is left for the other one, without the client noticing; both stay in use by weight', async () => {
  await start();
  first.behave = (_count, used) => (used === 'key-a' ? { kind: 'status', status: 429, retryAfter: '60' } : { kind: 'answer' });
  for (let count = 0; count < 12; count += 1) expect((await ask()).status).toBe(200);
  expect(first.keys.filter((used) => used === 'key-a').length).toBeLessThanOrEqual(1);
  expect(first.keys.filter((used) => used === 'key-b')).toHaveLength(12);
  expect((await spend()).settled).toBe(billOf(first.billed, cheap));
  const metrics = await scrape();
  const { models } = await gateway.operator.call(GatewayAdminService.listModels, ListModelsRequest.fromPartial({}));
  const states = models.find(({ model }) => model === 'm')!.targets.map(({ key: number, state }) => `${number} ${state}`);
  expect(states).toEqual([first.keys.includes('key-a') ? '1 open' : '1 closed', '2 closed']);
  const panal = await panalOf(home, gateway);
  const { code, stdout } = await panal('models');
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/m +first +1 +500 +(open|closed) +\$1 in.*\n +first +2 +500 +closed/),
  ]);
  if (first.keys.includes('key-a')) expect(metrics).toMatch(/panal_gateway_upstream_state\{target="first#1".*\} 2/);
  expect(metrics).toMatch(/panal_gateway_upstream_state\{target="first#2".*\} 0/);
});

async function scrape(): Promise<string> {
  const token = await home.token('viewer', ['viewer']);
  const answer = await fetch(`${gateway.process.httpUrl}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return answer.text();
}

test('a dead key is passed over, and the client hears of no credentials', async () => {
  await start();
  first.behave = (_count, used) => (used === 'key-b' ? { kind: 'status', status: 401 } : { kind: 'answer' });
  for (let count = 0; count < 8; count += 1) expect((await ask()).status).toBe(200);
  expect(first.keys.filter((used) => used === 'key-b').length).toBeLessThanOrEqual(1);
});

test('a fallback of another price answers; the failed attempt costs nothing, and settled is what both billed', async () => {
  await start({ routes: { m: { fallbacks: ['n'] } } });
  first.behave = () => ({ kind: 'status', status: 503 });
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-panal-upstream')).toBe('second');
  expect(answer.headers.get('x-panal-model')).toBe('n');
  expect(Number(answer.headers.get('x-panal-cost-nano-usd'))).toBe(billOf(second.billed, dear));
  expect(second.models).toEqual(['n']);
  const found = await usages(first.count + 1);
  expect(found.map(({ costNanoUsd }) => costNanoUsd).filter((cost) => cost > 0)).toEqual([billOf(second.billed, dear)]);
  expect(await spend()).toEqual({ held: 0, settled: billOf(second.billed, dear) });
  expect(await scrape()).toMatch(/panal_gateway_retries_total\{.*error_type="status_503".*to="fallback".*\} 1/);
});

test("a fallback that its budget can't hold is not called: the first failure is told", async () => {
  await start({ routes: { m: { fallbacks: ['n'] } } });
  const poor = (await gateway.mint({ leaseId: 't.2', missionId: 'm-1', reserveNanoUsd: 2_000_000 })).key;
  first.behave = () => ({ kind: 'status', status: 503, retryAfter: '9' });
  const answer = await gateway.chat(poor, body({ max_tokens: 200 }));
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '9']);
  expect(second.count).toBe(0);
});

test('an upstream that nobody answers at is tried again and then left; the fallback takes over', async () => {
  const port = Number(new URL(first.baseUrl).port);
  await start({ routes: { m: { fallbacks: ['n'] } }, failuresMax: 2 });
  await first.close();
  for (let count = 0; count < 5; count += 1) expect((await ask()).status).toBe(200);
  expect(await scrape()).toMatch(/panal_gateway_upstream_state\{target="first\/m".*\} 2/);
  expect(second.count).toBe(5);
  first = await new FickleUpstream().listen(port);
});

test('connections that hang are given up after their time, cost nothing, and the fallback answers', async () => {
  stuck = await StuckPort.open();
  const hanging = upstreams({ baseUrl: `http://127.0.0.1:${stuck.port}/v1`, connectMs: 300 });
  await start({ upstreams: hanging, routes: { m: { fallbacks: ['n'] } } });
  const answer = await ask();
  expect([answer.status, answer.headers.get('x-panal-upstream')]).toEqual([200, 'second']);
  expect(await spend()).toEqual({ held: 0, settled: billOf(second.billed, dear) });
});

test('an upstream that comes back is tried by one request, then used again', async () => {
  await start({ routes: { m: { fallbacks: ['n'] } }, failuresMax: 1, coolDownMs: 50 });
  first.behave = () => ({ kind: 'status', status: 500 });
  await ask();
  first.behave = () => ({ kind: 'answer' });
  await until(
    async () => ((await ask()).headers.get('x-panal-upstream') === 'first' ? true : undefined),
    'the first upstream again',
  );
  expect((await ask()).headers.get('x-panal-upstream')).toBe('first');
});

test('what may have been billed is not tried again, and is charged in full', async () => {
  await start({ routes: { m: { fallbacks: ['n'] } }, upstreams: upstreams({ firstByteMs: 200 }) });
  first.behave = (count) => ({ kind: count === 1 ? 'hang' : 'reset' });
  const [hung, broken] = [await ask(), await ask()];
  expect([hung.status, broken.status]).toEqual([504, 502]);
  expect([first.count, second.count]).toEqual([2, 0]);
  const found = await usages(2);
  expect(found.every(({ estimated, costNanoUsd }) => estimated && costNanoUsd > 0)).toBe(true);
});

test('with retryMaybeBilled it is tried elsewhere, and both attempts are charged and recorded', async () => {
  await start({ routes: { m: { fallbacks: ['n'] } }, retryMaybeBilled: true });
  first.behave = () => ({ kind: 'reset' });
  const answer = await ask();
  expect(answer.headers.get('x-panal-upstream')).toBe('second');
  const found = await usages(first.count + 1);
  const estimates = found.filter(({ estimated }) => estimated);
  expect(estimates).toHaveLength(first.count);
  expect(found.filter(({ estimated }) => !estimated).map(({ costNanoUsd }) => costNanoUsd)).toEqual([
    billOf(second.billed, dear),
  ]);
  const { settled, held } = await spend();
  expect([settled, held]).toEqual([found.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0), 0]);
});

test('nothing is tried again once a byte of a stream came', async () => {
  await start({ routes: { m: { fallbacks: ['n'] } }, retryMaybeBilled: true, idleMs: 200 });
  first.behave = () => ({ kind: 'held-stream' });
  const text = await (await ask({ stream: true })).text();
  expect(text).toContain('first 1');
  expect(text).not.toContain('[DONE]');
  expect([first.count, second.count]).toEqual([1, 0]);
});

test('a short Retry-After is waited for, a long one is passed on', async () => {
  await start({ upstreams: upstreams({ apiKeyEnv: 'KEY_A' }) });
  first.behave = (count) => (count === 1 ? { kind: 'status', status: 429, retryAfter: '1' } : { kind: 'answer' });
  const beganMs = performance.now();
  expect((await ask()).status).toBe(200);
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(1_000);
  first.behave = () => ({ kind: 'status', status: 429, retryAfter: '30' });
  const refused = await ask();
  expect([refused.status, refused.headers.get('retry-after'), first.count]).toEqual([429, '30', 3]);
});

test('attempts are bounded in a storm of 429, and each request ends', async () => {
  await start({ attemptsMax: 3 });
  first.behave = () => ({ kind: 'status', status: 429 });
  const answers = await Promise.all(Array.from({ length: 30 }, () => ask()));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
  expect(first.count).toBeLessThanOrEqual(90);
  expect(await spend()).toEqual({ held: 0, settled: 0 });
});

test('a client that leaves while its call waits to be sent again is not served any more', async () => {
  await start({ upstreams: upstreams({ apiKeyEnv: 'KEY_A' }), backoffMaxMs: 60_000 });
  first.behave = () => ({ kind: 'status', status: 429, retryAfter: '1' });
  const leaving = new AbortController();
  const asked = ask({}, leaving.signal).catch(() => undefined);
  await usages(1);
  leaving.abort();
  await asked;
  first.behave = () => ({ kind: 'answer' });
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  expect(first.count).toBe(1);
});

test('a client that leaves cancels the upstream', async () => {
  await start();
  first.behave = () => ({ kind: 'hang' });
  const leaving = new AbortController();
  const asked = ask({}, leaving.signal).catch(() => undefined);
  await first.until(() => first.count === 1);
  leaving.abort();
  await asked;
  await first.until(() => first.left === 1);
});

test('deployments of one model share its requests by weight, each under its own name and price', async () => {
  const deployments = [
    { upstream: 'first', model: 'm', weight: 3 },
    { upstream: 'second', model: 'n', weight: 1 },
  ];
  await start({ routes: { 'our-model': { deployments } } });
  for (let count = 0; count < 40; count += 1)
    expect((await ask({ model: 'our-model' })).headers.get('x-panal-model')).toBe('our-model');
  expect(new Set(first.models)).toEqual(new Set(['m']));
  expect(new Set(second.models)).toEqual(new Set(['n']));
  expect(first.count).toBeGreaterThan(second.count);
  expect((await spend()).settled).toBe(billOf(first.billed, cheap) + billOf(second.billed, dear));
});

test('only listed headers of a client go upstream', async () => {
  await start({ upstreams: upstreams({ forwardHeaders: ['anthropic-beta'] }) });
  const headers = {
    authorization: `Bearer ${key}`,
    'anthropic-beta': 'one,two',
    'openai-organization': 'org',
    cookie: 'a=b',
    'x-forwarded-for': '1.2.3.4',
  };
  const answer = await fetch(`${gateway.baseUrl}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body()) });
  expect(answer.status).toBe(200);
  expect(Object.keys(first.headers[0]!).toSorted()).toEqual([
    'accept-encoding',
    'anthropic-beta',
    'authorization',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ]);
  expect(first.headers[0]!['anthropic-beta']).toBe('one,two');
});

const SEED = Number(process.env['PANAL_FLAP_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

test(`upstreams that flap: each request ends, and settled is what they billed (PANAL_FLAP_SEED=${SEED})`, async () => {
  await start({ routes: { m: { fallbacks: ['n'] } }, failuresMax: 2, coolDownMs: 20, coolDownMaxMs: 100, attemptsMax: 4 });
  const random = seededRandom(SEED);
  const flap = (): Behaviour => {
    const status = [200, 200, 429, 500, 503, 529][Math.floor(random() * 6)]!;
    return status === 200 ? { kind: 'answer' } : { kind: 'status', status };
  };
  first.behave = flap;
  second.behave = flap;
  const requests = 200;
  const statuses: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, async (_unused, worker) => {
      for (let count = worker; count < requests; count += 20) {
        const answer = await ask({ stream: count % 3 === 0 });
        await answer.text();
        statuses.push(answer.status);
      }
    }),
  );
  expect(statuses).toHaveLength(requests);
  const billed = billOf(first.billed, cheap) + billOf(second.billed, dear);
  await until(async () => ((await spend()).held === 0 ? true : undefined), 'no hold');
  expect(await spend()).toEqual({ held: 0, settled: billed });
  expect(first.billed.length + second.billed.length).toBe(statuses.filter((status) => status === 200).length);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(requests / 2);
});
