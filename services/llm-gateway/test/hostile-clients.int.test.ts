/** Clients that stall, leave, lie and smuggle: never a crash, an open hold, a connection left behind, or a wrong charge. */
import { seededRandom, until, within } from '@panal/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BillingUpstream, invoiceOf } from './billing-upstream.ts';
import { HostileScene, MODEL } from './hostile-scene.ts';
import { RawClient, rawRequest } from './raw-client.ts';

const MB = 1024 * 1024;
let upstream: BillingUpstream;
let scene: HostileScene;

beforeAll(async () => {
  upstream = await new BillingUpstream().listen();
  scene = await HostileScene.start(upstream.baseUrl);
});
afterAll(async () => {
  await scene.expectNoLeak();
  await scene.remove();
  await upstream.close();
});

const bodyOf = (more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ model: MODEL, max_tokens: 100, messages: [{ role: 'user', content: '{"tokens":3}' }], ...more });

const billedTo = (user: string) => upstream.billed.filter((entry) => entry.user === user);

async function expectServed(): Promise<void> {
  const { key } = await scene.scene();
  expect((await scene.chat(key)).status).toBe(200);
}

describe('clients that stall', () => {
  test.each([
    ['within the head', (request: Buffer) => request.subarray(0, 40)],
    ['within the body', (request: Buffer) => request.subarray(0, request.length - 5)],
  ])('%s, 100 of them, keep nobody from being served, and are charged nothing', async (_name, cut) => {
    const { key, missionId } = await scene.scene();
    const clients = Array.from({ length: 100 }, () => new RawClient(scene.port));
    await Promise.all(clients.map((client) => client.send(cut(rawRequest({ key, body: bodyOf({ user: missionId }) })))));
    await expectServed();
    await Promise.all(clients.map((client) => client.leave('end')));
    await scene.booked(missionId, 0);
    expect(billedTo(missionId)).toHaveLength(0);
  });

  test('in reading: what the upstream sent is not piled up, and is charged when they leave', async () => {
    const { key, missionId } = await scene.scene();
    const client = new RawClient(scene.port);
    client.socket.pause();
    const content = JSON.stringify({ tokens: 90, delayMs: 1 });
    await client.send(
      rawRequest({ key, body: bodyOf({ stream: true, user: missionId, messages: [{ role: 'user', content }] }) }),
    );
    await upstream.until(() => billedTo(missionId)[0]?.ended ?? false);
    await expectServed();
    await client.leave('reset');
    const [usage] = await scene.booked(missionId, 1);
    expect(usage!.costNanoUsd).toBeGreaterThanOrEqual(invoiceOf(billedTo(missionId)[0]!));
  });
});

