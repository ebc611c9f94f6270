import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseChatRequest } from './chat-request.ts';
import { NESTING_MAX } from './nesting.ts';
import { boundsOf } from './request-bounds.ts';

const messages = [{ role: 'user', content: 'hello' }];
const parse = (more: Record<string, unknown>) => parseChatRequest({ model: 'm', messages, ...more });

test('keeps what it passes on and reads what it acts on', () => {
  const parsed = parse({
    temperature: 0.5,
    max_tokens: 7,
    max_completion_tokens: 5,
    stream: true,
    stream_options: { include_usage: true },
    n: 2,
    store: false,
  });
  expect(parsed).toMatchObject({
    value: {
      model: 'm',
      stream: true,
      wantsUsage: true,
      choices: 2,
      outputTokensWanted: 5,
      fields: { temperature: 0.5 },
      tools: [],
    },
  });
});

test.each([
  [{ model: '' }, 'model'],
  [{ model: 'x'.repeat(201) }, 'model'],
  [{ model: '/'.repeat(400_000) }, 'model'],
  [{ model: 'a\u001b[2J' }, 'model'],
  [{ model: 'b\r\nc' }, 'model'],
  [{ messages: [] }, 'messages'],
  [{ messages: [{ role: 'robot', content: 'x' }] }, 'messages[0]'],
  [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages[0]'],
  [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages[0]'],
  [{ messages: [{ role: 'assistant', tool_calls: [{ id: '1', function: { name: 'f' } }] }] }, 'messages[0]'],
  [{ n: 17 }, 'n'],
  [{ n: 0 }, 'n'],
  [{ max_tokens: 1.5 }, 'max_tokens'],
  [{ stream: 'yes' }, 'stream'],
  [{ tools: [{ type: 'web_search' }] }, 'tools[0]'],
  [{ service_tier: 'priority' }, 'service_tier'],
  [{ store: true }, 'store'],
  [{ prediction: { type: 'content', content: 'x' } }, 'prediction'],
  [{ web_search_options: {} }, 'web_search_options'],
  [{ previous_response_id: 'x' }, 'previous_response_id'],
  [{ __proto__x: 1 }, '__proto__x'],
])('refuses %j, naming %s', (more, param) => {
  expect(parse(more)).toMatchObject({ ok: false, refusal: { param } });
});

const call = { id: '1', type: 'function', function: { name: 'f', arguments: '{}' } };
const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object', web_search: {} } } };

test.each([
  [{ messages: [messages[0], { role: 'user', content: 'x', images: ['http://x/y.png'] }] }, 'messages[1].images'],
  [{ messages: [{ role: 'user', content: 'x', audio: 'a' }] }, 'messages[0].audio'],
  [{ messages: [{ role: 'user', content: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } }] }, 'messages[0].cache_control'],
  [{ messages: [{ role: 'user', content: 'x', file_ids: ['f'] }] }, 'messages[0].file_ids'],
  [{ messages: [{ role: 'user', content: 'x', name: { a: 1 } }] }, 'messages[0].name'],
  [{ messages: [{ role: 'user', content: 'x', annotations: [{}] }] }, 'messages[0].annotations'],
  [{ messages: JSON.parse('[{"role":"user","content":"x","__proto__":{"images":[]}}]') }, 'messages[0].__proto__'],
  [{ messages: [{ role: 'user', content: [{ type: 'text', text: 'x', image_url: {} }] }] }, 'messages[0].content[0].image_url'],
  [{ messages: [{ role: 'assistant', tool_calls: [call, { ...call, extra: 1 }] }] }, 'messages[0].tool_calls[1].extra'],
  [{ messages: [{ role: 'assistant', tool_calls: [{ ...call, type: 'custom' }] }] }, 'messages[0].tool_calls[0].type'],
  [{ tools: [{ ...tool, web_search: true }] }, 'tools[0].web_search'],
  [{ tools: [{ type: 'function', function: { name: 'f', plugins: ['x'] } }] }, 'tools[0].function.plugins'],
  [{ tools: [{ type: 'function', function: { name: 'f', parameters: 'x' } }] }, 'tools[0].function.parameters'],
  [{ tool_choice: { type: 'web_search' } }, 'tool_choice'],
  [{ tool_choice: 'web_search' }, 'tool_choice'],
  [{ tool_choice: { type: 'function', function: { name: 'f' }, plugins: [] } }, 'tool_choice.plugins'],
])('refuses a field that it does not know inside of others: %j, naming %s', (more, param) => {
  expect(parse(more)).toMatchObject({ ok: false, refusal: { param } });
});

test('takes answers that come back as they were given, tools, and the choice of one', () => {
  const answer = { role: 'assistant', content: null, refusal: null, annotations: [], audio: null, function_call: null };
  const history = [
    messages[0],
    { ...answer, reasoning_content: 'hm', tool_calls: [{ ...call, index: 0 }] },
    { role: 'tool', tool_call_id: '1', name: 'f', content: [{ type: 'text', text: 'x' }] },
  ];
  const choice = { type: 'function', function: { name: 'f' } };
  for (const tool_choice of [choice, 'auto', 'none', 'required', null])
    expect(parse({ messages: history, tools: [tool], tool_choice })).toMatchObject({ ok: true, value: { messages: history } });
});

test('takes a name of a model at its longest', () => {
  expect(parse({ model: 'x'.repeat(200) })).toMatchObject({ ok: true });
});

test('refuses nesting above its bound, however deep, and takes it at the bound', () => {
  const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  // The body itself is the first level.
  expect(parse({ response_format: nested(NESTING_MAX - 1) })).toMatchObject({ ok: true });
  const refusal = { message: expect.stringContaining(`at most ${NESTING_MAX} levels`) };
  for (const levels of [NESTING_MAX, 50_000]) {
    expect(parse({ response_format: nested(levels) })).toMatchObject({ ok: false, refusal });
  }
});

test('never throws, whatever JSON comes', () => {
  fc.assert(fc.property(fc.jsonValue(), (body) => void parseChatRequest(body)));
  fc.assert(
    fc.property(fc.jsonValue(), (value) => void parse({ messages: value, tools: value, stream_options: value, n: value })),
  );
});

test('bounds: output is clamped, input counts every byte', () => {
  const parsed = parse({ n: 3, max_tokens: 500 });
  if (!parsed.ok) throw new Error('refused');
  expect(boundsOf(parsed.value, { bodyBytes: 1_000, outputTokensMax: 100, mayWriteCache: false })).toEqual({
    inputTokensMax: 1_000 + 16 + 1_024,
    outputTokensMax: 100,
    outputTokensTotalMax: 300,
    mayWriteCache: false,
  });
});
