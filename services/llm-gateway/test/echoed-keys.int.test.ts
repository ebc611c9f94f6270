/** An upstream that repeats the gateway's key: no form of it reaches a client or a log. */
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testPrice } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

/** Looks like no kind of key that a pattern could know. */
const KEY = 'Zx81QpLmN0secretKEYvalue77';
const FORMS = [KEY, Buffer.from(KEY).toString('base64'), Buffer.from(`Bearer ${KEY}`).toString('base64')];

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
let answer: Answer;
let upstream: Server;
let home: GatewayHome;
let gateway: GatewayProcess;

beforeAll(async () => {
  upstream = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(answer.status, { 'content-type': answer.type ?? 'application/json', ...answer.headers });
      response.end(answer.body);
    });
  });
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  const { port } = upstream.address() as AddressInfo;
  home = await GatewayHome.create();
  gateway = await home.start(
    {
      upstreams: [{ name: 'u', kind: 'openai', baseUrl: `http://127.0.0.1:${port}/v1`, models: ['m'], apiKeyEnv: 'ECHO_KEY' }],
      prices: { m: testPrice },
      attemptsMax: 1,
      failuresMax: 1_000,
    },
    { env: { ECHO_KEY: KEY } },
  );
});
afterAll(async () => {
  await home.remove();
  upstream.close();
});

const error = (fields: object): string => JSON.stringify({ error: { message: 'x', type: 't', code: 'c', ...fields } });

test.each<[string, Answer]>([
  ['the message', { status: 400, body: error({ message: `bad ${FORMS.join(' ')} here` }) }],
  ['the type', { status: 400, body: error({ type: KEY }) }],
  ['the code', { status: 400, body: error({ code: `${KEY}-code` }) }],
  ['the code of a refused key', { status: 401, body: error({ message: KEY, type: KEY, code: KEY }) }],
  ['an error that is a text', { status: 422, body: JSON.stringify({ error: `bad ${KEY}` }) }],
  ['the header Retry-After', { status: 429, body: error({}), headers: { 'retry-after': KEY } }],
  ['the content type', { status: 200, body: '{}', type: `text/${KEY}` }],
  ['a document that is no JSON', { status: 200, body: `${KEY}{{{` }],
  ['a stream that is none', { status: 200, body: `data: ${KEY}\n\n`, type: 'text/event-stream' }],
  ['an error in a stream', { status: 200, body: `data: ${error({ message: KEY })}\n\n`, type: 'text/event-stream' }],
])('a key in %s stays inside', async (_name, given) => {
  answer = given;
  const { key } = await gateway.mint({ leaseId: 't-1.1' });
  const stream = given.type === 'text/event-stream';
  const reply = await gateway.chat(key, { model: 'm', max_tokens: 5, stream, messages: [{ role: 'user', content: 'hi' }] });
  const seen = `${JSON.stringify([...reply.headers])} ${await reply.text()}`;
  for (const form of [KEY.slice(0, 8), ...FORMS.slice(1, 3).map((text) => text.slice(12, 30))]) {
    expect(seen).not.toContain(form);
    expect(gateway.process.output).not.toContain(form);
  }
});
