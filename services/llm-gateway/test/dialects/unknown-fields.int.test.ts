import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatCodec } from '../../src/core/dialects/chat/codec.ts';
import { messagesCodec } from '../../src/core/dialects/messages/codec.ts';
import type { DialectCodec, Json } from '../../src/core/dialects/normal/dialect-codec.ts';
import type { DialectName } from '../../src/core/dialects/normal/normal-request.ts';
import { responsesCodec } from '../../src/core/dialects/responses/codec.ts';
import { chatBody, messagesBody } from './generated-requests.ts';

const CODECS: Readonly<Record<DialectName, DialectCodec>> = {
  chat: chatCodec,
  responses: responsesCodec,
  messages: messagesCodec,
};
const NAMES = ['chat', 'responses', 'messages'] as const;
const UNKNOWN = 'zzz';
/** What holds whatever names a client likes. */
const FREE = new Set(['parameters', 'input_schema', 'schema', 'metadata', 'logit_bias']);

/** The paths of all objects of a body, '' for itself, but those that are free. */
function objectsOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsOf(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, field]) => {
    const isToolInput = name === 'input' && (value as Json)['type'] === 'tool_use';
    const isFree = isToolInput || (FREE.has(name) && !(value as Json)['user_id']);
    return isFree ? [] : objectsOf(field, path === '' ? name : `${path}.${name}`);
  });
  return [path, ...inner];
}

/** A copy with the unknown field in the object at `path`, and that object of the copy. */
function put(body: Json, path: string): Json {
  const copy = structuredClone(body);
  (at(copy, path) as Record<string, unknown>)[UNKNOWN] = { a: 1 };
  return copy;
}

const at = (body: unknown, path: string): unknown =>
  [...path.matchAll(/[^.[\]]+/g)].reduce((value, [step]) => (value as Json | undefined)?.[step], body);

function outcome(from: DialectName, to: DialectName, body: Json): { readonly body?: Json; readonly param?: string | null } {
  const read = CODECS[from].readRequest(body);
  if (!read.ok) throw new Error(read.refusal.message);
  const written = CODECS[to].writeRequest(read.value);
  return written.ok ? { body: written.value } : { param: written.refusal.param };
}

/** Where an unknown field is refused by its path in no matter which object it stands, and what is lost of it in its own dialect. */
function wrongs(from: DialectName, body: Json): readonly string[] {
  const targets = NAMES.filter((to) => to !== from && outcome(from, to, body).body);
  const own = outcome(from, from, body).body;
  return objectsOf(body).flatMap((path) => {
    const more = put(body, path);
    const wanted = path === '' ? UNKNOWN : `${path}.${UNKNOWN}`;
    const passed = targets.filter((to) => outcome(from, to, more).param !== wanted).map((to) => `${from} -> ${to}: ${wanted}`);
    const there = at(own, path);
    const kept = typeof there !== 'object' || at(outcome(from, from, more).body, wanted) !== undefined;
    return [...passed, ...(kept ? [] : [`${from} loses ${wanted}`])];
  });
}

const chatRich: Json = {
  model: 'm',
  max_completion_tokens: 9_000,
  messages: [
    {
      role: 'system',
      content: [
        { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
        { type: 'text', text: 'b' },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'c' },
        { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
        { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
      ],
    },
    {
      role: 'assistant',
      content: [{ type: 'refusal', refusal: 'no' }],
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    {
      role: 'tool',
      tool_call_id: 'call_1',
      name: 'f',
      content: [
        { type: 'text', text: 'r' },
        { type: 'text', text: 's' },
      ],
    },
  ],
  tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } }, cache_control: { type: 'ephemeral' } }],
  tool_choice: { type: 'function', function: { name: 'f' } },
  response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } },
  stream: true,
  stream_options: { include_usage: true },
};
const chatCustom: Json = {
  model: 'm',
  messages: [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'f', input: 'x' } }] },
    { role: 'tool', tool_call_id: 'c', content: 'r' },
  ],
  tools: [{ type: 'custom', custom: { name: 'f' } }],
  tool_choice: { type: 'custom', custom: { name: 'f' } },
};
const responsesRich: Json = {
  model: 'm',
  max_output_tokens: 9_000,
  store: false,
  input: [
    {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'a' },
        { type: 'input_image', image_url: 'https://example.org/a.png' },
        { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' },
      ],
    },
    { role: 'user', content: 'plain' },
    {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'hm' }],
      content: [{ type: 'reasoning_text', text: 'so' }],
      encrypted_content: 'x',
    },
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      phase: 'commentary',
      content: [
        { type: 'output_text', text: 'b', annotations: [], logprobs: [] },
        { type: 'refusal', refusal: 'no' },
      ],
    },
    { id: 'fc_1', type: 'function_call', status: 'completed', call_id: 'call_1', name: 'f', arguments: '{}' },
    { type: 'custom_tool_call', call_id: 'call_2', name: 'g', input: 'x' },
    { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: 'r' }] },
    { type: 'custom_tool_call_output', call_id: 'call_2', output: 's' },
  ],
  tools: [{ type: 'function', name: 'f', parameters: { type: 'object' }, strict: false }],
  tool_choice: { type: 'function', name: 'f' },
  reasoning: { effort: 'low' },
  text: { format: { type: 'json_schema', name: 'answer', schema: { type: 'object' } } },
};
const messagesRich: Json = {
  model: 'claude-sonnet-4-6',
  max_tokens: 9_000,
  system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h' } }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'b' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        { type: 'image', source: { type: 'url', url: 'https://example.org/a.png' } },
        {
          type: 'document',
          source: { type: 'text', media_type: 'text/plain', data: 'c' },
          title: 'd',
          citations: { enabled: false },
        },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's' },
        {
          type: 'tool_use',
          id: 'toolu_1',
          name: 'f',
          input: {},
          cache_control: { type: 'ephemeral' },
        },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          content: [
            { type: 'text', text: 'r' },
            { type: 'text', text: 's' },
          ],
        },
      ],
    },
  ],
  tools: [{ name: 'f', input_schema: { type: 'object' } }],
  tool_choice: { type: 'auto' },
  thinking: { type: 'enabled', budget_tokens: 2_048 },
  output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
  metadata: { user_id: 'u' },
};

