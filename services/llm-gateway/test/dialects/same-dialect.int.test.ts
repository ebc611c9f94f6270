/** What passes untouched, what is answered here, and how much is held for what costs without text. */
import { GatewayAdminService, GetSpendRequest } from '@panal/shared-types/gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayHome, type GatewayProcess } from '../gateway-process.ts';
import { AnyUpstream } from './any-upstream.ts';

const upstream = new AnyUpstream();
let home: GatewayHome;
let gateway: GatewayProcess;
let key: string;

beforeAll(async () => {
  await upstream.listen();
  home = await GatewayHome.create();
  const { baseUrl } = upstream;
  gateway = await home.start({
    upstreams: [
      {
        name: 'o',
        kind: 'openai',
        baseUrl,
        models: ['m'],
        apis: ['chat', 'responses', 'completions', 'embeddings'],
        priceProvider: 'openai',
      },
      { name: 'a', kind: 'anthropic', baseUrl, models: ['a', 'claude-sonnet-4-5'], priceProvider: 'anthropic' },
    ],
    prices: { m: { input: 1_000, output: 1_000 }, a: { input: 1_000, cachedInput: 100, output: 1_000 } },
    unbounded: { inputTokens: 5_000, toolUsd: 0.5 },
    holdWaitMs: 0,
  });
  ({ key } = await gateway.mint({ leaseId: 't.1' }));
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

const post = (path: string, body: string, headers: Record<string, string> = {}, secret = key): Promise<Response> =>
  fetch(gateway.baseUrl.replace('/v1', path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': secret, ...headers },
    body,
  });

test.each([
  [
    '/v1/chat/completions',
    '{ "model":"m","max_tokens":5, "new":[1.0, 12345678901234567890],\n"messages":[{"role":"user","content":"h\\u0069"}] }',
  ],
  ['/v1/responses', '{"max_output_tokens":5 , "model":"m", "input":"h\\u0069", "new":{"a":null}}'],
  ['/v1/messages', '{"model":"a","max_tokens":5,"messages":[{"role":"user","content":"h\\u0069"}],  "new":1e2}'],
  ['/v1/messages/count_tokens', '{"model":"a", "messages":[{"role":"user","content":"h\\u0069"}]}'],
  ['/v1/completions', '{"model":"m","prompt":["h\\u0069"],"max_tokens":5 ,"new":""}'],
  ['/v1/embeddings', '{"model":"m","input":"h\\u0069", "dimensions":  2}'],
])('%s: not a byte is changed on the way there or back', async (path, body) => {
  const reply = await post(path, body);
  expect(await reply.text()).toBe(JSON.stringify(upstream.answerOf(path)));
  expect(reply.status).toBe(200);
  expect(upstream.bodies.at(-1)).toBe(body);
});

test("Anthropic's headers go on, and its version is said where the client says none", async () => {
  const body = '{"model":"a","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}';
  await post('/v1/messages', body, { 'anthropic-version': '2023-01-01', 'anthropic-beta': 'some-beta' });
  expect(upstream.headers.at(-1)).toMatchObject({ 'anthropic-version': '2023-01-01', 'anthropic-beta': 'some-beta' });
  await post('/v1/messages', body);
  expect(upstream.headers.at(-1)).toMatchObject({ 'anthropic-version': '2023-06-01' });
  expect(upstream.headers.at(-1)).not.toHaveProperty('anthropic-beta');
});

test('tokens are counted by an estimate that says so where the upstream has no count', async () => {
  const before = upstream.count;
  const reply = await post(
    '/v1/messages/count_tokens',
    JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x'.repeat(400) }] }),
  );
  const { input_tokens: counted, panal_estimated: estimated } = (await reply.json()) as Record<string, number>;
  expect(estimated).toBe(true);
  expect(counted).toBeGreaterThanOrEqual(100);
  expect(counted).toBeLessThan(150);
  expect(upstream.count).toBe(before);
});

test('an upstream without embeddings is a 400', async () => {
  const reply = await post('/v1/embeddings', '{"model":"a","input":"hi"}');
  expect(reply.status).toBe(400);
  expect(await reply.json()).toMatchObject({ error: { param: 'model' } });
});

describe('models', () => {
  const get = async (
    path: string,
    headers: Record<string, string> = {},
    secret = key,
  ): Promise<{ status: number; body: unknown }> => {
    const reply = await fetch(gateway.baseUrl + path, { headers: { 'x-api-key': secret, ...headers } });
    return { status: reply.status, body: await reply.json() };
  };
  const pricing = { unit: 'usd_per_million_tokens', input: 1_000, cached_input: 100, output: 1_000 };
  const facts = { max_output_tokens: 8_192, pricing };

  test("in OpenAI's shape, with prices and limits", async () => {
    const { body } = await get('/models');
    expect(body).toMatchObject({ object: 'list' });
    const { data } = body as { data: Record<string, unknown>[] };
    expect(data.find(({ id }) => id === 'a')).toMatchObject({ object: 'model', owned_by: 'a', context_length: null, ...facts });
    expect(data.find(({ id }) => id === 'claude-sonnet-4-5')!['context_length']).toBeGreaterThan(100_000);
    expect(await get('/models/a')).toMatchObject({ status: 200, body: { id: 'a', object: 'model' } });
  });

  test("in Anthropic's where its version is sent", async () => {
    const headers = { 'anthropic-version': '2023-06-01' };
    const { body } = await get('/models', headers);
    expect(body).toMatchObject({
      has_more: false,
      data: expect.arrayContaining([
        expect.objectContaining({ type: 'model', id: 'a', ...facts, pricing: expect.objectContaining(pricing) }),
      ]),
    });
    expect(await get('/models/none', headers)).toMatchObject({
      status: 404,
      body: { type: 'error', error: { type: 'not_found_error' } },
    });
  });

  test('not without a key', async () => {
    expect(await get('/models', {}, 'nobody')).toMatchObject({ status: 401 });
    expect(await get('/models/a', { 'anthropic-version': '1' }, 'nobody')).toMatchObject({
      status: 401,
      body: { type: 'error' },
    });
  });
});

describe('what is held while a call is under way, at a million nano-USD a token', () => {
  let minted = 0;
  /** Tokens held besides those of the plain request. */
  async function heldFor(path: string, body: Record<string, unknown>): Promise<number> {
    minted += 1;
    const leaseId = `held-${minted}.1`;
    const { key: own } = await gateway.mint({ leaseId, missionId: `m-${minted}`, project: `p-${minted}` });
    const release = upstream.hang();
    const text = JSON.stringify(body);
    const asked = post(path, text, {}, own);
    await upstream.hanging();
    const { scopes } = await gateway.operator.call(
      GatewayAdminService.getSpend,
      GetSpendRequest.fromPartial({ scope: `project:p-${minted}` }),
    );
    release();
    await (await asked).text();
    const held = scopes.find(({ window }) => window === 'total')!.heldNanoUsd / 1_000_000;
    return held - text.length - 1_024 - 16 - 5;
  }
  const messages = (content: unknown) => ({ model: 'a', max_tokens: 5, messages: [{ role: 'user', content }] });
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(1_000) } };

  test.each([
    ['nothing more for text', messages('hi'), 0],
    ['an image its bound, and not its bytes', messages([image]), 5_000 - 1_000],
    [
      'a document by its address the bound of the settings',
      messages([{ type: 'document', source: { type: 'url', url: 'https://x/y.pdf' } }]),
      5_000,
    ],
    ['a tool of the provider', { ...messages('hi'), tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 5_000 + 500],
    ['a tool that the client runs', { ...messages('hi'), tools: [{ type: 'bash_20250124', name: 'bash' }] }, 2_048],
  ])('%s', async (_name, body, more) => {
    expect(await heldFor('/v1/messages', body)).toBe(more);
  });
});
