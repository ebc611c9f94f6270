import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';
import { RawClient, rawRequest } from './raw-client.ts';

const TRAJECTORY = `version: 1
model: scripted-demo
steps:
  - { name: one, when: { contains: ["first question"] }, reply: { text: "answer-one" } }
  - { name: two, when: { contains: ["second question"] }, reply: { text: "answer-two" } }
`;

let home: GatewayHome;
let gateway: GatewayProcess;
let key: string;
let port: number;

beforeAll(async () => {
  home = await GatewayHome.create();
  const path = join(home.dataDir, 'trajectory.yaml');
  writeFileSync(path, TRAJECTORY);
  gateway = await home.start({ scriptedTrajectory: path });
  ({ key } = await gateway.mint({ leaseId: 't-1.1' }));
  port = Number(new URL(gateway.baseUrl).port);
});
afterAll(() => home.remove());

const bodyOf = (content: string): string => JSON.stringify({ model: 'scripted-demo', messages: [{ role: 'user', content }] });
const first = (): Buffer => rawRequest({ key, body: bodyOf('first question') });
const second = (): Buffer => rawRequest({ key, body: bodyOf('second question') });
const HEALTH = Buffer.from('GET /healthz HTTP/1.1\r\nhost: gateway\r\n\r\n');
const answered = (count: number) => (client: RawClient) =>
  client.statuses.length >= count && /answer-\w+"|ok\n/.test(client.text);

/** Sends the parts one after the other, each once the one before has left; resolves when there are `count` answers, or none more. */
async function exchange(parts: readonly Buffer[], count: number): Promise<RawClient> {
  const client = new RawClient(port);
  for (const part of parts) await client.send(part);
  await client.until(answered(count), `${count} answers`);
  await client.leave('end');
  return client;
}

/** The answers in order: the text of the model, or `ok` of the health check. */
const told = (client: RawClient): string[] =>
  [...client.text.matchAll(/answer-one|answer-two|\bok\n/g)].map(([text]) => text.trim());

describe('a connection', () => {
  test('takes a request split anywhere', async () => {
    const request = first();
    for (let at = 1; at < request.length; at += 9) {
      const client = await exchange([request.subarray(0, at), request.subarray(at)], 1);
      expect([at, client.statuses, told(client)]).toEqual([at, [200], ['answer-one']]);
    }
  });

  test('takes requests one after the other, and several at once in their order', async () => {
    const client = new RawClient(port);
    for (const count of [1, 2, 3]) {
      await client.send(first());
      await client.until(answered(count), 'an answer');
    }
    await client.send(Buffer.concat([second(), first(), second(), first().subarray(0, 80)]));
    await client.until(answered(6), 'three more');
    await client.send(first().subarray(80));
    await client.until((seen) => told(seen).length === 7, 'the last one');
    const [one, two] = ['answer-one', 'answer-two'];
    expect(told(client)).toEqual([one, one, one, two, one, two, one]);
    await client.leave('end');
  });

  test('changes between the two servers behind it without losing a byte', async () => {
    const client = new RawClient(port);
    await client.send(Buffer.concat([first(), HEALTH, second()]));
    await client.until((seen) => told(seen).length === 3, 'three answers');
    expect(told(client)).toEqual(['answer-one', 'ok', 'answer-two']);
    expect(client.statuses).toEqual([200, 200, 200]);
    await client.leave('end');
  });

  test('goes on behind a body that nobody wanted', async () => {
    const body = Buffer.alloc(5_000_000, 0x20);
    const client = new RawClient(port);
    await client.send(
      rawRequest({ key: 'pk-panal-unknown', body: body.subarray(0, 1), headers: [`content-length: ${body.length}`] }),
    );
    await client.until((seen) => seen.statuses.length === 1, 'the refusal');
    await client.send(body.subarray(1));
    await client.send(second());
    await client.until((seen) => told(seen).length === 1, 'the answer');
    expect(client.statuses).toEqual([401, 200]);
    await client.leave('end');
  });

  test('that asks to be closed is closed behind the answer', async () => {
    const body = bodyOf('first question');
    const client = new RawClient(port);
    await client.send(rawRequest({ key, body, headers: [`content-length: ${body.length}`, 'connection: close'] }));
    await client.closed;
    expect([client.statuses, told(client)]).toEqual([[200], ['answer-one']]);
  });
});

describe('a request that is not plain', () => {
  const body = bodyOf('first question');
  const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

  test.each([
    ['in chunks', ['transfer-encoding: chunked'], chunked],
    ['that waits for 100', [`content-length: ${body.length}`, 'expect: 100-continue'], body],
  ])('%s is served all the same', async (_what, headers, sent) => {
    const client = await exchange([rawRequest({ key, body: sent, headers })], 1);
    expect([client.statuses, told(client)]).toEqual([[200], ['answer-one']]);
  });

  // A request hidden in another one must never be answered: who stands before the gateway would not know of it.
  const hidden = `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n`;
  test.each([
    ['a length and a transfer encoding', ['content-length: 5', 'transfer-encoding: chunked'], `0\r\n\r\n${hidden}`],
    ['two lengths', [`content-length: 0`, `content-length: ${hidden.length}`], hidden],
    ['two lengths in one', [`content-length: 0, ${hidden.length}`], hidden],
    ['a length that is no number', ['content-length: 0x10'], hidden],
    ['a negative length', ['content-length: -1'], hidden],
    ['a blank before a colon', ['content-length : 5', 'content-length: 0'], hidden],
    ['a folded line', ['content-length:', ' 5'], hidden],
    ['a strange transfer encoding', ['transfer-encoding: xchunked'], hidden],
    ['a chunked encoding twice', ['transfer-encoding: chunked, identity'], hidden],
  ])('with %s is refused once, and the connection closed', async (_what, headers, sent) => {
    const client = new RawClient(port);
    await client.send(rawRequest({ key, body: sent, headers }));
    await client.closed;
    expect(client.statuses).toEqual([400]);
  });

  test('with a header above the bound is refused', async () => {
    const client = new RawClient(port);
    await client.send(rawRequest({ key, body, headers: [`content-length: ${body.length}`, `x-long: ${'a'.repeat(20_000)}`] }));
    await client.closed;
    expect(client.statuses).toEqual([431]);
  });
});
