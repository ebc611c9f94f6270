/** Rate limits of a real gateway: by key and model, in OpenAI's headers, distinguishable from a spent budget. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FickleUpstream } from './fickle-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

const price = { input: 1, output: 2 };
let upstream: FickleUpstream;
let home: GatewayHome;
let gateway: GatewayProcess;
let leases = 0;

beforeAll(async () => {
  upstream = await new FickleUpstream().listen();
  home = await GatewayHome.create();
  gateway = await home.start({
    upstreams: [{ name: 'u', kind: 'openai', baseUrl: upstream.baseUrl, models: ['by-request', 'by-token', 'at-once', 'free'] }],
    prices: { 'by-request': price, 'by-token': price, 'at-once': price, free: price },
    rateLimits: [
      { models: 'by-request', requestsPerMinute: 3 },
      { models: 'by-token', tokensPerMinute: 1_000 },
      { models: 'at-*', concurrentMax: 2 },
    ],
  });
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});
beforeEach(() => {
  upstream.behave = () => ({ kind: 'answer' });
});

const newKey = async (more = {}): Promise<string> => {
  leases += 1;
  return (await gateway.mint({ leaseId: `t-${leases}.1`, missionId: `m-${leases}`, ...more })).key;
};
const ask = (key: string, model: string, more: Record<string, unknown> = {}): Promise<Response> =>
  gateway.chat(key, { model, max_tokens: 100, messages: [{ role: 'user', content: 'hi' }], ...more });
const header = (answer: Response, name: string): string | null => answer.headers.get(`x-ratelimit-${name}`);

test('requests a minute: counted down, refused with the time to wait, for each key on its own', async () => {
  const [key, other] = [await newKey(), await newKey()];
  const left: (string | null)[] = [];
  for (let count = 0; count < 3; count += 1) {
    const answer = await ask(key, 'by-request');
    expect([answer.status, header(answer, 'limit-requests')]).toEqual([200, '3']);
    left.push(header(answer, 'remaining-requests'));
  }
  expect(left).toEqual(['2', '1', '0']);
  const before = upstream.count;
  const refused = await ask(key, 'by-request');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(20);
  expect(header(refused, 'reset-requests')).toMatch(/^(\d+m)?\d+(\.\d+)?s$/);
  expect(await refused.json()).toMatchObject({ error: { type: 'requests', code: 'rate_limit_exceeded' } });
  expect(upstream.count).toBe(before);
  expect((await ask(other, 'by-request')).status).toBe(200);
  expect((await ask(key, 'free')).headers.get('x-ratelimit-limit-requests')).toBeNull();
});

test('tokens a minute: admitted on the estimate, corrected to what was used', async () => {
  const key = await newKey();
  for (let count = 0; count < 12; count += 1) {
    const answer = await ask(key, 'by-token');
    expect(answer.status).toBe(200);
    // The estimate (100 tokens of output and a quarter of the bytes) is at stake while it runs; 25 tokens were used by each before.
    expect(Number(header(answer, 'remaining-tokens'))).toBeGreaterThan(1_000 - 140 - count * 25 - 1);
    await answer.text();
  }
  const tooLarge = await ask(key, 'by-token', { max_tokens: 2_000 });
  expect([tooLarge.status, tooLarge.headers.get('retry-after'), tooLarge.headers.get('x-should-retry')]).toEqual([
    429,
    null,
    'false',
  ]);
  const refused = await ask(key, 'by-token', { max_tokens: 900 });
  expect(await refused.json()).toMatchObject({ error: { type: 'tokens', code: 'rate_limit_exceeded' } });
});

test('a refusal of the upstream, or of the budget, uses no tokens', async () => {
  const key = await newKey({ reserveNanoUsd: 2_000_000 });
  upstream.behave = () => ({ kind: 'status', status: 400 });
  for (let count = 0; count < 12; count += 1) expect((await ask(key, 'by-token')).status).toBe(400);
  const spent = await ask(key, 'by-token', { max_tokens: 800 });
  expect(await spent.json()).toMatchObject({ error: { code: 'insufficient_quota' } });
  upstream.behave = () => ({ kind: 'answer' });
  expect((await ask(key, 'by-token')).status).toBe(200);
});

test('requests at once: the third is refused until one is over, also when its client leaves', async () => {
  const key = await newKey();
  upstream.behave = () => ({ kind: 'held-stream' });
  const leaving = new AbortController();
  const body = { model: 'at-once', max_tokens: 50, stream: true, messages: [{ role: 'user', content: 'hi' }] };
  const first = await gateway.chat(key, body);
  const second = await gateway.chat(key, body, leaving.signal);
  const third = await ask(key, 'at-once');
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await third.json()).toMatchObject({ error: { type: 'concurrency' } });
  const gone = upstream.left;
  leaving.abort();
  await second.text().catch(() => undefined);
  await upstream.until(() => upstream.left > gone);
  upstream.behave = () => ({ kind: 'answer' });
  expect((await ask(key, 'at-once')).status).toBe(200);
  upstream.release();
  expect(await first.text()).toContain('[DONE]');
  expect((await ask(key, 'at-once')).status).toBe(200);
});

test('bifrost#4790: a key may be capped to so many requests at once, over all models; other keys are not', async () => {
  const key = await newKey({ rateLimits: { requestsPerMinute: 0, tokensPerMinute: 0, concurrentMax: 1 } });
  upstream.behave = () => ({ kind: 'held-stream' });
  const running = await ask(key, 'free', { stream: true });
  upstream.behave = () => ({ kind: 'answer' });
  const refused = await ask(key, 'by-token');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await refused.json()).toMatchObject({ error: { type: 'concurrency', code: 'rate_limit_exceeded' } });
  expect((await ask(await newKey(), 'free')).status).toBe(200);
  upstream.release();
  expect(await running.text()).toContain('[DONE]');
  expect((await ask(key, 'by-token')).status).toBe(200);
});

test("a key's own limits count over all models, beside those of the settings", async () => {
  const key = await newKey({ rateLimits: { requestsPerMinute: 2, tokensPerMinute: 0, concurrentMax: 0 } });
  expect((await ask(key, 'free')).status).toBe(200);
  const tighter = await ask(key, 'by-request');
  expect([tighter.status, header(tighter, 'limit-requests'), header(tighter, 'remaining-requests')]).toEqual([200, '2', '0']);
  expect((await ask(key, 'free')).status).toBe(429);
});

test('200 requests at once: as many pass as the limit says', async () => {
  const key = await newKey();
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask(key, 'by-request')));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(197);
});
