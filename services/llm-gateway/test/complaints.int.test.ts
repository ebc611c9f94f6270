/** Complaints of other gateways' users about clients that leave and streams whose usage is lost; each is named by its number there. */
import type { Usage } from '@panal/shared-types/gateway';
import { CorrectUsageRequest, GatewayAdminService, ReadUsageLogRequest } from '@panal/shared-types/gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testPrice } from './billing-upstream.ts';
import { HostileScene } from './hostile-scene.ts';
import { RawClient, rawRequest } from './raw-client.ts';
import {
  SSE,
  type StrangeCall,
  StrangeUpstream,
  answerText,
  doneEvent,
  reported,
  stopEvent,
  wordEvent,
} from './strange-upstream.ts';

const STREAM_HEAD = `HTTP/1.1 200 OK\r\ncontent-type: ${SSE}\r\n\r\n`;
let upstream: StrangeUpstream;
let scene: HostileScene;

beforeAll(async () => {
  upstream = await new StrangeUpstream().listen();
  const { baseUrl } = upstream;
  scene = await HostileScene.start(baseUrl, {
    upstreams: [
      { name: 'open', kind: 'openai', baseUrl, models: ['open-model', 'free-model'], cancelRule: 'delivered' },
      { name: 'draining', kind: 'openai', baseUrl, models: ['draining-model'], cancelRule: 'full' },
      { name: 'claude', kind: 'anthropic', baseUrl, models: ['claude-model'], cancelRule: 'delivered' },
    ],
    prices: {
      'open-model': testPrice,
      'free-model': { input: 0, output: 0 },
      'draining-model': testPrice,
      'claude-model': testPrice,
    },
  });
});
afterAll(async () => {
  await scene.expectNoLeak();
  await scene.remove();
  await upstream.close();
});

const cost = (inputTokens: number, outputTokens: number): number =>
  Math.round((inputTokens * testPrice.input + outputTokens * testPrice.output) * 1_000);

interface Left {
  readonly usage: Usage;
  /** Of the whole call, nano-USD. */
  readonly hold: number;
}

/** Streams until the text has come that often, then leaves; the one record of it. */
async function leaveAfter(
  model: string,
  given: { readonly answer: string; readonly seen: string; readonly times: number },
): Promise<Left> {
  const { key, missionId } = await scene.scene();
  const calls: StrangeCall[] = [];
  upstream.answer = (call) => {
    calls.push(call);
    call.socket.write(given.answer);
  };
  const body = JSON.stringify({ model, stream: true, max_tokens: 8_000, messages: [{ role: 'user', content: 'Write.' }] });
  const client = new RawClient(scene.port);
  await client.send(rawRequest({ key, body }));
  await client.until(({ text }) => text.split(given.seen).length > given.times, `${given.times} times ${given.seen}`);
  const { held } = await scene.balance(missionId);
  await client.leave('reset');
  await upstream.until(() => calls[0]!.socket.destroyed);
  const [usage] = await scene.booked(missionId, 1);
  return { usage: usage!, hold: held };
}

const words = (count: number): string => wordEvent.repeat(count);

/** What an upstream of the Messages API says before any word, and a word. */
const claudeStart = (inputTokens: number): string =>
  `event: message_start\ndata: ${JSON.stringify({
    type: 'message_start',
    message: { id: 'm', type: 'message', role: 'assistant', content: [], usage: { input_tokens: inputTokens, output_tokens: 1 } },
  })}\n\nevent: content_block_start\ndata: ${JSON.stringify({
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'text', text: '' },
  })}\n\n`;
const claudeDelta = `event: content_block_delta\ndata: ${JSON.stringify({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: 'lantern ' },
})}\n\n`;

