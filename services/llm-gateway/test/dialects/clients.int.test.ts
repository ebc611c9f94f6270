/** Every client that others wrote, before upstreams of every dialect: documents, streams, tools and errors. */
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayHome, type GatewayProcess } from '../gateway-process.ts';
import { CALLERS } from './sdk-callers.ts';

const mock = new LLMock({ port: 0 });
let home: GatewayHome;
let gateway: GatewayProcess;
let key: string;

const USAGE = { prompt_tokens: 1_000, completion_tokens: 500, input_tokens: 1_000, output_tokens: 500 };
/** By the dialect of the upstream that answers it; the mock speaks them all. */
const MODELS = { chat: 'model-of-chat', responses: 'model-of-responses', messages: 'model-of-messages' } as const;

beforeAll(async () => {
  mock.onMessage('say hello', { content: 'Hello, wörld! 🐝', usage: USAGE });
  mock.onMessage('weather', { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Graz"}' }], usage: USAGE });
  mock.onMessage('be limited', { error: { message: 'Too many requests', type: 'rate_limit_error' }, status: 429 });
  mock.onMessage('be refused', { error: { message: 'No such thing', type: 'invalid_request_error' }, status: 400 });
  await mock.start();
  home = await GatewayHome.create();
  const price = { input: 1, output: 2 };
  const common = { baseUrl: `${mock.url}/v1` };
  gateway = await home.start({
    upstreams: [
      { ...common, name: 'chat', kind: 'openai', apis: ['chat'], models: [MODELS.chat] },
      { ...common, name: 'responses', kind: 'openai', apis: ['responses'], models: [MODELS.responses] },
      { ...common, name: 'messages', kind: 'anthropic', models: [MODELS.messages] },
    ],
    prices: { [MODELS.chat]: price, [MODELS.responses]: price, [MODELS.messages]: price },
    attemptsMax: 1,
    failuresMax: 1_000,
  });
  ({ key } = await gateway.mint({ leaseId: 't.1' }));
});
afterAll(async () => {
  await home.remove();
  await mock.stop();
});

const statusOf = (error: unknown): unknown => {
  const { status, statusCode, response } = error as { status?: number; statusCode?: number; response?: { status?: number } };
  return status ?? statusCode ?? response?.status;
};

describe.each(Object.entries(CALLERS))('%s', (_name, caller) => {
  describe.each(Object.entries(MODELS))('at an upstream of %s', (_dialect, model) => {
    const call = (prompt: string, stream: boolean, withTool = false) =>
      caller({ baseUrl: gateway.baseUrl, key, model, prompt, stream, withTool });

    test.each([false, true])('text (stream: %s)', async (stream) => {
      const heard = await call('say hello', stream);
      expect(heard).toEqual({ text: 'Hello, wörld! 🐝', calls: [], inputTokens: 1_000, outputTokens: 500 });
    });

    test.each([false, true])('a tool (stream: %s)', async (stream) => {
      const { calls } = await call('weather', stream, true);
      expect(calls).toEqual([{ name: 'get_weather', input: { city: 'Graz' } }]);
    });

    test.each([
      ['be refused', 400, false],
      ['be refused', 400, true],
      ['be limited', 429, false],
    ] as const)('an error: %s %s (stream: %s)', async (prompt, status, stream) => {
      const failed: unknown = await call(prompt, stream).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(statusOf(failed)).toBe(status);
    });
  });
});
