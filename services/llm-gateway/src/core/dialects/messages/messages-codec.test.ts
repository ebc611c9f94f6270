import { describe, expect, test } from 'vitest';
import { chatCodec } from '../chat/codec.ts';
import type { Json } from '../normal/dialect-codec.ts';
import type { NormalRequest } from '../normal/normal-request.ts';
import { messagesCodec } from './codec.ts';

const HI = { role: 'user', content: 'hi' };

/** A chat request as Anthropic gets it. */
function carried(more: Json): Json {
  const read = chatCodec.readRequest({ model: 'm', messages: [HI], max_tokens: 9_000, ...more });
  if (!read.ok) throw new Error(read.refusal.message);
  const written = messagesCodec.writeRequest(read.value);
  if (!written.ok) throw new Error(written.refusal.message);
  return written.value;
}

function refused(more: Json): string | null {
  const read = chatCodec.readRequest({ model: 'm', messages: [HI], max_tokens: 9_000, ...more });
  const written = read.ok ? messagesCodec.writeRequest(read.value) : read;
  if (written.ok) throw new Error('not refused');
  return written.refusal.param;
}

describe('what Anthropic cannot say is refused by the name of the field', () => {
  const assistant = (more: Json): Json => ({ messages: [HI, { role: 'assistant', ...more }] });
  test.each([
    [{ n: 2 }, 'n'],
    [{ seed: 7 }, 'seed'],
    [{ presence_penalty: 0.5 }, 'presence_penalty'],
    [{ frequency_penalty: -1 }, 'frequency_penalty'],
    [{ logit_bias: { 50256: -100 } }, 'logit_bias'],
    [{ logprobs: true, top_logprobs: 3 }, 'logprobs'],
    [{ temperature: 1.5 }, 'temperature'],
    [{ response_format: { type: 'json_object' } }, 'response_format'],
    [{ verbosity: 'low' }, 'verbosity'],
    [{ metadata: { job: 'x' } }, 'metadata'],
    [{ web_search_options: {} }, 'web_search_options'],
    [{ audio: { voice: 'alloy', format: 'wav' } }, 'audio'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ prediction: { type: 'content', content: 'x' } }, 'prediction'],
    [{ service_tier: 'flex' }, 'service_tier'],
    [{ store: true }, 'store'],
    [{ some_new_field: 1 }, 'some_new_field'],
    [{ tools: [{ type: 'custom', custom: { name: 'sql' } }] }, 'tools[0]'],
    [{ tools: [{ type: 'web_search' }] }, 'tools[0]'],
    [{ messages: [{ role: 'user', name: 'Ann', content: 'hi' }] }, 'messages[0].name'],
    [{ messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] }, 'messages[0].content[0]'],
    [{ messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] }, 'messages[0].content'],
    [assistant({ content: null, tool_calls: [{ id: '1', function: { name: 'f', arguments: '[' } }] }), 'messages[1]'],
    [assistant({ content: null, audio: { id: 'a' } }), 'messages[1].audio'],
    [{ reasoning_effort: 'high', max_tokens: 1_024 }, 'max_completion_tokens'],
    [{ messages: [{ role: 'assistant', content: '' }] }, 'messages'],
  ] satisfies [Json, string][])('case %#', (more, param) => {
    expect(refused(more)).toBe(param);
  });

  test.each([
    [{ model: 3 }, 'model'],
    [{ messages: 'hi' }, 'messages'],
    [{ messages: [{ role: 'wizard', content: '' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
    [{ stream: 'yes' }, 'stream'],
    [{ reasoning_effort: 'huge' }, 'reasoning_effort'],
    [{ tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
    [{ stop: [1] }, 'stop'],
  ] satisfies [Json, string][])('what is no chat request: case %#', (more, param) => {
    expect(refused(more)).toBe(param);
  });
});

describe('thinking', () => {
  const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
  const round = (more: Json): Json => ({
    reasoning_effort: 'medium',
    messages: [
      HI,
      { role: 'assistant', content: null, tool_calls: [call], ...more },
      { role: 'tool', tool_call_id: 'c1', content: 'ok' },
    ],
  });
  const signed = { reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's1', format: 'anthropic-claude-v1' }] };

  test('a budget for earlier models, an effort for those that choose themselves', () => {
    expect(carried({ model: 'claude-sonnet-4-5', reasoning_effort: 'medium', max_tokens: 64_000 })).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 8_192 },
    });
    expect(carried({ model: 'claude-opus-5', reasoning_effort: 'xhigh' })).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'xhigh' },
    });
  });

  test.each([
    ['claude-3-7-sonnet-latest', true],
    ['claude-sonnet-4-20250514', true],
    ['anthropic/claude-opus-4.1', true],
    ['claude-opus-4-5-20251101', true],
    ['kimi-k2', true],
    ['claude-opus-4-6', false],
    ['claude-haiku-5-5', false],
    ['claude-mythos-preview', false],
  ])('%s takes a budget: %s', (model, budget) => {
    expect((carried({ model, reasoning_effort: 'low' })['thinking'] as Json)['type']).toBe(budget ? 'enabled' : 'adaptive');
  });

  test('a round of tools without its thoughts goes without thinking, with them it thinks on', () => {
    expect(carried(round({}))['thinking']).toBeUndefined();
    const body = carried(round(signed));
    expect(body['thinking']).toMatchObject({ type: 'enabled' });
    expect((body['messages'] as Json[])[1]).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's1' },
        { type: 'tool_use', id: 'c1' },
      ],
    });
  });

  test('reasoning that OpenAI encrypted comes back through the signature of a thinking block', () => {
    const reasoning = { kind: 'reasoning', text: ['a', 'b'], id: 'rs_1', encrypted: 'gAAAA' } as const;
    const answer = { id: 'r', model: 'm', choices: [{ blocks: [reasoning], stop: { kind: 'end' } as const }], usage: undefined };
    const written = messagesCodec.writeAnswer(answer, {} as NormalRequest);
    const read = messagesCodec.readRequest({ model: 'm', messages: [{ role: 'assistant', content: written['content'] }] });
    expect(read).toMatchObject({
      ok: true,
      value: { turns: [{ blocks: [{ id: 'rs_1', encrypted: 'gAAAA', text: ['a\n\nb'] }] }] },
    });
  });
});