describe('clients that leave a stream', () => {
  test('litellm#33736: who leaves in the middle does not go free', async () => {
    const { usage } = await leaveAfter('open-model', { answer: STREAM_HEAD + words(40), seen: 'data: {', times: 40 });
    expect(usage).toMatchObject({ outcome: 'cancelled', estimated: true });
    expect(usage.costNanoUsd).toBeGreaterThanOrEqual(cost(10, 40));
  });

  test('litellm#36008: where the provider bills on to the end, the end is charged', async () => {
    const { usage, hold } = await leaveAfter('draining-model', { answer: STREAM_HEAD + words(3), seen: 'data: {', times: 3 });
    expect(usage).toMatchObject({ outcome: 'cancelled', estimated: true, costNanoUsd: hold });
    expect(usage.costNanoUsd).toBeGreaterThanOrEqual(cost(10, 8_000));
  });

  test('litellm#37558: a stream of the Messages API that is left is recorded with its exact input and what came out', async () => {
    const answer = STREAM_HEAD + claudeStart(35) + claudeDelta.repeat(20);
    const { usage, hold } = await leaveAfter('claude-model', { answer, seen: 'lantern', times: 20 });
    expect(usage).toMatchObject({ outcome: 'cancelled', estimated: true, inputTokens: 35 });
    expect(usage.costNanoUsd).toBeGreaterThanOrEqual(cost(35, 20));
    expect(usage.costNanoUsd).toBeLessThan(hold);
  });

  test('bifrost#3709: 806 deltas are not billed as the one token that the start of the stream names', async () => {
    const answer = STREAM_HEAD + claudeStart(35) + claudeDelta.repeat(806);
    const { usage } = await leaveAfter('claude-model', { answer, seen: 'lantern', times: 806 });
    expect(usage.outputTokens).toBeGreaterThanOrEqual(806);
    expect(usage.costNanoUsd).toBeGreaterThanOrEqual(cost(35, 806));
  });

  test('litellm#37992: a price of zero stays zero; a reported usage of zero is marked as doubtful, and can be corrected to zero', async () => {
    const zero = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } })}\n\n`;
    const given = { answer: STREAM_HEAD + zero + words(5), seen: 'delta', times: 5 };
    expect((await leaveAfter('free-model', given)).usage).toMatchObject({ costNanoUsd: 0 });
    const { usage } = await leaveAfter('open-model', given);
    expect(usage).toMatchObject({ estimated: true, outcome: 'cancelled' });
    expect(usage.costNanoUsd).toBeGreaterThan(0);
    const correction = CorrectUsageRequest.fromPartial({
      requestId: usage.requestId,
      costNanoUsd: 0,
      reason: 'not on the invoice',
    });
    expect(await scene.gateway.operator.call(GatewayAdminService.correctUsage, correction)).toMatchObject({ ok: true });
    const [corrected] = await scene.booked(usage.missionId, 1);
    expect(corrected).toMatchObject({ costNanoUsd: 0, originalNanoUsd: usage.costNanoUsd });
  });
});

describe('streams whose usage is lost', () => {
  const inLastChoice = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: reported })}\n\n`;
  const alone = `${stopEvent}data: ${JSON.stringify({ choices: [], usage: reported })}\n\n`;
  test.each([
    ['litellm#41610: usage in an event of its own', alone],
    ['litellm#41610: usage beside the last choice', inLastChoice],
    [
      'litellm#41610: usage of zero before the true one',
      alone.replace(
        'data:',
        `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } })}\n\ndata:`,
      ),
    ],
  ])('%s is charged exactly', async (_name, end) => {
    upstream.answer = ({ socket }) => socket.write(answerText(words(3) + end + doneEvent, SSE));
    const { key, missionId } = await scene.scene();
    expect(await (await scene.chat(key, { model: 'open-model', stream: true })).text()).toContain('[DONE]');
    const [usage] = await scene.booked(missionId, 1);
    expect(usage).toMatchObject({ inputTokens: 40, outputTokens: 12, costNanoUsd: cost(40, 12), estimated: false });
  });

  test('bifrost#4484: the usage log holds the tokens of a stream as it does those of a document', async () => {
    const { key, missionId } = await scene.scene();
    upstream.answer = ({ socket, body }) =>
      socket.write(
        body['stream']
          ? answerText(words(3) + alone + doneEvent, SSE)
          : answerText(JSON.stringify({ choices: [], usage: reported })),
      );
    for (const stream of [true, false]) await (await scene.chat(key, { model: 'open-model', stream })).text();
    await scene.booked(missionId, 2);
    const request = ReadUsageLogRequest.fromPartial({ missionId, limit: 10 });
    const { usages } = await scene.gateway.operator.call(GatewayAdminService.readUsageLog, request);
    expect(usages.map(({ inputTokens, outputTokens, costNanoUsd }) => [inputTokens, outputTokens, costNanoUsd])).toEqual([
      [40, 12, cost(40, 12)],
      [40, 12, cost(40, 12)],
    ]);
  });
});
