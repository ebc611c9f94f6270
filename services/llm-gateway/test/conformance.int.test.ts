import { LLMock } from '@copilotkit/aimock';
import { GatewayAdminService, ListUsageRequest, type Usage } from '@panal/shared-types/gateway';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

/** An upstream that others wrote, in both dialects, with list prices. */
const mock = new LLMock({ port: 0 });
let home: GatewayHome;
let gateway: GatewayProcess;
let client: OpenAI;

const TOOL = {
  type: 'function' as const,
  function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};

beforeAll(async () => {
  mock.onMessage('say hello', {
    content: 'Hello, wörld!',
    usage: { prompt_tokens: 1_000, completion_tokens: 500, input_tokens: 1_000, output_tokens: 500 },
  });
  mock.onMessage('weather', { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Graz"}' }] });
  mock.onMessage('fail', { error: { message: 'Overloaded', type: 'overloaded_error' }, status: 503 });
  await mock.start();
  home = await GatewayHome.create();
  gateway = await home.start(
    {},
    {
      env: {
        OPENAI_API_KEY: 'sk-test',
        OPENAI_BASE_URL: `${mock.url}/v1`,
        ANTHROPIC_API_KEY: 'sk-ant-test',
        ANTHROPIC_BASE_URL: mock.url,
      },
    },
  );
  const { key, baseUrl } = await gateway.mint({ leaseId: 't-1.1' });
  client = new OpenAI({ apiKey: key, baseURL: baseUrl, maxRetries: 0 });
});
afterAll(async () => {
  await home.remove();
  await mock.stop();
});

async function newestUsage(): Promise<Usage> {
  const { usages } = await gateway.operator.call(GatewayAdminService.listUsage, ListUsageRequest.fromPartial({ limit: 1 }));
  return usages[0]!;
}

describe.each([
  // 1,000 input and 500 output tokens at list prices: 0.15 and 0.60, 3 and 15 dollars per million.
  ['gpt-4o-mini', 'openai', 450_000],
  ['claude-3-7-sonnet-latest', 'anthropic', 10_500_000],
] as const)('%s', (model, upstream, costNanoUsd) => {
  const ask = (content: string) => ({ model, messages: [{ role: 'user' as const, content }], tools: [TOOL], max_tokens: 600 });

  test('answers in one piece, at its list price', async () => {
    const { data, response } = await client.chat.completions.create(ask('say hello')).withResponse();
    expect(data.choices[0]!.message.content).toBe('Hello, wörld!');
    expect(data.usage).toMatchObject({ prompt_tokens: 1_000, completion_tokens: 500 });
    expect(response.headers.get('x-panal-upstream')).toBe(upstream);
    expect(await newestUsage()).toMatchObject({ model, upstream, costNanoUsd, estimated: false, outcome: 'ok' });
  });

  test('streams text', async () => {
    const stream = await client.chat.completions.create({
      ...ask('say hello'),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe('Hello, wörld!');
    expect(usage).toMatchObject({ prompt_tokens: 1_000, completion_tokens: 500 });
    expect(await newestUsage()).toMatchObject({ costNanoUsd, estimated: false });
  });

  test.each([false, true])('calls tools (stream: %s) and takes their results', async (stream) => {
    const message = stream
      ? (await client.chat.completions.stream(ask('weather')).finalChatCompletion()).choices[0]!.message
      : (await client.chat.completions.create(ask('weather'))).choices[0]!.message;
    const call = message.tool_calls![0]!;
    expect(call.type === 'function' && call.function).toMatchObject({ name: 'get_weather', arguments: '{"city":"Graz"}' });
    const followUp = await client.chat.completions.create({
      ...ask('weather'),
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'weather?' },
        { role: 'assistant', content: null, tool_calls: message.tool_calls! },
        { role: 'tool', tool_call_id: call.id, content: '21 degrees' },
        { role: 'user', content: 'say hello' },
      ],
    });
    expect(followUp.choices[0]!.message.content).toBe('Hello, wörld!');
  });

  test("shows the upstream's error and charges nothing for it", async () => {
    await expect(client.chat.completions.create(ask('fail'))).rejects.toMatchObject({ status: 503 });
    expect(await newestUsage()).toMatchObject({ costNanoUsd: 0, outcome: 'error' });
  });
});