describe('clients that leave', () => {
  const request = (key: string, user: string, stream: boolean): Buffer => {
    const content = JSON.stringify({ tokens: 30, delayMs: stream ? 2 : 40 });
    return rawRequest({ key, body: bodyOf({ stream, user, messages: [{ role: 'user', content }] }) });
  };
  const stages: readonly [string, (client: RawClient, bytes: Buffer, user: string) => Promise<unknown>][] = [
    ['before they said anything', () => Promise.resolve()],
    ['within the head', (client, bytes) => client.send(bytes.subarray(0, 60))],
    ['after the head', (client, bytes) => client.send(bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 4))],
    ['within the body', (client, bytes) => client.send(bytes.subarray(0, bytes.length - 1))],
    ['right after the body', (client, bytes) => client.send(bytes)],
    [
      'when the upstream has the request',
      async (client, bytes, user) => {
        await client.send(bytes);
        await upstream.until(() => billedTo(user).length > 0);
      },
    ],
    [
      'with the first bytes of the answer',
      async (client, bytes) => {
        await client.send(bytes);
        await client.until(({ text }) => text.length > 0, 'the first byte');
      },
    ],
    [
      'in the middle of the answer',
      async (client, bytes) => {
        await client.send(bytes);
        await client.until(({ text }) => text.split('word').length > 10, 'the tenth word');
      },
    ],
    [
      'after the answer',
      async (client, bytes) => {
        await client.send(bytes);
        await client.until(({ text }) => text.includes('[DONE]') || text.includes('"total_tokens"'), 'the end');
      },
    ],
  ];
  describe.each([true, false])('stream %s', (stream) => {
    test.each(stages)('%s', async (_name, until) => {
      for (const how of ['end', 'reset'] as const) {
        const { key, missionId } = await scene.scene();
        const client = new RawClient(scene.port);
        await until(client, request(key, missionId, stream), missionId);
        await client.leave(how);
        await upstream.until(() => billedTo(missionId).every(({ ended }) => ended));
        await settledAtLeast(missionId);
      }
      await expectServed();
    });
  });

  /** What the upstream billed is charged, exactly or as a marked estimate of no less; nothing stays held. */
  async function settledAtLeast(missionId: string): Promise<void> {
    const [entry] = billedTo(missionId);
    const usages = entry
      ? await scene.booked(missionId, 1)
      : await scene.booked(missionId, 0).catch(() => scene.booked(missionId, 1));
    for (const usage of usages) {
      const invoice = entry ? invoiceOf(entry) : 0;
      if (usage.estimated) expect(usage.costNanoUsd).toBeGreaterThanOrEqual(invoice);
      else expect(usage.costNanoUsd).toBe(invoice);
    }
  }
});

describe('bodies that are too large', () => {
  test.each([
    ['with a length of 50 MB', [`content-length: ${50 * MB}`], (part: Buffer) => part],
    [
      'in chunks without end',
      ['transfer-encoding: chunked'],
      (part: Buffer) => Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
    ],
  ])('%s are refused with 413, and not kept', async (_name, headers, frame) => {
    const { key, missionId } = await scene.scene();
    const client = new RawClient(scene.port);
    await client.send(rawRequest({ key, body: '', headers }));
    const part = frame(Buffer.alloc(MB, 'x'));
    for (let sent = 0; sent < 50 && !client.socket.closed && client.statuses.length === 0; sent += 1)
      await Promise.race([client.send(part), client.closed]);
    await client.until(({ statuses }) => statuses.length > 0, 'an answer');
    expect(client.statuses).toEqual([413]);
    await client.leave('reset');
    await expectServed();
    await scene.booked(missionId, 0);
  });

  test.each([
    ['a header of 1 MB', [`x-large: ${'x'.repeat(MB)}`]],
    ['20,000 headers', Array.from({ length: 20_000 }, (_, index) => `x-${index}: 1`)],
    ['an address of 1 MB', undefined],
  ])('%s is refused', async (_name, headers) => {
    const { key } = await scene.scene();
    const client = new RawClient(scene.port);
    const bytes = rawRequest({ key, body: '{}', headers: [...(headers ?? []), 'content-length: 2'] });
    await client.send(headers ? bytes : bytes.toString('latin1').replace('/v1/', `/${'x'.repeat(MB)}/`));
    await client.until(({ statuses }) => statuses.length > 0, 'an answer');
    for (const status of client.statuses) expect([400, 404, 413, 414, 431]).toContain(status);
    await client.leave('reset');
    await expectServed();
  });
});