test('results of parallel calls are one turn, before what the user says', () => {
  const call = (id: string): Json => ({ id, type: 'function', function: { name: 'f', arguments: '' } });
  const body = carried({
    messages: [
      HI,
      { role: 'assistant', content: null, tool_calls: [call('a.1'), call('b')] },
      { role: 'tool', tool_call_id: 'a.1', content: 'one' },
      { role: 'user', content: 'wait' },
      { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'two' }] },
    ],
  });
  const encoded = 'panal_xYS4x';
  expect((body['messages'] as Json[]).slice(1)).toEqual([
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: encoded, name: 'f', input: {} },
        { type: 'tool_use', id: 'b', name: 'f', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: encoded, content: 'one' },
        { type: 'tool_result', tool_use_id: 'b', content: 'two' },
        { type: 'text', text: 'wait' },
      ],
    },
  ]);
});

test('marks of the cache on parts, messages and tools are carried', () => {
  const cache_control = { type: 'ephemeral', ttl: '1h' };
  const body = carried({
    messages: [
      { role: 'system', content: 'long', cache_control },
      { role: 'user', content: [{ type: 'text', text: 'hi', cache_control }] },
    ],
    tools: [{ type: 'function', function: { name: 'f' }, cache_control }],
  });
  expect(body).toMatchObject({
    system: [{ type: 'text', text: 'long', cache_control }],
    messages: [{ content: [{ type: 'text', text: 'hi', cache_control }] }],
    tools: [{ name: 'f', cache_control }],
  });
});

test('an input that was cut off stands beside, as text', () => {
  const blocks = [{ kind: 'tool-call', id: 'c', name: 'f', input: '{"a":' }] as const;
  const answer = { id: 'r', model: 'm', choices: [{ blocks, stop: { kind: 'length' } as const }], usage: undefined };
  expect(messagesCodec.writeAnswer(answer, {} as NormalRequest)).toMatchObject({
    content: [{ type: 'tool_use', input: {}, panal_input_text: '{"a":' }],
    stop_reason: 'max_tokens',
  });
});

test('an error within a stream takes the place of what would follow', () => {
  const reader = messagesCodec.openReader();
  const data = JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'busy' } });
  const events = reader.read('error', data);
  expect(events).toEqual([{ kind: 'failure', error: { type: 'overloaded_error', code: null, message: 'busy' } }]);
  expect(reader.over).toBe(false);
  const writer = messagesCodec.openWriter({} as NormalRequest, { usage: false });
  expect(events.map((event) => writer.write(event)).join('')).toBe(`event: error\ndata: ${data}\n\n`);
});
