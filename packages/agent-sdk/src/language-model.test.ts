import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TaskAssignment } from '@panal/shared-types/orchestrator';
import { generateText } from 'ai';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { languageModelOf } from './language-model.ts';

let server: Server;
let answers: { status: number; body: unknown; headers?: Record<string, string> }[];
let requests: { authorization: string | undefined; traceparent: unknown; taskId: unknown }[];
let assignment: TaskAssignment;

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    request.resume();
    const { authorization, traceparent, 'panal-task-id': taskId } = request.headers;
    requests.push({ authorization, traceparent, taskId });
    const { status, body, headers = {} } = answers.shift()!;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  assignment = TaskAssignment.fromPartial({
    taskId: 't1.1',
    gatewayBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    gatewayKey: 'pk-panal-test',
    model: 'scripted-demo',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  });
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const good = {
  status: 200,
  body: {
    id: 'x',
    object: 'chat.completion',
    created: 0,
    model: 'scripted-demo',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Good day.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  },
};

const refusal = (code: string) => ({
  status: 429,
  body: { error: { message: `refused: ${code}`, type: code, code } },
  headers: { 'retry-after-ms': '1' },
});

const ask = () => generateText({ model: languageModelOf(assignment), prompt: 'Hello', maxRetries: 2 });

test('a model call carries the key of the lease and a span of the mission’s trace', async () => {
  answers = [good];
  expect((await ask()).text).toBe('Good day.');
  expect(requests).toHaveLength(1);
  expect(requests[0]!.authorization).toBe('Bearer pk-panal-test');
  expect(requests[0]!.taskId).toBe('t1.1');
  expect(requests[0]!.traceparent).toMatch(new RegExp(`^00-${'a'.repeat(32)}-(?!b{16})[0-9a-f]{16}-01$`));
});

test('a busy gateway is asked again, a spent budget is not', async () => {
  answers = [refusal('rate_limit_exceeded'), good];
  expect((await ask()).text).toBe('Good day.');
  requests.length = 0;
  answers = [refusal('insufficient_quota')];
  await expect(ask()).rejects.toThrow('refused: insufficient_quota');
  expect(requests).toHaveLength(1);
});

test('a lease without a key has no model', () => {
  expect(() => languageModelOf({ ...assignment, gatewayKey: '' })).toThrow('This lease has no model');
});
