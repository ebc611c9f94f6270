import { describe, expect, test } from 'vitest';
import { messagesCodec } from '../messages/codec.ts';
import type { Json } from '../normal/dialect-codec.ts';
import type { AnswerEvent } from '../normal/normal-answer.ts';
import type { NormalRequest } from '../normal/normal-request.ts';
import { chatCodec } from './codec.ts';

const HI = { role: 'user', content: 'hi' };
const REQUEST = {} as NormalRequest;

function refused(more: Json): string | null {
  const read = messagesCodec.readRequest({ model: 'm', max_tokens: 9, messages: [HI], ...more });
  const written = read.ok ? chatCodec.writeRequest(read.value) : read;
  if (written.ok) throw new Error('not refused');
  return written.refusal.param;
}

describe('what chat completions cannot say is refused by the name of the field', () => {
  const block = (value: Json, role = 'user'): Json => ({ messages: [{ role, content: [value] }] });
  test.each([
    [{ top_k: 5 }, 'top_k'],
    [{ stop_sequences: ['a', 'b', 'c', 'd', 'e'] }, 'stop_sequences'],
    [{ container: 'c1' }, 'container'],
    [{ mcp_servers: [{ type: 'url', url: 'https://x', name: 'x' }] }, 'mcp_servers'],
    [{ context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } }, 'context_management'],
    [{ service_tier: 'standard_only' }, 'service_tier'],
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 'tools[0]'],
    [{ tools: [{ name: 'f', input_schema: { type: 'object' }, defer_loading: true }] }, 'tools[0].defer_loading'],
    [{ output_config: { task_budget: { total: 1 } } }, 'output_config.task_budget'],
    [block({ type: 'search_result', source: 's', title: 't', content: [] }), 'messages[0].content[0]'],
    [block({ type: 'image', source: { type: 'file', file_id: 'f' } }), 'messages[0].content'],
    [block({ type: 'document', source: { type: 'url', url: 'https://x/y.pdf' } }), 'messages[0].content'],
    [
      block({ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' }, citations: { enabled: true } }),
      'messages[0].content[0].citations',
    ],
    [block({ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }, 'assistant'), 'messages[0].content[0]'],
    [
      block({ type: 'tool_result', tool_use_id: 't', content: [{ type: 'tool_reference', tool_name: 'f' }] }),
      'messages[0].content[0].content[0]',
    ],
    [block({ type: 'text' }), 'messages[0].content[0].text'],
    [block({ type: 'image', source: {} }), 'messages[0].content[0].source'],
    [{ thinking: { type: 'between_tools' } }, 'thinking'],
  ] satisfies [Json, string][])('case %#', (more, param) => {
    expect(refused(more)).toBe(param);
  });
});

