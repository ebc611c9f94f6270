/** Upstreams that truncate, split, lie, drip, hang and forge: never a crash, an open hold, a wrong charge, or another's answer. */
import type { Usage } from '@panal/shared-types/gateway';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invoiceOf } from './billing-upstream.ts';
import { HostileScene } from './hostile-scene.ts';
import {
  CHUNKED_HEAD,
  SSE,
  type StrangeCall,
  StrangeUpstream,
  answerText,
  documentText,
  doneEvent,
  framed,
  manyBytes,
  reported,
  stopEvent,
  streamText,
  usageEvent,
  wordEvent,
} from './strange-upstream.ts';

const IDLE_MS = 2_000;
const TOTAL_MS = 5_000;
let upstream: StrangeUpstream;
let elsewhere: Server;
let scene: HostileScene;
let visitsElsewhere = 0;

beforeAll(async () => {
  upstream = await new StrangeUpstream().listen();
  elsewhere = createServer((_request, response) => {
    visitsElsewhere += 1;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  scene = await HostileScene.start(upstream.baseUrl, { firstByteMs: IDLE_MS, idleMs: IDLE_MS, totalMs: TOTAL_MS });
});
afterAll(async () => {
  await scene.expectNoLeak();
  await scene.remove();
  await upstream.close();
  elsewhere.close();
});

/** What the usage of all whole answers here amounts to. */
const exact = invoiceOf({
  user: '',
  model: '',
  inputTokens: reported.prompt_tokens,
  cachedTokens: 0,
  outputTokens: reported.completion_tokens,
  outputLimit: 0,
  ended: true,
});

interface Outcome {
  readonly status: number;
  readonly text: string;
  readonly usage: Usage;
  readonly missionId: string;
}

/** Asks once while the upstream answers so; the answer, and the one record of it. */
async function ask(answer: (call: StrangeCall) => unknown, stream: boolean): Promise<Outcome> {
  upstream.answer = answer;
  const calls = upstream.calls.length;
  const { key, missionId } = await scene.scene();
  const reply = await scene.chat(key, { stream });
  const text = await reply.text().catch(() => 'broken');
  const [usage] = await scene.booked(missionId, 1);
  expect(upstream.calls.length - calls, 'a call that may have been billed is not repeated').toBe(1);
  return { status: reply.status, text, usage: usage!, missionId };
}

async function expectServed(): Promise<void> {
  const { status, text, usage } = await ask(({ socket }) => socket.write(answerText(documentText())), false);
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ choices: [{ message: { content: manyBytes } }] });
  expect(usage).toMatchObject({ costNanoUsd: exact, estimated: false });
}

/** The gateway could not know what it cost: the whole hold, marked. */
function expectHeldCharged({ usage }: Outcome): void {
  expect(usage.estimated).toBe(true);
  expect(usage.costNanoUsd).toBeGreaterThan(exact);
}

const contentOf = (sse: string): string =>
  sse
    .split('\n\n')
    .filter((part) => part.startsWith('data: {'))
    .map(
      (part) => (JSON.parse(part.slice(6)) as { choices: { delta?: { content?: string } }[] }).choices[0]?.delta?.content ?? '',
    )
    .join('');