describe('an unknown field, in whatever object of a request, is refused by its path in every other dialect, and kept in its own', () => {
  test.each([
    ['chat', chatRich, 2],
    ['chat', chatCustom, 1],
    ['responses', responsesRich, 2],
    ['messages', messagesRich, 2],
    ['messages', { ...messagesRich, thinking: { type: 'adaptive' } }, 2],
    ['chat', { ...chatRich, response_format: { type: 'text' } }, 2],
    ['responses', { ...responsesRich, text: { format: { type: 'json_object' } } }, 1],
  ] as const)('of %s, with all kinds of parts (%#)', (from, body, others) => {
    expect(NAMES.filter((to) => to !== from && outcome(from, to, body).body)).toHaveLength(others);
    expect(wrongs(from, body)).toEqual([]);
  });

  test.each([
    ['chat', chatBody],
    ['messages', messagesBody],
  ] as const)('of %s, generated', (from, bodies) => {
    fc.assert(
      fc.property(bodies, (body) => {
        expect(wrongs(from, body)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

const input = (item: Json): Json => ({ model: 'm', store: false, input: [{ role: 'user', content: 'a' }, item] });
const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };
const chatTurns = (...turns: readonly Json[]): Json => ({
  model: 'm',
  messages: [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
    ...turns,
  ],
});
const chatCall = (more: Json): Json => ({
  model: 'm',
  messages: [
    { role: 'user', content: 'a' },
    {
      role: 'assistant',
      content: 'b',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' }, ...more }],
    },
  ],
});
const marked = { type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '7d' } };

test.each([
  ['responses', 'namespace of a call', input({ ...call, namespace: 'mcp' }), 'input[1].namespace'],
  ['responses', 'caller of a call', input({ ...call, caller: { type: 'program', caller_id: 'p' } }), 'input[1].caller'],
  ['responses', 'kind of item named like a member of every object', input({ type: 'constructor', content: 1 }), 'input[1]'],
  ['responses', 'programme of access', { ...input(call), access_programs: { cyber: 'x' } }, 'access_programs'],
  ['chat', 'signature of a call', chatCall({ extra_content: { google: {} } }), 'messages[1].tool_calls[0].extra_content'],
  ['chat', 'call of another type', chatCall({ type: 'mcp' }), 'messages[1].tool_calls[0]'],
  [
    'chat',
    'cache of another age',
    { model: 'm', messages: [{ role: 'user', content: [marked] }] },
    'messages[0].content[0].cache_control.ttl',
  ],
  [
    'chat',
    'name of a tool that was not called',
    chatTurns({ role: 'tool', tool_call_id: 'c', name: 'g', content: 'r' }),
    'messages[2].name',
  ],
  [
    'messages',
    'cache of another age',
    { model: 'm', max_tokens: 9, system: [marked], messages: [{ role: 'user', content: 'a' }] },
    'system[0].cache_control.ttl',
  ],
  [
    'messages',
    'caller of a call',
    {
      model: 'm',
      max_tokens: 9,
      messages: [
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 't', name: 'f', input: {}, caller: { type: 'direct', by: 'x' } }],
        },
      ],
    },
    'messages[0].content[0].caller',
  ],
] as const)('%s: a %s is refused by its path elsewhere, and stays here', (from, _what, body, param) => {
  for (const to of NAMES) {
    if (to !== from) expect(outcome(from, to, body)).toEqual({ param });
    else expect(outcome(from, to, body).param).toBeUndefined();
  }
});

test.each(['chat', 'messages'] as const)(
  'what Codex tells of itself is left out on the way to %s, and its user is carried',
  (to) => {
    const codex = { client_metadata: { originator: 'codex' }, safety_identifier: 'u', prompt_cache_retention: '24h' };
    const { body } = outcome('responses', to, { ...input(call), ...codex, input: 'a' });
    expect(body).toMatchObject(to === 'chat' ? { user: 'u' } : { metadata: { user_id: 'u' } });
    expect(JSON.stringify(body)).not.toMatch(/client_metadata|codex|retention/);
  },
);

test('a result with the name of what was called is carried, and so is the call with its index', () => {
  for (const to of ['responses', 'messages'] as const) {
    expect(outcome('chat', to, chatTurns({ role: 'tool', tool_call_id: 'c', name: 'f', content: 'r' })).param).toBeUndefined();
    expect(outcome('chat', to, chatCall({ index: 0 })).param).toBeUndefined();
  }
});

test('two descriptions of a format are refused where there is room for one', () => {
  const json_schema = { name: 'a', description: 'b', schema: { type: 'object', description: 'c' } };
  const body = { model: 'm', messages: [{ role: 'user', content: 'a' }], response_format: { type: 'json_schema', json_schema } };
  expect(outcome('chat', 'messages', body)).toEqual({ param: 'response_format' });
  expect(outcome('chat', 'responses', body).param).toBeUndefined();
});
