/** The official client continues from responses that the gateway keeps, since the upstreams of these tests have no responses API. */
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BillingUpstream } from './billing-upstream.ts';
import { AnyUpstream } from './dialects/any-upstream.ts';
import { GatewayHome, type GatewayProcess, type GatewaySettings } from './gateway-process.ts';

const anthropic = new AnyUpstream();
const openai = new BillingUpstream();
let home: GatewayHome;
let gateway: GatewayProcess;

const settings = (own: GatewaySettings = {}): GatewaySettings => ({
  upstreams: [
    { name: 'a', kind: 'anthropic', baseUrl: anthropic.baseUrl, models: ['claude'] },
    { name: 'o', kind: 'openai', baseUrl: `http://127.0.0.1:${openai.port}/v1`, models: ['gpt'], apis: ['chat'] },
  ],
  prices: { claude: { input: 1, output: 1 }, gpt: { input: 1, output: 1 } },
  ...own,
});

beforeAll(async () => {
  await anthropic.listen();
  await openai.listen();
  home = await GatewayHome.create();
  gateway = await home.start(settings());
});
afterAll(async () => {
  await home.remove();
  await anthropic.close();
  await openai.close();
});

let minted = 0;
async function client(): Promise<OpenAI> {
  minted += 1;
  const { key } = await gateway.mint({ leaseId: `t-${minted}.1` });
  return new OpenAI({ apiKey: key, baseURL: gateway.baseUrl, maxRetries: 0 });
}

const files = (): readonly string[] => readdirSync(join(home.dataDir, 'gateway', 'responses'));

