import { describe, expect, test } from 'vitest';
import { type ChatRequest, parseChatRequest, usageOf } from '../../ports.ts';
import { anthropicDialect } from './anthropic-dialect.ts';

const dialect = anthropicDialect();
const TOOL = {
  type: 'function',
  function: { name: 'read', description: 'Reads.', parameters: { type: 'object', properties: { path: { type: 'string' } } } },
};

function requestOf(more: Record<string, unknown>): ChatRequest {
  const parsed = parseChatRequest({ model: 'claude-x', messages: [{ role: 'user', content: 'hi' }], ...more });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value;
}

function encoded(more: Record<string, unknown>): Record<string, unknown> {
  const body = dialect.encode(requestOf(more), 99);
  if (!body.ok) throw new Error(body.refusal.message);
  return JSON.parse(body.value.toString()) as Record<string, unknown>;
}

describe('requests', () => {
  test('a conversation with tools becomes turns of blocks', () => {
    const call = (id: string) => ({ id, type: 'function', function: { name: 'read', arguments: '{"path":"x"}' } });
    expect(
      encoded({
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'developer', content: [{ type: 'text', text: 'Really.' }] },
          { role: 'user', content: 'read both' },
          { role: 'assistant', content: 'ok', tool_calls: [call('1'), call('2')] },
          { role: 'tool', tool_call_id: '1', content: 'one' },
          { role: 'tool', tool_call_id: '2', content: 'two' },
          { role: 'user', content: 'go on' },
        ],
        tools: [TOOL],
        tool_choice: 'required',
        parallel_tool_calls: false,
        stop: 'END',
        temperature: 0.2,
        stream: true,
      }),
    ).toEqual({
      model: 'claude-x',
      max_tokens: 99,
      system: 'Be brief.\n\nReally.',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'read both' }] },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'ok' },
            { type: 'tool_use', id: '1', name: 'read', input: { path: 'x' } },
            { type: 'tool_use', id: '2', name: 'read', input: { path: 'x' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: '1', content: 'one' },
            { type: 'tool_result', tool_use_id: '2', content: 'two' },
            { type: 'text', text: 'go on' },
          ],
        },
      ],
      tools: [{ name: 'read', description: 'Reads.', input_schema: TOOL.function.parameters }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      stop_sequences: ['END'],
      temperature: 0.2,
      stream: true,
    });
  });

  const DEEP = '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000);
  test.each([
    [{ n: 2 }, 'n'],
    [{ response_format: { type: 'json_object' } }, 'response_format'],
    [{ seed: 1 }, 'seed'],
    [{ reasoning_effort: 'high' }, 'reasoning_effort'],
    [{ temperature: 1.5 }, 'temperature'],
    [{ messages: [{ role: 'assistant', tool_calls: [{ id: '1', function: { name: 'f', arguments: '[' } }] }] }, 'messages[0]'],
    [{ messages: [{ role: 'assistant', tool_calls: [{ id: '1', function: { name: 'f', arguments: DEEP } }] }] }, 'messages[0]'],
  ])('case %# is refused by name', (more, param) => {
    expect(dialect.encode(requestOf(more), 9)).toMatchObject({ ok: false, refusal: { param } });
  });
});

test('an answer with text and a tool call', () => {
  const decoder = dialect.openDecoder(requestOf({}));
  const answer = {
    id: 'msg_1',
    content: [
      { type: 'text', text: 'Reading.' },
      { type: 'tool_use', id: 'tu_1', name: 'read', input: { path: 'x' } },
    ],
    stop_reason: 'tool_use',
    usage: { input_tokens: 3, cache_creation_input_tokens: 12_304, cache_read_input_tokens: 7, output_tokens: 550 },
  };
  decoder.push(Buffer.from(JSON.stringify(answer)));
  const { bytes, whole } = decoder.finish();
  expect(whole).toBe(true);
  expect(JSON.parse(Buffer.concat(bytes).toString())).toMatchObject({
    object: 'chat.completion',
    model: 'claude-x',
    choices: [
      {
        finish_reason: 'tool_calls',
        message: { content: 'Reading.', tool_calls: [{ id: 'tu_1', function: { name: 'read', arguments: '{"path":"x"}' } }] },
      },
    ],
    usage: { prompt_tokens: 12_314, completion_tokens: 550, prompt_tokens_details: { cached_tokens: 7 } },
  });
  expect(decoder.usage).toEqual(
    usageOf({ inputTokens: 12_314, cacheReadTokens: 7, cacheWriteTokens: 12_304, outputTokens: 550 }),
  );
});

const EVENTS = [
  {
    type: 'message_start',
    message: {
      id: 'msg_2',
      usage: {
        input_tokens: 25,
        cache_creation_input_tokens: 10,
        cache_creation: { ephemeral_1h_input_tokens: 4 },
        output_tokens: 1,
      },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüß' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 'tu_1', name: 'read', input: {} } },
  { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"path":' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '"x"}' } },
  { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 15 } },
  { type: 'message_stop' },
];
const wire = (events: readonly unknown[]): Buffer =>
  Buffer.from(events.map((event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));

interface Chunk {
  choices: {
    delta: { content?: string; tool_calls?: { index: number; id?: string; function: { arguments: string } }[] };
    finish_reason: string | null;
  }[];
  usage?: unknown;
}

describe('streams', () => {
  test('text, tool calls, finish and usage, however the bytes are cut', () => {
    const bytes = wire(EVENTS);
    for (const size of [1, 7, 64, bytes.length]) {
      const decoder = dialect.openDecoder(requestOf({ stream: true, stream_options: { include_usage: true } }));
      const out: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) out.push(...decoder.push(bytes.subarray(at, at + size)));
      const end = decoder.finish();
      const lines = Buffer.concat([...out, ...end.bytes])
        .toString()
        .trim()
        .split('\n\n')
        .map((line) => line.slice(6));
      expect(end.whole).toBe(true);
      expect(lines.pop()).toBe('[DONE]');
      const chunks = lines.map((line) => JSON.parse(line) as Chunk);
      expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('Grüß');
      const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
      expect(calls[0]).toMatchObject({ index: 0, id: 'tu_1' });
      expect(calls.map((call) => call.function.arguments).join('')).toBe('{"path":"x"}');
      expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe('tool_calls');
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 35, completion_tokens: 15 } });
      expect(decoder.usage).toEqual(usageOf({ inputTokens: 35, cacheWriteTokens: 6, cacheWriteHourTokens: 4, outputTokens: 15 }));
      expect(decoder.visibleBytes).toBe(Buffer.byteLength('Grüß' + 'read' + '{"path":"x"}'));
    }
  });

  test('a stream without its end is not whole, but its input is known', () => {
    const decoder = dialect.openDecoder(requestOf({ stream: true }));
    decoder.push(wire(EVENTS.slice(0, 4)));
    expect(decoder.finish().whole).toBe(false);
    expect(decoder.usage).toMatchObject({ inputTokens: 35 });
  });

  test('an error event is no answer', () => {
    const decoder = dialect.openDecoder(requestOf({ stream: true }));
    expect(() => decoder.push(wire([{ type: 'error', error: { type: 'overloaded_error' } }]))).toThrow('reported an error');
  });
});