describe('bodies that are not what they should be', () => {
  const whole = bodyOf();
  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a number', '1e999'],
    ['half an object', whole.slice(0, -10)],
    ['two objects', whole + whole],
    ['a comment', `/* */${whole}`],
    ['a raw NUL', whole.replace('{', '{\u0000')],
    ['a raw NUL in a text', whole.replace('tokens', 'to\u0000kens')],
    ['UTF-16', Buffer.from(whole, 'utf16le')],
    ['no messages', JSON.stringify({ model: MODEL })],
    ['messages that are a text', bodyOf({ messages: 'hello' })],
    ['a message that is null', bodyOf({ messages: [null] })],
    ['a model that is a list', bodyOf({ model: [MODEL] })],
    ['a negative limit of output', bodyOf({ max_tokens: -1 })],
    ['half a token', bodyOf({ max_tokens: 0.5 })],
    ['endless output', whole.replace('100', '1e999')],
    ['a limit of output in quotes', bodyOf({ max_tokens: '100' })],
    ['100,000 choices', bodyOf({ n: 100_000 })],
    ['a stream that is a text', bodyOf({ stream: 'yes' })],
    ['10,000 nested lists', whole.replace('"{', `"x","y":${'['.repeat(10_000)}${']'.repeat(10_000)},"z":"{`)],
  ])('%s is refused with 400, unsent and uncharged', async (_name, body) => {
    const { key, missionId } = await scene.scene();
    const before = upstream.bodiesSeen.length;
    const answer = await scene.post(key, body);
    expect([400, 404]).toContain(answer.status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.any(String) } });
    expect(upstream.bodiesSeen.length).toBe(before);
    await scene.booked(missionId, 0);
  });

  test.each<[string, string | Buffer]>([
    ['keys that come twice', whole.replace('"max_tokens":100', '"max_tokens":1,"max_tokens":100000,"max_tokens":7')],
    ['a key __proto__', whole.replace('{', '{"__proto__":{"max_tokens":1000000,"stream":true},')],
    ['lone surrogates', whole.replace('"user"', String.raw`"user","name":"\ud800\udfff\ud800"`)],
    ['an escaped NUL', whole.replace('"user"', String.raw`"user","name":"a\u0000b"`)],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from(`${whole.slice(0, -1)},"user":"`), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), Buffer.from('"}')]),
    ],
    ['a byte order mark', `\ufeff${whole}`],
  ])('%s: refused, or held, sent and charged as one and the same request', async (_name, body) => {
    const { key, missionId } = await scene.scene();
    const before = upstream.billed.length;
    const answer = await scene.post(key, body);
    await answer.text();
    if (answer.status !== 200) {
      expect(answer.status).toBe(400);
      expect(upstream.billed.length).toBe(before);
      return;
    }
    const entry = upstream.billed.at(-1)!;
    const [usage] = await scene.booked(missionId, 1);
    expect(usage).toMatchObject({ costNanoUsd: invoiceOf(entry), estimated: false });
    // Of keys that come twice the last one counts, here as there.
    expect([100, 7]).toContain(entry.outputLimit);
    expect(Object.keys(upstream.bodiesSeen.at(-1)!).filter((name) => name === 'max_tokens')).toHaveLength(1);
  });

  test.each([
    ['gzip', { 'content-encoding': 'gzip' }],
    ['another type', { 'content-type': 'text/html' }],
    ['a form', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['an odd charset', { 'content-type': 'application/json; charset=utf-7' }],
  ])('a body said to be %s is refused, or read as the JSON that it is', async (_name, headers) => {
    const { key, missionId } = await scene.scene();
    const answer = await scene.post(key, whole, headers);
    await answer.text();
    expect([200, 400, 415]).toContain(answer.status);
    const usages = await scene.booked(missionId, answer.status === 200 ? 1 : 0);
    for (const usage of usages) expect(usage.costNanoUsd).toBe(invoiceOf(upstream.billed.at(-1)!));
  });

  test('random damage to a request never breaks anything, and what is served is charged as billed', async () => {
    const random = seededRandom(20_261_122);
    const { key, missionId } = await scene.scene();
    let served = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      const body = Buffer.from(bodyOf({ user: missionId }));
      for (let hit = 0; hit <= random() * 2; hit += 1) body[Math.floor(random() * body.length)] = Math.floor(random() * 256);
      const answer = await scene.post(key, body);
      await answer.text();
      expect(answer.status).toBeLessThan(500);
      if (answer.status === 200) served += 1;
    }
    await scene.booked(missionId, served);
  });
});

