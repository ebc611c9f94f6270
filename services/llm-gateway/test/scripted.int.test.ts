import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayAdminService, ListUsageRequest } from '@panal/shared-types/gateway';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

const TRAJECTORY = `version: 1
model: scripted-demo
steps:
  - name: second
    when: { assistantTurns: 1, contains: ["exit code 0"], lacks: ["error"] }
    reply: { text: "Done: the tests pass now, ünïcode and all." }
  - name: first
    when: { contains: ["fix the bug"], tools: ["read_file"] }
    reply:
      text: "I read the file."
      toolCalls: [{ name: read_file, arguments: { path: src/x.js } }]
`;
const TOOL = { type: 'function' as const, function: { name: 'read_file', parameters: { type: 'object', properties: {} } } };

let home: GatewayHome;
let gateway: GatewayProcess;
let client: OpenAI;

beforeAll(async () => {
  home = await GatewayHome.create();
  const path = join(home.dataDir, 'trajectory.yaml');
  writeFileSync(path, TRAJECTORY);
  gateway = await home.start({ scriptedTrajectory: path });
  const minted = await gateway.mint({ leaseId: 't-1.1' });
  client = new OpenAI({ apiKey: minted.key, baseURL: minted.baseUrl, maxRetries: 0 });
});
afterAll(() => home.remove());

test('the official client gets the scripted answer, labelled and free', async () => {
  const { data, response } = await client.chat.completions
    .create({ model: 'scripted-demo', messages: [{ role: 'user', content: 'Please fix the bug' }], tools: [TOOL] })
    .withResponse();
  expect(data.choices[0]!.message.content).toBe('I read the file.');
  const call = data.choices[0]!.message.tool_calls![0]!;
  expect(call.type === 'function' && JSON.parse(call.function.arguments)).toEqual({ path: 'src/x.js' });
  expect(data.choices[0]!.finish_reason).toBe('tool_calls');
  expect(data.usage).toMatchObject({ scripted: true });
  expect(response.headers.get('x-panal-scripted')).toBe('true');
  expect(response.headers.get('x-panal-cost-nano-usd')).toBe('0');
  const { usages } = await gateway.operator.call(
    GatewayAdminService.listUsage,
    ListUsageRequest.fromPartial({ missionId: 'm-1' }),
  );
  expect(usages[0]).toMatchObject({
    scripted: true,
    costNanoUsd: 0,
    outcome: 'ok',
    model: 'scripted-demo',
    leaseId: 't-1.1',
    agentId: 'coder-1',
  });
});

test('streams and is deterministic', async () => {
  const ask = async (): Promise<string> => {
    const stream = await client.chat.completions.create({
      model: 'default',
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'user', content: 'Please fix the bug' },
        { role: 'assistant', content: 'I ran the tests' },
        { role: 'user', content: 'exit code 0' },
      ],
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      'Done: the tests pass now, ünïcode and all.',
    );
    expect(chunks.at(-1)!.usage).toMatchObject({ scripted: true });
    return JSON.stringify(chunks);
  };
  expect(await ask()).toBe(await ask());
});

test('a request that no step knows is a clear error, not an invention', async () => {
  const asked = client.chat.completions.create({ model: 'scripted-demo', messages: [{ role: 'user', content: 'write a poem' }] });
  await expect(asked).rejects.toMatchObject({ status: 400, message: expect.stringContaining('No step of the scripted model') });
});

test('models are listed for the key', async () => {
  expect((await client.models.list()).data.map((model) => model.id)).toEqual(['scripted-demo']);
});