describe('responses that the gateway keeps', () => {
  test('a response is continued from: the upstream is sent all that was said', async () => {
    const agent = await client();
    const first = await agent.responses.create({ model: 'claude', input: 'one', instructions: 'be brief' });
    expect(first.id).toMatch(/^resp_panal_[0-9a-f]{32}$/);
    expect(first).toMatchObject({ store: true });
    const second = await agent.responses.create({ model: 'claude', input: 'two', previous_response_id: first.id });
    expect(second.previous_response_id).toBe(first.id);
    const third = await agent.responses.create({ model: 'claude', input: 'three', previous_response_id: second.id });
    const sent = JSON.parse(anthropic.bodies.at(-1)!) as { messages: { role: string; content: unknown }[]; system?: unknown };
    expect(sent.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(JSON.stringify(sent.messages)).toMatch(/one.*Hello.*two.*Hello.*three/);
    // Instructions are of one request.
    expect(sent.system).toBeUndefined();
    const items = await agent.responses.inputItems.list(third.id, { order: 'asc' });
    expect(items.data).toHaveLength(5);
    expect(items.data.every((item) => 'id' in item && typeof item.id === 'string')).toBe(true);
  });

  test('a streamed response is kept when its last event is out, and is the same when it is asked for', async () => {
    const agent = await client();
    const stream = agent.responses.stream({ model: 'gpt', input: JSON.stringify({ tokens: 3 }), store: true });
    const final = await stream.finalResponse();
    expect(final.output_text).toBe(' word word word');
    const { output_text: _text, ...read } = await agent.responses.retrieve(final.id);
    expect(read.output).toMatchObject([{ type: 'message', content: [{ type: 'output_text', text: ' word word word' }] }]);
    expect(read.usage).toEqual(final.usage);
  });

  test('items are found by their ids, as some clients send them instead of the items', async () => {
    const agent = await client();
    const first = await agent.responses.create({ model: 'claude', input: 'one' });
    await agent.responses.create({
      model: 'claude',
      input: [
        { role: 'user', content: 'one' },
        { type: 'item_reference', id: first.output[0]!.id! },
        { role: 'user', content: 'two' },
      ],
    });
    expect(anthropic.bodies.at(-1)).toMatch(/one.*Hello.*two/);
  });

  test('another key finds nothing: not to read, to continue, to refer to, or to erase', async () => {
    const [owner, other] = [await client(), await client()];
    const { id, output } = await owner.responses.create({ model: 'claude', input: 'secret' });
    const sentBefore = anthropic.bodies.length;
    await expect(other.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
    await expect(other.responses.inputItems.list(id)).rejects.toMatchObject({ status: 404 });
    await expect(other.responses.delete(id)).rejects.toMatchObject({ status: 404 });
    await expect(other.responses.create({ model: 'claude', input: 'x', previous_response_id: id })).rejects.toMatchObject({
      status: 400,
      param: 'previous_response_id',
    });
    await expect(
      other.responses.create({ model: 'claude', input: [{ type: 'item_reference', id: output[0]!.id! }] }),
    ).rejects.toMatchObject({ status: 400, param: 'input[0].id' });
    expect(anthropic.bodies).toHaveLength(sentBefore);
    await expect(owner.responses.retrieve(id)).resolves.toMatchObject({ id });
    const nobody = new OpenAI({ apiKey: 'pk-panal-nobody', baseURL: gateway.baseUrl, maxRetries: 0 });
    await expect(nobody.responses.retrieve(id)).rejects.toMatchObject({ status: 401 });
  });

  test('store: false keeps nothing, and an erased response is gone', async () => {
    const agent = await client();
    const before = files().length;
    const loose = await agent.responses.create({ model: 'claude', input: 'x', store: false });
    expect(loose).toMatchObject({ store: false });
    expect(files()).toHaveLength(before);
    await expect(agent.responses.retrieve(loose.id)).rejects.toMatchObject({ status: 404 });
    const { id } = await agent.responses.create({ model: 'claude', input: 'x' });
    expect(files()).toHaveLength(before + 1);
    await agent.responses.delete(id);
    expect(files()).toHaveLength(before);
    await expect(agent.responses.create({ model: 'claude', input: 'x', previous_response_id: id })).rejects.toMatchObject({
      status: 400,
    });
  });

  test('a gateway that was killed finds them again; with none allowed it keeps none', async () => {
    const agent = await client();
    const { id } = await agent.responses.create({ model: 'claude', input: 'x' });
    const { apiKey } = agent;
    await gateway.kill();
    gateway = await home.start(settings());
    const again = new OpenAI({ apiKey, baseURL: gateway.baseUrl, maxRetries: 0 });
    await expect(again.responses.retrieve(id)).resolves.toMatchObject({ id });
    await gateway.kill();
    gateway = await home.start(settings({ storedResponsesMax: 0 }));
    const last = new OpenAI({ apiKey, baseURL: gateway.baseUrl, maxRetries: 0 });
    const loose = await last.responses.create({ model: 'claude', input: 'x' });
    expect(loose).toMatchObject({ store: false });
    await expect(last.responses.retrieve(loose.id)).rejects.toMatchObject({ status: 404 });
  });
});

/** A provider that keeps its responses, for whoever knows their ids. */
class KeepingUpstream {
  readonly asked: string[] = [];
  readonly #kept = new Map<string, object>();
  readonly #server = createServer((request, response) => {
    this.asked.push(`${request.method} ${request.url}`);
    const path = request.url!.split('?')[0]!.replace('/v1/responses', '');
    let status = 200;
    let answer: unknown;
    if (request.method === 'POST') {
      const id = `resp_${this.#kept.size}`;
      const output = [{ id: `rs_${this.#kept.size}`, type: 'reasoning', summary: [] }];
      const stored = { id, object: 'response', created_at: 1, status: 'completed', model: 'o', output, usage: USED };
      this.#kept.set(id, stored);
      answer = stored;
    } else {
      const [, id = '', list] = path.split('/');
      answer = list ? { object: 'list', data: [] } : this.#kept.get(id);
      status = this.#kept.has(id) ? 200 : 404;
      if (request.method === 'DELETE' && this.#kept.delete(id)) answer = { id, object: 'response', deleted: true };
    }
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { message: 'no' } }));
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }
}

const USED = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };

