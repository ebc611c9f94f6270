/** An upstream that reports its failure within an answer of status 200 is heard: clients get its type, code and message, in their dialect. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostileScene } from '../hostile-scene.ts';
import { CHUNKED_HEAD, StrangeUpstream, answerText, framed } from '../strange-upstream.ts';

const SECRET = 'sk-proj-0123456789abcdefghijklmnopqrstuv';
const SAID = { rate: 'Slow down', overload: 'Overloaded', invalid: 'Too long a prompt', other: 'It broke' };
const upstream = new StrangeUpstream();
let scene: HostileScene;

beforeAll(async () => {
  await upstream.listen();
  const { baseUrl } = upstream;
  scene = await HostileScene.start(baseUrl, {
    upstreams: [
      { name: 'c', kind: 'openai', baseUrl, models: ['chat'], apis: ['chat'] },
      { name: 'r', kind: 'openai', baseUrl, models: ['responses'], apis: ['responses'] },
      { name: 'm', kind: 'anthropic', baseUrl, models: ['messages'] },
    ],
    prices: Object.fromEntries(['chat', 'responses', 'messages'].map((model) => [model, { input: 1, output: 2 }])),
  });
});
afterAll(async () => {
  await scene.remove();
  await upstream.close();
});

type Dialect = 'chat' | 'responses' | 'messages';
const DIALECTS: readonly Dialect[] = ['chat', 'responses', 'messages'];
const REQUESTS = {
  chat: ['/chat/completions', { max_tokens: 9, messages: [{ role: 'user', content: 'x' }] }],
  responses: ['/responses', { max_output_tokens: 9, input: 'x', store: false }],
  messages: ['/messages', { max_tokens: 9, messages: [{ role: 'user', content: 'x' }] }],
} as const;

const event = (value: Readonly<Record<string, unknown>>): string =>
  `${typeof value['type'] === 'string' ? `event: ${value['type']}\n` : ''}data: ${JSON.stringify(value)}\n\n`;

interface Said {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
}

/** As each dialect says it in a stream. */
const failing: Readonly<Record<Dialect, (error: Said) => string>> = {
  chat: (error) => event({ error }),
  responses: (error) => event({ type: 'response.failed', response: { id: 'r', status: 'failed', output: [], error } }),
  messages: (error) => event({ type: 'error', error }),
};

const begun: Readonly<Record<Dialect, string>> = {
  chat: event({ id: 'c', choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi' } }] }),
  responses:
    event({ type: 'response.created', response: { id: 'r', model: 'm', status: 'in_progress', output: [] } }) +
    event({
      type: 'response.output_item.added',
      output_index: 0,
      item: { id: 'i', type: 'message', role: 'assistant', content: [] },
    }) +
    event({
      type: 'response.content_part.added',
      item_id: 'i',
      output_index: 0,
      content_index: 0,
      part: { type: 'output_text', text: '' },
    }) +
    event({ type: 'response.output_text.delta', item_id: 'i', output_index: 0, content_index: 0, delta: 'Hi' }),
  messages:
    event({
      type: 'message_start',
      message: { id: 'm', role: 'assistant', model: 'm', content: [], usage: { input_tokens: 1, output_tokens: 1 } },
    }) +
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }) +
    event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } }),
};

async function asked(client: Dialect, model: Dialect, stream: boolean): Promise<{ reply: Response; missionId: string }> {
  const { key, missionId } = await scene.scene();
  const [path, body] = REQUESTS[client];
  const reply = await fetch(`${scene.gateway.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, stream, ...body }),
  });
  return { reply, missionId };
}

const RATE: Said = { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: `${SAID.rate} ${SECRET}` };
const KINDS: readonly (readonly [Said, number, string])[] = [
  [RATE, 429, SAID.rate],
  [{ type: 'overloaded_error', message: SAID.overload }, 503, SAID.overload],
  [{ type: 'invalid_request_error', message: SAID.invalid }, 400, SAID.invalid],
  [{ type: 'server_error', message: SAID.other }, 502, SAID.other],
];

/** OpenAI itself passes on what failed in its own words, as an answer. */
const pairs = DIALECTS.flatMap((client) => DIALECTS.map((model) => [client, model] as const)).filter(
  ([client, model]) => client !== 'responses' || model !== 'responses',
);

test.each(pairs)(
  'before a byte went to a client of %s, a stream of %s that fails is an error of its status, charged as before',
  async (client, model) => {
    for (const [said, status, message] of KINDS) {
      upstream.answer = ({ socket }) =>
        socket.end(Buffer.concat([Buffer.from(CHUNKED_HEAD), framed(failing[model](said)), Buffer.from('0\r\n\r\n')]));
      const calls = upstream.calls.length;
      const { reply, missionId } = await asked(client, model, true);
      const text = await reply.text();
      expect([reply.status, reply.headers.get('x-should-retry')], text).toEqual([status, 'false']);
      const { error } = JSON.parse(text) as { error: Record<string, unknown> };
      expect(error['message']).toContain(message);
      expect(text).not.toContain(SECRET);
      if (said.code && model !== 'messages') expect(error['code']).toBe(said.code);
      if (client === 'messages' && status === 503) expect(error['type']).toBe('overloaded_error');
      const [usage] = await scene.booked(missionId, 1);
      expect(usage).toMatchObject({ estimated: true, outcome: 'error' });
      expect(usage!.costNanoUsd).toBeGreaterThan(0);
      expect(upstream.calls.length - calls, 'it may be billed, and is not repeated').toBe(1);
    }
  },
);

test.each(pairs)(
  'after bytes went to a client of %s, a stream of %s that fails ends with what was said',
  async (client, model) => {
    upstream.answer = ({ socket }) => socket.write(Buffer.concat([Buffer.from(CHUNKED_HEAD), framed(begun[model])]));
    const { reply, missionId } = await asked(client, model, true);
    expect(reply.status).toBe(200);
    let text = '';
    for await (const chunk of reply.body!.pipeThrough(new TextDecoderStream())) {
      if (!text.includes('Hi') && (text + chunk).includes('Hi'))
        upstream.calls.at(-1)!.socket.write(Buffer.concat([framed(failing[model](RATE)), Buffer.from('0\r\n\r\n')]));
      text += chunk;
    }
    const last = JSON.parse(text.trim().split('data: ').at(-1)!) as Record<string, unknown>;
    const error = (client === 'responses' ? last : last['error']) as Record<string, unknown>;
    expect(error['message'], text).toContain(SAID.rate);
    if (client === 'messages') expect(error['type']).toBe('rate_limit_error');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('[DONE]');
    expect((await scene.booked(missionId, 1))[0]).toMatchObject({ estimated: true, outcome: 'error' });
  },
);

test.each(pairs)('to a client of %s, a document of %s that holds an error and no answer is one', async (client, model) => {
  for (const [error, status, message] of KINDS) {
    const body = model === 'messages' ? { type: 'error', error } : { error };
    upstream.answer = ({ socket }) => socket.write(answerText(JSON.stringify(body)));
    const { reply, missionId } = await asked(client, model, false);
    const text = await reply.text();
    expect([reply.status, reply.headers.get('x-should-retry')], text).toEqual([status, 'false']);
    expect(text).toContain(message);
    expect(text).not.toContain(SECRET);
    const [usage] = await scene.booked(missionId, 1);
    expect(usage).toMatchObject({ estimated: true, outcome: 'error' });
  }
});