describe('streams of chat', () => {
  const chunk = (delta: Json, more: Json = {}, index = 0): string =>
    JSON.stringify({ id: 'c1', created: 5, model: 'm', choices: [{ index, delta, finish_reason: null, ...more }] });
  const call = (index: number, fields: Json): Json => ({ tool_calls: [{ index, ...fields }] });
  const read = (...datas: string[]): AnswerEvent[] => {
    const reader = chatCodec.openReader();
    return datas.flatMap((data) => reader.read('', data));
  };
  const shape = (events: readonly AnswerEvent[]): string[] =>
    events.map((event) => ('block' in event ? `${event.kind} ${event.choice}.${event.block}` : event.kind));

  test('several choices at once, each with its own blocks and its own stop', () => {
    const events = read(
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'a' }),
      chunk({ content: 'b' }, {}, 1),
      chunk({}, { finish_reason: 'stop' }, 1),
      chunk({ content: 'c' }),
      chunk({}, { finish_reason: 'length' }),
      '[DONE]',
    );
    expect(shape(events)).toEqual([
      'begin',
      'block 0.0',
      'delta 0.0',
      'block 1.0',
      'delta 1.0',
      'block-end 1.0',
      'stop',
      'delta 0.0',
      'block-end 0.0',
      'stop',
      'end',
    ]);
  });

  test('a call ends where its JSON is whole and another begins; mixed ones end with the answer', () => {
    const begun = (index: number, args: string): string =>
      chunk(call(index, { id: `t${index}`, type: 'function', function: { name: 'f', arguments: args } }));
    const events = read(
      chunk({ content: 'x' }),
      begun(0, '{"a":"}'),
      chunk(call(0, { function: { arguments: '"}' } })),
      begun(1, ''),
      begun(2, ''),
      chunk(call(1, { function: { arguments: '{}' } })),
      chunk({}, { finish_reason: 'tool_calls' }),
    );
    expect(shape(events)).toEqual([
      'begin',
      'block 0.0',
      'delta 0.0',
      'block-end 0.0',
      'block 0.1',
      'delta 0.1',
      'delta 0.1',
      'block-end 0.1',
      'block 0.2',
      'block 0.3',
      'delta 0.2',
      'block-end 0.2',
      'delta 0.3',
      'block-end 0.3',
      'stop',
    ]);
    expect(events.at(-3)).toMatchObject({ delta: { kind: 'input', json: '{}' } });
  });

  test('calls that are all counted as 0 are told apart by id', () => {
    const whole = (id: string): string => chunk(call(0, { id, function: { name: 'f', arguments: { a: id } } }));
    const events = read(whole('t1'), whole('t2'), chunk({}, { finish_reason: 'tool_calls' }));
    expect(events.flatMap((event) => (event.kind === 'block' ? [event.begun] : []))).toMatchObject([{ id: 't1' }, { id: 't2' }]);
  });

  test('a stream without [DONE] is whole once every choice has stopped', () => {
    const reader = chatCodec.openReader();
    reader.read('', chunk({ content: 'a' }));
    expect(reader.end?.()).toEqual([]);
    reader.read('', chunk({}, { finish_reason: 'stop' }));
    expect(reader.end?.()).toEqual([{ kind: 'end', usage: undefined }]);
    expect(reader.over).toBe(true);
  });

  test('log-probabilities, thoughts, refusals and annotations survive the way through', () => {
    const logprobs = { content: [{ token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [] }], refusal: null };
    const annotation = { type: 'url_citation', url_citation: { url: 'https://x', title: 't', start_index: 0, end_index: 1 } };
    const events = read(
      chunk({ reasoning_content: 'hm' }),
      chunk({ content: 'a' }, { logprobs }),
      chunk({ annotations: [annotation] }),
      chunk({ refusal: 'no' }),
      chunk({}, { finish_reason: 'stop' }),
      '[DONE]',
    );
    const writer = chatCodec.openWriter(REQUEST, { usage: false });
    const text = events.map((event) => writer.write(event)).join('');
    for (const part of ['"reasoning_content":"hm"', JSON.stringify(logprobs), JSON.stringify([annotation]), '"refusal":"no"']) {
      expect(text).toContain(part);
    }
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test('an error within a stream is said without [DONE]', () => {
    const error = { message: 'busy', type: 'server_error', param: null, code: '503' };
    const reader = chatCodec.openReader();
    const events = reader.read('', JSON.stringify({ error: { ...error, code: 503 } }));
    const writer = chatCodec.openWriter(REQUEST, { usage: false });
    expect(events.map((event) => writer.write(event)).join('')).toBe(`data: ${JSON.stringify({ error })}\n\n`);
    expect([reader.over, reader.end?.()]).toEqual([false, []]);
  });
});

describe('answers of Anthropic in chat', () => {
  const answer = (more: Json): Json => ({
    id: 'm1',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    stop_reason: 'end_turn',
    content: [],
    usage: { input_tokens: 1, cache_read_input_tokens: 2, cache_creation_input_tokens: 4, output_tokens: 8 },
    ...more,
  });
  const inChat = (more: Json): Json => chatCodec.writeAnswer(messagesCodec.readAnswer(answer(more)), REQUEST);

  test('what has no counterpart is named', () => {
    const citations = [
      { type: 'web_search_result_location', url: 'https://x', title: 't', cited_text: 'c', encrypted_index: 'e' },
    ];
    const content = [
      { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} },
      { type: 'web_search_tool_result', tool_use_id: 's1', content: [] },
      { type: 'text', text: 'found', citations },
      { type: 'fallback', from: 'a', to: 'b' },
    ];
    const written = inChat({ content, container: { id: 'c1', expires_at: 'soon' }, context_management: { applied_edits: [] } });
    expect(written['panal_omitted']).toEqual(['container', 'server_tool_use', 'web_search_tool_result', 'fallback', 'citations']);
    expect(written).toMatchObject({ choices: [{ message: { content: 'found' }, finish_reason: 'stop' }] });
  });

  test.each([
    ['pause_turn', 'stop', { kind: 'pause' }],
    ['model_context_window_exceeded', 'length', { kind: 'context-length' }],
    ['compaction', 'stop', { kind: 'own', reason: 'compaction' }],
    ['max_tokens', 'length', undefined],
    ['refusal', 'content_filter', undefined],
  ])('%s is %s', (reason, finish, besides) => {
    const [choice] = inChat({ stop_reason: reason })['choices'] as [Json];
    expect([choice['finish_reason'], choice['panal_stop']]).toEqual([finish, besides]);
  });

  test('a refusal with details, and the tokens', () => {
    const stop_details = { type: 'refusal', category: 'cyber', explanation: 'not this' };
    expect(inChat({ stop_reason: 'refusal', stop_details })).toMatchObject({
      choices: [{ message: { content: null, refusal: 'not this' }, finish_reason: 'content_filter' }],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 8,
        total_tokens: 15,
        prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 4 },
      },
    });
  });
});