describe('requests that two readers could read differently', () => {
  const inner = (key: string): Buffer => rawRequest({ key, body: bodyOf({ user: 'inner' }) });
  const outer = bodyOf({ user: 'outer' });
  const length = `content-length: ${outer.length}`;
  const chunk = `${outer.length.toString(16)}\r\n${outer}\r\n0\r\n\r\n`;
  test.each<[string, readonly string[], string]>([
    ['a length and chunks', [length, 'transfer-encoding: chunked'], chunk],
    ['chunks and a length', ['transfer-encoding: chunked', 'content-length: 5'], chunk],
    ['two lengths', [length, 'content-length: 5'], outer],
    ['two lengths in one', [`content-length: ${outer.length}, 5`], outer],
    ['a length with a sign', [`content-length: +${outer.length}`], outer],
    ['a length in hexadecimal', [`content-length: 0x${outer.length.toString(16)}`], outer],
    ['a negative length', ['content-length: -1'], outer],
    ['an empty length', ['content-length: '], outer],
    ['a length that overflows', ['content-length: 18446744073709551617'], outer],
    ['chunks by another name', ['transfer-encoding: xchunked'], chunk],
    ['chunks, then identity', ['transfer-encoding: chunked, identity'], chunk],
    ['chunks twice', ['transfer-encoding: chunked', 'transfer-encoding: chunked'], chunk],
    ['chunks with a tab', ['transfer-encoding:\tchunked', length], chunk],
    ['a space before the colon', ['transfer-encoding : chunked', length], chunk],
    ['a folded header', [`x-a: b\r\n ${length}`, length], outer],
    ['a bare line feed', [`x-a: b\ntransfer-encoding: chunked`, length], outer],
    ['a bare carriage return', [`x-a: b\rtransfer-encoding: chunked`, length], outer],
    ['a NUL in a header', [`x-a: b\0c`, length], outer],
    ['a header without a name', [': x', length], outer],
    ['a header without a colon', ['hello', length], outer],
    ['two hosts', ['host: other', length], outer],
    ['a chunk size with a sign', ['transfer-encoding: chunked'], `+${chunk}`],
    ['a chunk size with a prefix', ['transfer-encoding: chunked'], `0x${chunk}`],
    ['a chunk size that overflows', ['transfer-encoding: chunked'], `1${'0'.repeat(16)}${chunk}`],
    ['a chunk that is longer than it says', ['transfer-encoding: chunked'], `5\r\n${outer}\r\n0\r\n\r\n`],
    ['a chunk that ends with a line feed', ['transfer-encoding: chunked'], `${outer.length.toString(16)}\n${outer}\n0\n\n`],
    ['a trailer with a length', ['transfer-encoding: chunked'], chunk.replace('0\r\n', '0\r\ncontent-length: 5\r\n')],
  ])('%s: refused, or read as one request; what hides behind is never served as part of it', async (_name, headers, body) => {
    const { key, missionId } = await scene.scene();
    const before = upstream.billed.length;
    const client = new RawClient(scene.port);
    await client.send(Buffer.concat([rawRequest({ key, body: Buffer.from(body, 'latin1'), headers }), inner(key)]));
    const [status] = await outcome(client);
    // Either the form is refused, and with it all that follows; or both are whole requests, one after the other.
    if (status === 200) expect(client.statuses).toEqual([200, 200]);
    else {
      expect([400, 413, 431, 501]).toContain(status);
      await within(client.closed, 'the end of the connection');
      expect(client.statuses).toEqual([status]);
    }
    await client.leave('reset');
    const served = upstream.billed.slice(before);
    expect(served.map(({ user }) => user)).toEqual(status === 200 ? ['outer', 'inner'] : []);
    const usages = await scene.booked(missionId, served.length);
    for (const [index, usage] of usages.toReversed().entries()) expect(usage.costNanoUsd).toBe(invoiceOf(served[index]!));
  });

  /** Status codes, once there are two, or the first one is a refusal. */
  async function outcome(client: RawClient): Promise<number[]> {
    const over = ({ statuses, text }: RawClient): boolean =>
      (statuses[0] ?? 200) !== 200 || text.split('"total_tokens"').length === 3;
    await client.until(over, 'an answer');
    return client.statuses;
  }

  test.each([
    ['no HTTP', 'hello there\r\n\r\n'],
    ['HTTP/0.9', 'GET /v1/models\r\n\r\n'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a TLS greeting', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['a proxy header', 'PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['an odd version', 'POST /v1/chat/completions HTTP/1.9\r\nhost: x\r\ncontent-length: 0\r\n\r\n'],
    ['a method in small letters', 'post /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n'],
    ['CONNECT', 'CONNECT internal:22 HTTP/1.1\r\nhost: internal:22\r\n\r\n'],
    ['an upgrade', 'GET /v1/models HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
    [
      'another address in the line',
      'POST http://evil.example/v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}',
    ],
  ])('%s is refused or closed', async (_name, bytes) => {
    const before = upstream.billed.length;
    const client = new RawClient(scene.port);
    await client.send(Buffer.from(bytes, 'latin1'));
    client.socket.end();
    await client.until(({ statuses }) => statuses.length > 0, 'an answer or the end');
    for (const status of client.statuses) expect(status).toBeGreaterThanOrEqual(400);
    await client.leave('reset');
    expect(upstream.billed.length).toBe(before);
    await expectServed();
  });

  test('requests sent in one go are answered in their order, each charged to its own key', async () => {
    const scenes = [await scene.scene(), await scene.scene(), await scene.scene()];
    const client = new RawClient(scene.port);
    const delays = [30, 0, 10];
    const requests = scenes.map(({ key, missionId }, index) => {
      const content = JSON.stringify({ tokens: index + 1, delayMs: delays[index] });
      return rawRequest({ key, body: bodyOf({ user: missionId, messages: [{ role: 'user', content }] }) });
    });
    await client.send(Buffer.concat(requests));
    await client.until(({ text }) => text.split('"total_tokens"').length === 4, 'three answers');
    expect(client.statuses).toEqual([200, 200, 200]);
    expect([...client.text.matchAll(/"completion_tokens":(\d+)/g)].map((match) => match[1])).toEqual(['1', '2', '3']);
    await client.leave('end');
    for (const { missionId } of scenes) {
      const [usage] = await scene.booked(missionId, 1);
      expect(usage!.costNanoUsd).toBe(invoiceOf(billedTo(missionId)[0]!));
    }
  });

  test('a request that comes byte by byte, and one that waits to be told to go on, are served', async () => {
    const { key, missionId } = await scene.scene();
    const client = new RawClient(scene.port);
    for (const byte of rawRequest({ key, body: bodyOf({ user: missionId }) })) await client.send(Uint8Array.of(byte));
    await client.until(({ text }) => text.includes('"total_tokens"'), 'an answer');
    const body = bodyOf({ user: missionId });
    await client.send(rawRequest({ key, body: '', headers: [`content-length: ${body.length}`, 'expect: 100-continue'] }));
    await client.until(({ text }) => text.includes('100 Continue'), 'the word to go on');
    await client.send(body);
    await client.until(({ text }) => text.split('"total_tokens"').length === 3, 'the second answer');
    await client.leave('end');
    await scene.booked(missionId, 2);
  });

  test('500 connections that open, break and come again leave nothing behind', async () => {
    const { key, missionId } = await scene.scene();
    const bytes = rawRequest({ key, body: bodyOf({ user: missionId }) });
    const random = seededRandom(7);
    const turns = Array.from({ length: 500 }, async () => {
      const client = new RawClient(scene.port);
      await client.send(bytes.subarray(0, Math.floor(random() * bytes.length)));
      await client.leave(random() < 0.5 ? 'end' : 'reset');
    });
    await Promise.all(turns);
    await until(async () => ((await scene.balance(missionId)).held === 0 ? true : undefined), 'nothing held');
    expect(billedTo(missionId)).toHaveLength(0);
    await scene.booked(missionId, 0);
    await expectServed();
  });
});