test('workers find what another one kept', async () => {
  await gateway.kill();
  gateway = await home.start(settings({ workers: 2 }));
  const { key } = await gateway.mint({ leaseId: 'shared.1' });
  let previous: string | undefined;
  for (let turn = 1; turn <= 8; turn += 1) {
    // Each connection goes to one of the workers.
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', connection: 'close' };
    const body = JSON.stringify({ model: 'claude', input: 'x', previous_response_id: previous });
    const answer = await fetch(`${gateway.baseUrl}/responses`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    previous = ((await answer.json()) as { id: string }).id;
    const sent = JSON.parse(anthropic.bodies.at(-1)!) as { messages: unknown[] };
    expect(sent.messages).toHaveLength(2 * turn - 1);
  }
});

describe('responses that an upstream keeps', () => {
  const keeper = new KeepingUpstream();
  afterAll(() => keeper.close());

  test('its ids pass, for the key that they were given to and for no other', async () => {
    const baseUrl = await keeper.listen();
    await gateway.kill();
    const upstreams = [{ name: 'k', kind: 'openai', baseUrl, models: ['o'], apis: ['responses'] }];
    gateway = await home.start({
      upstreams,
      prices: { o: { input: 1, output: 1 } },
      unbounded: { inputTokens: 100, toolUsd: 0 },
    });
    const [owner, other] = [await client(), await client()];
    const first = await owner.responses.create({ model: 'o', input: 'x' });
    const { id } = first;
    expect(id).toBe('resp_0');
    await owner.responses.create({ model: 'o', input: 'x', previous_response_id: id });
    await expect(owner.responses.retrieve(id)).resolves.toMatchObject({ id, status: 'completed' });
    await owner.responses.inputItems.list(id, { limit: 3 });
    expect(keeper.asked.slice(-2)).toEqual(['GET /v1/responses/resp_0', 'GET /v1/responses/resp_0/input_items?limit=3']);
    const askedBefore = keeper.asked.length;
    await expect(other.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
    await expect(other.responses.delete(id)).rejects.toMatchObject({ status: 404 });
    await expect(other.responses.create({ model: 'o', input: 'x', previous_response_id: id })).rejects.toMatchObject({
      status: 400,
    });
    expect(keeper.asked).toHaveLength(askedBefore);
    const [item] = first.output;
    const named = [
      { conversation: 'conv_A' },
      { prompt: { id: 'pmpt_A' } },
      { previous_response_id: [id] },
      { input: [{ type: 'item_reference', id: item!.id }] },
      { input: [{ id: item!.id }] },
      { input: [item] },
      { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'file-A' }] }] },
    ];
    for (const more of named)
      await expect(other.post('/responses', { body: { model: 'o', input: 'x', ...more } })).rejects.toMatchObject({
        status: 400,
        param: expect.stringMatching(/^(?:conversation|prompt|previous_response_id|input\[0\]\.)/) as string,
      });
    expect(keeper.asked).toHaveLength(askedBefore);
    // As clients do that send back all that they were given.
    for (const input of [[{ type: 'item_reference', id: item!.id }], [item]])
      await owner.post('/responses', { body: { model: 'o', input } });
    expect(keeper.asked).toHaveLength(askedBefore + 2);
    await owner.responses.delete(id);
    await expect(owner.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });
});

/** Answers every chat with far more text than is kept of an answer, as fast as it is read. */
class EndlessUpstream {
  readonly #server = createServer((request, response) => {
    request.resume();
    response.on('error', () => undefined);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const choices = [{ index: 0, delta: { content: 'x'.repeat(32_768) }, finish_reason: null }];
    const piece = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt', choices })}\n\n`;
    let left = 8_000;
    const more = (): void => {
      while (left-- > 0 && !response.destroyed) if (!response.write(piece)) return void response.once('drain', more);
      response.end();
    };
    more();
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }
}

describe('an answer without an end', () => {
  const endless = new EndlessUpstream();
  afterAll(() => endless.close());

  test('ends as a broken one for a client of the responses API, kept or not, before memory does', async () => {
    const baseUrl = await endless.listen();
    await gateway.kill();
    const upstreams = [{ name: 'e', kind: 'openai', baseUrl, models: ['gpt'], apis: ['chat'] }];
    gateway = await home.start(
      { upstreams, prices: { gpt: { input: 1, output: 1 } } },
      { env: { NODE_OPTIONS: '--max-old-space-size=256' } },
    );
    const { key } = await gateway.mint({ leaseId: 'endless.1' });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const before = files().length;
    for (const store of [true, false]) {
      const body = JSON.stringify({ model: 'gpt', input: 'x', stream: true, store });
      const answer = await fetch(`${gateway.baseUrl}/responses`, { method: 'POST', headers, body });
      const text = await answer.text();
      expect(text.length).toBeGreaterThan(15_000_000);
      expect(text.length).toBeLessThan(40_000_000);
      expect(text.slice(-2_000)).toContain('event: error');
      expect(text.slice(-2_000)).not.toContain('response.completed');
    }
    expect(gateway.process.isAlive).toBe(true);
    expect(files()).toHaveLength(before);
  });
});
