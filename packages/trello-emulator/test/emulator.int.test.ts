import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RateLimits, type TrelloEmulator, randomFaults, startTrelloEmulator, trelloLimits } from '../src/index.ts';

const credentials = { apiKey: 'key', token: 'token', appSecret: 'secret' };
const authorization = 'OAuth oauth_consumer_key="key", oauth_token="token"';
let board: TrelloEmulator;
let receiver: Server;
let received: { body: string; headers: Record<string, unknown> }[];
let answers: number[];

beforeEach(async () => {
  board = await startTrelloEmulator({ ...credentials, lists: ['Inbox', 'Done'], people: ['Ada'], retryMs: [5, 5, 5] });
  received = [];
  answers = [];
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'POST') received.push({ body, headers: request.headers });
      response.writeHead(request.method === 'POST' ? (answers.shift() ?? 200) : 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});
afterEach(async () => {
  await board.stop();
  receiver.close();
  receiver.closeAllConnections();
});

const callback = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${board.baseUrl}${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

it('a webhook is registered, told of what happens with a signature over the raw body, and retried until it answers 200', async () => {
  const hook = { callbackURL: callback(), idModel: board.boardId };
  expect((await ask('POST', '/webhooks/', hook)).status).toBe(200);
  answers = [500, 503];
  const cardId = board.createCard({ list: 'Inbox', name: 'Zażółć 🐝', by: board.people[0]!.memberId });
  await board.until(() => board.answered.includes(200), 'it is delivered');
  expect(board.answered).toEqual([500, 503, 200]);
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  const { body, headers } = received[0]!;
  const signature = createHmac('sha1', 'secret')
    .update(body + callback())
    .digest('base64');
  expect(headers).toMatchObject({ 'x-trello-webhook': signature });
  expect(JSON.parse(body)).toMatchObject({
    action: { type: 'createCard', data: { card: { id: cardId, name: 'Zażółć 🐝' } }, memberCreator: { fullName: 'Ada' } },
    model: { id: board.boardId },
  });
});

it('a callback that does not answer HEAD with 200 is not registered', async () => {
  const answer = await ask('POST', '/webhooks/', { callbackURL: 'http://127.0.0.1:1/hook', idModel: board.boardId });
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining('did not return 200 status code') as string,
  ]);
});

it('deliveries carry the identifier of the client that caused them, of no other', async () => {
  board.registerWebhook(callback());
  const [list] = (await (await ask('GET', `/boards/${board.boardId}/lists`)).json()) as { id: string }[];
  await ask('POST', '/cards', { name: 'ours', idList: list!.id }, { 'x-trello-client-identifier': 'me' });
  await ask('POST', '/cards', { name: 'theirs', idList: list!.id });
  await board.until(() => board.answered.length === 2, 'both are delivered');
  const names = received.map(({ body, headers }) => [
    (JSON.parse(body) as { action: { data: { card: { name: string } } } }).action.data.card.name,
    headers['x-trello-client-identifier'],
  ]);
  expect(names.toSorted(([one], [other]) => String(one).localeCompare(String(other)))).toEqual([
    ['ours', 'me'],
    ['theirs', undefined],
  ]);
});

it('wrong credentials, too long addresses, broken and too large bodies are refused', async () => {
  const status = async (answer: Promise<Response>): Promise<number> => (await answer).status;
  expect(
    await status(ask('GET', '/members/me', undefined, { authorization: 'OAuth oauth_consumer_key="key", oauth_token="x"' })),
  ).toBe(401);
  expect(await status(fetch(`${board.baseUrl}/members/me?key=other&token=token`))).toBe(401);
  expect(await status(fetch(`${board.baseUrl}/members/me?key=key&token=token`))).toBe(200);
  expect(await status(ask('GET', `/members/me?x=${'y'.repeat(8_200)}`))).toBe(414);
  const raw = (body: string): Promise<Response> =>
    fetch(`${board.baseUrl}/cards`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body });
  expect(await status(raw('{'))).toBe(400);
  expect(await status(raw(`{"name":"${'x'.repeat(13 * 1024 * 1024)}"}`).catch(() => ({ status: 413 }) as Response))).toBe(413);
});