describe('answers in pieces', () => {
  const wholeDocument = Buffer.from(answerText(documentText()));
  const wholeStream = Buffer.concat([Buffer.from(CHUNKED_HEAD), framed(streamText), Buffer.from('0\r\n\r\n')]);

  test.each([
    ['a document', wholeDocument, false],
    ['a stream', wholeStream, true],
  ] as const)('%s cut in two at every byte comes out the same', async (_name, whole, stream) => {
    const { key, missionId } = await scene.scene();
    let at = 1;
    upstream.answer = async ({ socket }) => {
      socket.write(whole.subarray(0, at));
      await turn();
      socket.write(whole.subarray(at));
    };
    for (at = 1; at < whole.length; at += 1) {
      const text = await (await scene.chat(key, { stream })).text();
      expect(stream ? contentOf(text) : text, `cut at ${at}`).toBe(stream ? manyBytes + manyBytes : documentText());
      if (stream) expect(text.endsWith(doneEvent), `cut at ${at}`).toBe(true);
    }
    const usages = await scene.booked(missionId, whole.length - 1);
    for (const usage of usages) expect(usage).toMatchObject({ costNanoUsd: exact, estimated: false, outcome: 'ok' });
  });

  test.each([
    ['a document', wholeDocument, false],
    ['a stream', wholeStream, true],
  ] as const)('%s that drips byte by byte comes out the same', async (_name, whole, stream) => {
    const drip = async ({ socket }: StrangeCall): Promise<void> => {
      for (const byte of whole) {
        socket.write(Uint8Array.of(byte));
        await turn();
      }
    };
    const { status, text, usage } = await ask(drip, stream);
    expect(status).toBe(200);
    expect(stream ? contentOf(text) : text).toBe(stream ? manyBytes + manyBytes : documentText());
    expect(usage).toMatchObject({ costNanoUsd: exact, estimated: false });
  });

  test.each([
    ['every byte a chunk', Buffer.concat([...Buffer.from(streamText)].map((byte) => framed(Buffer.of(byte))))],
    [
      'chunks with extensions and leading zeroes',
      Buffer.from(`000${Buffer.byteLength(streamText).toString(16)};name="a;b"\r\n${streamText}\r\n`),
    ],
  ])('a stream in odd chunks (%s) comes out the same', async (_name, chunks) => {
    const { text, usage } = await ask(
      ({ socket }) => socket.write(Buffer.concat([Buffer.from(CHUNKED_HEAD), chunks, Buffer.from('0\r\n\r\n')])),
      true,
    );
    expect(contentOf(text)).toBe(manyBytes + manyBytes);
    expect(usage).toMatchObject({ costNanoUsd: exact, estimated: false });
  });

  test.each([
    ['lines that end with CR LF', streamText.replaceAll('\n', '\r\n')],
    ['comments and other fields', streamText.replaceAll('data: ', ': ping\nid: 1\nretry: 5\nevent: message\ndata: ')],
    ['no space after the colon', streamText.replaceAll('data: ', 'data:')],
    ['comments between events', streamText.replaceAll('\n\n', '\n\n: ping\n\n')],
    ['no last blank line', streamText.trimEnd()],
  ])('a stream with %s is charged exactly', async (_name, text) => {
    const { status, usage } = await ask(({ socket }) => socket.write(answerText(text, SSE)), true);
    expect(status).toBe(200);
    expect(usage).toMatchObject({ costNanoUsd: exact, estimated: false, outcome: 'ok' });
  });

  test.each([
    [
      'ends with the connection',
      (call: StrangeCall) => call.socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n${documentText()}`),
    ],
    [
      'has trailers',
      (call: StrangeCall) =>
        call.socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${framed(documentText()).toString()}0\r\nx-checksum: 1\r\n\r\n`,
        ),
    ],
    [
      'follows two provisional ones',
      (call: StrangeCall) =>
        call.socket.write(
          `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${answerText(documentText())}`,
        ),
    ],
  ])('an answer that %s is read whole', async (_name, answer) => {
    const { status, text, usage } = await ask(answer, false);
    expect([status, text]).toEqual([200, documentText()]);
    expect(usage).toMatchObject({ costNanoUsd: exact, estimated: false });
  });
});

