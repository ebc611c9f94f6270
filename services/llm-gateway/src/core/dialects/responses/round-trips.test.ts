import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatCodec } from '../chat/codec.ts';
import { messagesCodec } from '../messages/codec.ts';
import type { DialectCodec, Json } from '../normal/dialect-codec.ts';
import type { NormalRequest } from '../normal/normal-request.ts';
import { responsesCodec } from './codec.ts';

/**
 * What a request of the responses API loses on its way through another dialect and back. docs/dialects.md has the same list.
 *
 *   both      ids and status of items, `strict` where it was not said, a text as a list of one part, `store` (becomes false),
 *             own thoughts, `detail` of images where it was not said
 *   chat      parts of what the model said become one text
 *   messages  `detail` of images; `parallel_tool_calls: true`, which is what nothing means; what messages can't say is refused
 */
const name = fc.stringMatching(/^[a-z][a-z_]{0,9}$/);
const words = fc.stringMatching(/^[A-Za-z0-9 .,!?äöü–]{1,30}$/).filter((text) => text.trim() === text);
const callId = fc.stringMatching(/^call_[A-Za-z0-9]{4,12}$/);
const input = fc
  .dictionary(name, fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null)), { maxKeys: 3 })
  .map((value) => JSON.stringify(value));

const userMessage = fc
  .array(
    fc.oneof(
      words.map((text) => ({ type: 'input_text', text })),
      fc.constant({ type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' }),
      fc.constant({ type: 'input_image', image_url: 'https://example.org/a.png', detail: 'auto' }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((content) => ({ type: 'message', role: 'user', content }));

/** What a model said in one go: a text, calls, and their results in the order of the calls. */
const round = fc
  .record({
    text: fc.option(words, { nil: undefined }),
    calls: fc.uniqueArray(fc.record({ id: callId, name, input, output: words }), { selector: ({ id }) => id, maxLength: 3 }),
  })
  .filter(({ text, calls }) => text !== undefined || calls.length > 0)
  .map(({ text, calls }) => [
    ...(text === undefined ? [] : [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }]),
    ...calls.map((call) => ({ type: 'function_call', call_id: call.id, name: call.name, arguments: call.input })),
    ...calls.map((call) => ({ type: 'function_call_output', call_id: call.id, output: call.output })),
  ]);

const items = fc
  .tuple(userMessage, fc.array(fc.tuple(round, userMessage), { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest.flatMap(([said, next]) => [...said, next])])
  .filter((list) => hasOwnIds(list));

const hasOwnIds = (list: readonly object[]): boolean => {
  const ids = list.flatMap((item) => ('arguments' in item && 'call_id' in item ? [item.call_id] : []));
  return new Set(ids).size === ids.length;
};

const parameters = fc.constantFrom<object>(
  { type: 'object', properties: {} },
  { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
);
const tools = fc.uniqueArray(
  fc.record({ type: fc.constant('function'), name, description: words, parameters, strict: fc.constant(false) }),
  { selector: (tool) => tool.name, maxLength: 3 },
);

const common = {
  model: fc.constant('m'),
  input: items,
  instructions: words,
  store: fc.constant(false),
  stream: fc.constant(true),
  max_output_tokens: fc.integer({ min: 1, max: 4_000 }),
  parallel_tool_calls: fc.boolean(),
  tool_choice: fc.constantFrom<unknown>('auto', 'none', 'required'),
};
const required = { requiredKeys: ['model', 'input', 'store', 'max_output_tokens'] as const };

const forChat = fc
  .record(
    {
      ...common,
      temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      top_p: fc.double({ min: 0, max: 1, noNaN: true }),
      reasoning: fc.record({ effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high') }),
      text: fc.record(
        {
          verbosity: fc.constantFrom('low', 'medium', 'high'),
          format: fc.constantFrom<object>(
            { type: 'text' },
            { type: 'json_object' },
            { type: 'json_schema', name: 'out', schema: { type: 'object', properties: {} }, strict: true },
          ),
        },
        { requiredKeys: [] },
      ),
      user: words,
      prompt_cache_key: words,
      metadata: fc.dictionary(name, words, { minKeys: 1, maxKeys: 2 }),
      tools,
    },
    { requiredKeys: [...required.requiredKeys] },
  )
  .map(tidy);

// That calls may be parallel is what messages mean where nothing is said.
const forMessages = fc
  .record(
    { ...common, parallel_tool_calls: fc.constant(false), user: words, tools },
    { requiredKeys: [...required.requiredKeys] },
  )
  .map(tidy);

/** What no client sends: empty objects, and a choice of tools where there are none. */
function tidy(body: Json): Json {
  const { tools: given, tool_choice: choice, parallel_tool_calls: parallel, text, metadata, ...rest } = body;
  const hasTools = Array.isArray(given) && given.length > 0;
  return {
    ...rest,
    ...(hasTools ? { tools: given } : {}),
    ...(hasTools && choice !== undefined ? { tool_choice: choice } : {}),
    ...(hasTools && choice !== undefined && choice !== 'none' && parallel !== undefined ? { parallel_tool_calls: parallel } : {}),
    ...(text && Object.keys(text).length > 0 ? { text } : {}),
    ...(metadata ? { metadata } : {}),
  };
}

function through(codec: DialectCodec, body: Json): Json {
  const normal = expectOk(responsesCodec.readRequest(body));
  const other = expectOk(codec.writeRequest(normal));
  const back: NormalRequest = expectOk(codec.readRequest(JSON.parse(JSON.stringify(other)) as Json));
  return JSON.parse(JSON.stringify(expectOk(responsesCodec.writeRequest(back)))) as Json;
}

function expectOk<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown },
): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

/** A body without a field, however deep. */
const without = (body: Json, field: string): Json =>
  JSON.parse(JSON.stringify(body), (name, value: unknown) => (name === field ? undefined : value)) as Json;

function survives(bodies: fc.Arbitrary<Json>, codec: DialectCodec, left: (body: Json) => Json = (body) => body): void {
  fc.assert(
    fc.property(bodies, (body) => {
      expect(through(codec, body)).toEqual(left(body));
    }),
    { numRuns: 300 },
  );
}

describe('requests through another dialect and back', () => {
  test('responses to responses by the normal form alone', () => {
    survives(forChat, responsesCodec);
  });

  test('responses to chat and back', () => {
    survives(forChat, chatCodec);
  });

  test('responses to messages and back', () => {
    survives(forMessages, messagesCodec, (body) => without(body, 'detail'));
  });
});