it('files come as forms, and forms as plain ones', async () => {
  const cardId = board.createCard({ list: 'Inbox', name: 'with a file', by: board.people[0]!.memberId });
  const form = new FormData();
  form.append('file', new Blob(['hello']), 'hello.txt');
  const headers = { authorization };
  const answer = await fetch(`${board.baseUrl}/cards/${cardId}/attachments`, { method: 'POST', headers, body: form });
  expect([answer.status, await answer.json()]).toMatchObject([200, { name: 'hello.txt', bytes: 5 }]);
  const body = new URLSearchParams({ text: 'as a form' });
  expect((await fetch(`${board.baseUrl}/cards/${cardId}/actions/comments`, { method: 'POST', headers, body })).status).toBe(200);
  expect(board.comments(cardId)).toMatchObject([{ text: 'as a form', writes: 1 }]);
});

it('limits are those that are given, or none', async () => {
  const askTwelve = async (limits: RateLimits | 'none'): Promise<number[]> => {
    const limited = await startTrelloEmulator({ ...credentials, lists: [], limits });
    const address = `${limited.baseUrl}/boards/${limited.boardId}`;
    const answers = await Promise.all(
      Array.from({ length: 12 }, async () => (await fetch(address, { headers: { authorization } })).status),
    );
    await limited.stop();
    return answers;
  };
  expect((await askTwelve({ ...trelloLimits, perToken: 3 })).filter((status) => status === 429)).not.toHaveLength(0);
  expect(new Set(await askTwelve('none'))).toEqual(new Set([200]));
});

it('faults: an answer without its effect, an effect without its answer; lost and doubled deliveries', async () => {
  board.registerWebhook(callback());
  const [list] = (await (await ask('GET', `/boards/${board.boardId}/lists`)).json()) as { id: string }[];
  const create = (name: string): Promise<Response> => ask('POST', '/cards', { name, idList: list!.id });
  board.fault = () => ({ status: 503, headers: { 'retry-after': '7' } });
  const refused = await create('none');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
  board.fault = () => 'lose-answer';
  board.fateOf = () => 'twice';
  await expect(create('unseen')).rejects.toThrow('fetch failed');
  await board.until(() => board.answered.length === 2, 'it is delivered twice');
  board.fault = () => undefined;
  board.fateOf = () => 'lose';
  await create('untold');
  expect(received.map(({ body }) => body.includes('unseen'))).toEqual([true, true]);
  const cards = (await (await ask('GET', `/boards/${board.boardId}/cards`)).json()) as { name: string }[];
  expect(cards.map(({ name }) => name)).toEqual(['unseen', 'untold']);
});

it('random faults follow from their seed and come in about their share', () => {
  const drawn = (seed: number): unknown[] => {
    const { request, delivery } = randomFaults(0.25, seed);
    return Array.from({ length: 2_000 }, (_, index) => (index % 2 === 0 ? request() : delivery()));
  };
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
  const faults = drawn(7).filter((fate) => fate !== undefined && fate !== 'send');
  expect(faults.length).toBeGreaterThan(400);
  expect(faults.length).toBeLessThan(600);
});

it('the page is for this machine alone, and what people write stays text in it', async () => {
  const hostile = await startTrelloEmulator({ ...credentials, lists: [], people: ['</script><script>alert(1)//'] });
  const page = await (await fetch(hostile.pageUrl)).text();
  expect(page).not.toContain('</script><script>');
  const { hostname, port } = new URL(hostile.pageUrl);
  const { request } = await import('node:http');
  const foreign = request({ host: hostname, port, path: '/', headers: { host: 'evil.example' } }).end();
  const [answer] = (await once(foreign, 'response')) as [{ statusCode: number; resume: () => void }];
  answer.resume();
  expect(answer.statusCode).toBe(421);
  await hostile.stop();
});

it('the same options give the same ids, so that settings last over restarts', async () => {
  const again = await startTrelloEmulator({ ...credentials, lists: ['Inbox', 'Done'], people: ['Ada'] });
  expect([again.boardId, again.people[0]!.memberId]).toEqual([board.boardId, board.people[0]!.memberId]);
  await again.stop();
});