describe('usage that is odd', () => {
  const sent = (usage: object | undefined) => ({
    document: answerText(documentText(usage ? { usage } : {})),
    stream: answerText(`${wordEvent}${stopEvent}${usage ? usageEvent(usage) : ''}${doneEvent}`, SSE),
  });
  test.each<[string, object | undefined]>([
    ['is missing', undefined],
    ['is zero', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
    ['has no output', { prompt_tokens: 40, completion_tokens: 0, total_tokens: 40 }],
    ['is negative', { prompt_tokens: 40, completion_tokens: -12, total_tokens: 28 }],
    ['is a text', { prompt_tokens: '40', completion_tokens: '12' }],
    ['is a fraction', { prompt_tokens: 40.5, completion_tokens: 0.1 }],
    ['is null', { prompt_tokens: null, completion_tokens: null }],
    ['is far above what could be', { prompt_tokens: 40, completion_tokens: 1e9 }],
    ['is beyond whole numbers', { prompt_tokens: 40, completion_tokens: 2 ** 60 }],
  ])('%s: the hold is charged, and marked', async (_name, usage) => {
    for (const stream of [false, true]) {
      const bytes = sent(usage)[stream ? 'stream' : 'document'];
      const outcome = await ask(({ socket }) => socket.write(bytes), stream);
      expect(outcome.status).toBe(200);
      expectHeldCharged(outcome);
    }
  });

  test.each([
    ['twice, the same', [reported, reported]],
    ['twice, growing', [{ prompt_tokens: 40, completion_tokens: 1 }, reported]],
    ['with every event', [{ prompt_tokens: 40, completion_tokens: 3 }, { prompt_tokens: 40, completion_tokens: 7 }, reported]],
    ['first as zero', [{ prompt_tokens: 0, completion_tokens: 0 }, reported]],
    ['and then a broken one', [reported, { prompt_tokens: 'x', completion_tokens: null }]],
  ])('comes %s: charged once, as last reported', async (_name, usages) => {
    const text = `${wordEvent}${usages.map((usage) => usageEvent(usage)).join(wordEvent)}${stopEvent}${doneEvent}`;
    const { status, usage } = await ask(({ socket }) => socket.write(answerText(text, SSE)), true);
    expect(status).toBe(200);
    expect(usage).toMatchObject({ costNanoUsd: exact, estimated: false });
  });
});

describe('answers that are no answers', () => {
  const head = (length: number, type = 'application/json'): string =>
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;
  const text = documentText();
  test.each<[string, boolean, (call: StrangeCall) => unknown]>([
    ['a document cut by the end', false, ({ socket }) => socket.end(head(text.length + 50) + text.slice(0, 60))],
    [
      'a document cut by a reset',
      false,
      ({ socket }) => socket.write(head(text.length + 50) + text, () => socket.resetAndDestroy()),
    ],
    ['a length that is too short', false, ({ socket }) => socket.end(head(40) + text)],
    ['a stream cut by the end', true, ({ socket }) => socket.end(Buffer.concat([Buffer.from(CHUNKED_HEAD), framed(wordEvent)]))],
    ['a stream that ends without an end', true, ({ socket }) => socket.write(answerText(wordEvent, SSE))],
    ['a stream cut within an event', true, ({ socket }) => socket.write(answerText(wordEvent + stopEvent.slice(0, 30), SSE))],
    ['a stream of other things', true, ({ socket }) => socket.write(answerText('data: [1,2]\n\ndata: x\n\n', SSE))],
    ['an empty stream', true, ({ socket }) => socket.write(answerText('', SSE))],
    ['an empty document', false, ({ socket }) => socket.write(answerText(''))],
    ['no content', false, ({ socket }) => socket.write('HTTP/1.1 204 No Content\r\n\r\n')],
    [
      'an odd status',
      false,
      ({ socket }) => socket.write('HTTP/1.1 299 Fine\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}'),
    ],
    [
      'a switch of protocols',
      false,
      ({ socket }) => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ],
    [
      'an error inside 200',
      false,
      ({ socket }) => socket.write(answerText('{"error":{"message":"overloaded","type":"server_error"}}')),
    ],
    [
      'an error inside a stream',
      true,
      ({ socket }) => socket.write(answerText(`${wordEvent}data: {"error":{"message":"overloaded"}}\n\n`, SSE)),
    ],
    [
      'an error as the first event',
      true,
      ({ socket }) => socket.write(answerText('data: {"error":{"message":"overloaded"}}\n\n', SSE)),
    ],
    ['a document instead of a stream', true, ({ socket }) => socket.write(answerText(text))],
    ['a stream instead of a document', false, ({ socket }) => socket.write(answerText(streamText, SSE))],
    [
      'a compressed document',
      false,
      ({ socket }) => {
        const bytes = gzipSync(text);
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${bytes.length}\r\n\r\n`,
        );
        socket.write(bytes);
      },
    ],
    [
      'a redirect',
      false,
      ({ socket }) => {
        const { port } = elsewhere.address() as AddressInfo;
        socket.write(
          `HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:${port}/v1/chat/completions\r\ncontent-length: 0\r\n\r\n`,
        );
      },
    ],
    ['no HTTP', false, ({ socket }) => socket.end('hello\r\n\r\n')],
    ['an HTTP version of its own', false, ({ socket }) => socket.end(`HTTP/3.7 200 OK\r\n\r\n${text}`)],
    [
      'two lengths',
      false,
      ({ socket }) =>
        socket.end(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
        ),
    ],
    ['chunks of an odd size', true, ({ socket }) => socket.end(`${CHUNKED_HEAD}zz\r\n${wordEvent}\r\n0\r\n\r\n`)],
    ['a chunk size that overflows', true, ({ socket }) => socket.end(`${CHUNKED_HEAD}ffffffffffffffffff\r\n${wordEvent}`)],
    ['a head of 1 MB', false, ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\nx-large: ${'x'.repeat(1_048_576)}\r\n\r\n`)],
    ['a head without end', false, ({ socket }) => void endless(socket, 'x-more: 1\r\n'.repeat(1_000), 'HTTP/1.1 200 OK\r\n')],
    [
      'provisional answers without end',
      false,
      ({ socket }) => void endless(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(2_000), ''),
    ],
    ['nothing, and hangs', false, () => undefined],
    ['a head, and hangs', true, ({ socket }) => socket.write(CHUNKED_HEAD)],
    ['some words, and hangs', true, ({ socket }) => socket.write(Buffer.concat([Buffer.from(CHUNKED_HEAD), framed(wordEvent)]))],
    ['a reset at once', false, ({ socket }) => socket.resetAndDestroy()],
    ['half a head and a reset', false, ({ socket }) => socket.write('HTTP/1.1 20', () => socket.resetAndDestroy())],
    [
      'a stream without end',
      true,
      ({ socket }) => void endless(socket, wordEvent, CHUNKED_HEAD.replace('transfer-encoding: chunked\r\n', '')),
    ],
    [
      'an event without end',
      true,
      ({ socket }) =>
        void endless(socket, 'x'.repeat(65_536), `${CHUNKED_HEAD.replace('transfer-encoding: chunked\r\n', '')}data: `),
    ],
    [
      'a document without end',
      false,
      ({ socket }) => void endless(socket, ' '.repeat(65_536), 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n'),
    ],
  ])('%s (stream %s): an error, the hold charged and marked, and the next one is served', async (_name, stream, answer) => {
    const outcome = await ask(answer, stream);
    // What broke after its first bytes has its 200 already; it lacks its end instead.
    if (outcome.status === 200) {
      expect(stream).toBe(true);
      expect(outcome.text).not.toContain('[DONE]');
      expect(outcome.text).toContain('"error"');
    } else expect([502, 504]).toContain(outcome.status);
    expectHeldCharged(outcome);
    expect(visitsElsewhere).toBe(0);
    await expectServed();
  });

  /** Sends one part after the other for as long as it is let. */
  async function endless(socket: StrangeCall['socket'], part: string, first: string): Promise<void> {
    socket.write(first);
    while (!socket.destroyed) {
      if (!socket.write(part)) await new Promise<void>((resolve) => socket.once('drain', resolve).once('close', resolve));
      await turn();
    }
  }
});

describe('answers that nobody asked for', () => {
  test('a second answer behind the first is not given to the next client', async () => {
    const forged = answerText(documentText({ usage: { ...reported, prompt_tokens: 1 } }).replace(manyBytes, 'forged'));
    let count = 0;
    upstream.answer = ({ socket }) => socket.write(answerText(documentText()) + (count++ === 0 ? forged : ''));
    const first = await scene.scene();
    expect(await (await scene.chat(first.key)).text()).toBe(documentText());
    for (let index = 0; index < 5; index += 1) {
      const { key, missionId } = await scene.scene();
      expect(await (await scene.chat(key)).text()).toBe(documentText());
      expect((await scene.booked(missionId, 1))[0]).toMatchObject({ costNanoUsd: exact, estimated: false });
    }
  });

  test('an answer that comes late, after its client was given up, is not given to the next one', async () => {
    const late: StrangeCall[] = [];
    upstream.answer = (call) => late.push(call);
    const hung = await scene.scene();
    expect((await scene.chat(hung.key)).status).toBe(504);
    late[0]!.socket.write(answerText(documentText().replace(manyBytes, 'late')));
    await expectServed();
  });

  test('an answer before the request is not taken for it', async () => {
    await expectServed();
    for (const { socket } of upstream.calls.slice(-1)) socket.write(answerText(documentText().replace(manyBytes, 'early')));
    await sleep(20);
    await expectServed();
  });

  test('kept connections that the upstream closes cost nobody an answer', async () => {
    for (let index = 0; index < 20; index += 1) {
      await expectServed();
      upstream.calls.at(-1)!.socket.end();
      await turn();
    }
  });
});

test('50 clients are each given their own answer', async () => {
  upstream.answer = async ({ socket, body }) => {
    await sleep(Math.random() * 20);
    socket.write(answerText(documentText().replace(manyBytes, String(body['user']))));
  };
  const { key, missionId } = await scene.scene();
  const ask50 = Array.from({ length: 50 }, async (_, index) => {
    const reply = await scene.chat(key, { user: `user-${index}-end` });
    expect(await reply.text()).toContain(`user-${index}-end`);
  });
  await Promise.all(ask50);
  await scene.booked(missionId, 50);
});
