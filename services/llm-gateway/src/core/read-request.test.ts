import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Wire } from './dialect-request.ts';
import { NESTING_MAX } from './nesting.ts';
import { readDialectRequest } from './read-request.ts';
import { boundsOf } from './request-bounds.ts';

const PROMPTS: Readonly<Record<Wire, Record<string, unknown>>> = {
  chat: { messages: [{ role: 'user', content: 'hello' }] },
  messages: { messages: [{ role: 'user', content: 'hello' }] },
  'count-tokens': { messages: [{ role: 'user', content: 'hello' }] },
  responses: { input: 'hello' },
  completions: { prompt: 'hello' },
  embeddings: { input: 'hello' },
};
const WIRES = Object.keys(PROMPTS) as Wire[];

const read = (wire: Wire, more: Record<string, unknown>) =>
  readDialectRequest(wire, Buffer.from(JSON.stringify({ model: 'm', ...PROMPTS[wire], ...more })));

const basis = {
  bodyBytes: 1_000,
  outputTokensMax: 100,
  mayWriteCache: false,
  imageTokensMax: 5_000,
  contextTokens: undefined,
  unbounded: { inputTokens: 0, toolUsd: 0 },
};

function bounded(wire: Wire, more: Record<string, unknown>, other: Partial<typeof basis> | { contextTokens: number } = {}) {
  const request = read(wire, more);
  return request.ok ? boundsOf(request.value, { ...basis, ...other }) : request;
}

describe.each(WIRES)('%s', (wire) => {
  test.each([
    [{ model: '' }, 'model'],
    [{ model: 'x'.repeat(201) }, 'model'],
    [{ model: 'a\u001b[2J' }, 'model'],
    [{ stream: 'yes' }, 'stream'],
    [{ stream_options: 1 }, 'stream_options'],
    [{ service_tier: 'priority' }, 'service_tier'],
    [{ speed: 'fast' }, 'speed'],
    [{ background: true }, 'background'],
    [{ fallbacks: ['other'] }, 'fallbacks'],
    [{ models: ['other'] }, 'models'],
  ])('refuses %j, naming %s', (more, param) => {
    expect(read(wire, more)).toMatchObject({ ok: false, refusal: { param } });
  });

  test.each([
    [{ tools: [{ type: 'web_search' }] }, 'tools[0]'],
    [{ tools: [{ type: 'function' }, { type: 'web_search_20250305', name: 'w' }] }, 'tools[1]'],
    [{ web_search_options: {} }, 'web_search_options'],
    [{ mcp_servers: [{ url: 'x' }] }, 'mcp_servers'],
    [{ context_management: { edits: [{ type: 'compact_20260112' }] } }, 'context_management'],
    [{ previous_response_id: 'x' }, 'previous_response_id'],
  ])('what has no bound is refused by name, unless the settings bound it: %j', (more, param) => {
    expect(bounded(wire, more)).toMatchObject({ ok: false, refusal: { param } });
    expect(bounded(wire, more, { unbounded: { inputTokens: 9_000, toolUsd: 0.5 } })).toMatchObject({ ok: true });
  });

  test('passes fields that it does not know, and takes nulls for nothing', () => {
    expect(
      bounded(wire, { brand_new: { a: [1] }, tools: null, stream: null, service_tier: null, mcp_servers: [] }),
    ).toMatchObject({
      ok: true,
    });
  });

  test('refuses nesting above its bound, however deep, and takes it at the bound', () => {
    const nested = (levels: number): string => `{"model":"m","x":${'['.repeat(levels)}${']'.repeat(levels)},`;
    const rest = JSON.stringify(PROMPTS[wire]).slice(1);
    expect(readDialectRequest(wire, Buffer.from(nested(NESTING_MAX - 1) + rest))).toMatchObject({ ok: true });
    for (const levels of [NESTING_MAX, 50_000])
      expect(readDialectRequest(wire, Buffer.from(nested(levels) + rest))).toMatchObject({
        ok: false,
        refusal: { message: expect.stringContaining(`at most ${NESTING_MAX} levels`) },
      });
  });

  test('never throws, whatever JSON comes', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => void readDialectRequest(wire, Buffer.from(JSON.stringify(body)))));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        bounded(wire, { messages: value, tools: value, input: value, prompt: value, context_management: value, system: value });
        bounded(wire, { messages: [{ role: 'user', content: value }], input: [value], tools: [value] });
      }),
    );
  });
});

test('keeps what it acts on', () => {
  const more = { max_tokens: 7, max_completion_tokens: 5, stream: true, stream_options: { include_usage: true }, n: 2 };
  expect(read('chat', more)).toMatchObject({
    value: { model: 'm', stream: true, wantsUsage: true, choices: 2, outputTokensWanted: 5, parts: 1 },
  });
});

test.each([
  ['chat', { n: 17 }, 'n'],
  ['chat', { n: 0 }, 'n'],
  ['chat', { max_tokens: 1.5 }, 'max_tokens'],
  ['chat', { messages: [] }, 'messages'],
  ['chat', { messages: ['x'] }, 'messages[0]'],
  ['messages', { max_tokens: 0 }, 'max_tokens'],
  ['responses', { max_output_tokens: -1 }, 'max_output_tokens'],
  ['responses', { input: [] }, 'input'],
  ['completions', { best_of: 99 }, 'best_of'],
  ['completions', { prompt: null }, 'prompt'],
  ['embeddings', { stream: true }, 'stream'],
  ['embeddings', { input: null }, 'input'],
] as const)('%s refuses %j, naming %s', (wire, more, param) => {
  expect(read(wire, more)).toMatchObject({ ok: false, refusal: { param } });
});

const png = { type: 'base64', media_type: 'image/png', data: 'A'.repeat(600) };

test.each([
  [
    'output is clamped, input counts every byte',
    'chat',
    { n: 3, max_tokens: 500 },
    { inputTokensMax: 2_040, outputTokensMax: 100, outputTokensTotalMax: 300 },
  ],
  [
    'each prompt has an answer',
    'completions',
    { prompt: ['a', 'b'], n: 2 },
    { inputTokensMax: 2_056, outputTokensTotalMax: 400 },
  ],
  ['a prompt in tokens is one', 'completions', { prompt: [1, 2, 3] }, { outputTokensTotalMax: 100 }],
  ['embeddings have no output', 'embeddings', {}, { outputTokensTotalMax: 0 }],
  [
    'an image is its bound, and not its bytes',
    'messages',
    { messages: [{ role: 'user', content: [{ type: 'image', source: png }] }] },
    { inputTokensMax: 2_040 - 600 + 5_000 },
  ],
  [
    'images in results of tools count, too',
    'messages',
    { messages: [{ role: 'user', content: [{ type: 'tool_result', content: [{ type: 'image', source: png }] }] }] },
    { inputTokensMax: 6_440 },
  ],
  [
    'images by address',
    'chat',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x/y.png' } }] }] },
    { inputTokensMax: 7_040 },
  ],
  [
    'images of responses',
    'responses',
    { input: [{ role: 'user', content: [{ type: 'input_image', image_url: `data:image/png;base64,${'A'.repeat(78)}` }] }] },
    { inputTokensMax: 2_040 - 100 + 5_000 },
  ],
  [
    'a tool that the provider describes',
    'messages',
    { tools: [{ type: 'bash_20250124', name: 'bash' }] },
    { inputTokensMax: 2_040 + 2_048 },
  ],
  [
    'a prediction may be billed as output',
    'chat',
    { prediction: { type: 'content', content: 'x'.repeat(10) } },
    { outputTokensTotalMax: 100 + 41 },
  ],
  [
    'cache marks may be dearer',
    'messages',
    { system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }] },
    { mayWriteCache: true },
  ],
  ['audio', 'chat', { modalities: ['text', 'audio'], audio: { voice: 'x', format: 'wav' } }, { mayUseAudio: true }],
  [
    'a text document is text',
    'messages',
    { messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'text', data: 'x' } }] }] },
    { inputTokensMax: 2_040 },
  ],
  [
    'edits that only clear',
    'messages',
    { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } },
    { inputTokensMax: 2_040 },
  ],
] as const)('bounds: %s', (_name, wire, more, expected) => {
  expect(bounded(wire, more)).toMatchObject({ ok: true, value: expected });
});

const PDF = { messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'url', url: 'https://x/y.pdf' } }] }] };

test('a document is bounded by the context of the model, where that is known, or by the settings, whichever is less', () => {
  expect(bounded('messages', PDF)).toMatchObject({ ok: false, refusal: { param: 'messages[0].content[0]' } });
  expect(bounded('messages', PDF, { contextTokens: 200_000 })).toMatchObject({ value: { inputTokensMax: 200_000 } });
  const unbounded = { inputTokens: 50_000, toolUsd: 1 };
  expect(bounded('messages', PDF, { unbounded })).toMatchObject({ value: { inputTokensMax: 52_040 } });
  expect(bounded('messages', PDF, { contextTokens: 10_000, unbounded } as never)).toMatchObject({
    value: { inputTokensMax: 10_000 },
  });
});

test.each([
  [{ input: [{ id: 'msg_x' }] }, 'input[0]'],
  [{ input: [{ id: 'msg_x', type: null }] }, 'input[0]'],
  [{ input: [{ id: 'msg_x', role: null }] }, 'input[0]'],
  [{ input: [{ id: 'msg_x', type: 7 }] }, 'input[0]'],
  [{ input: [{ role: 'user', content: [{ file_id: 'file_x' }] }] }, 'input[0].content[0]'],
  [{ input: [{ role: 'user', content: [{ role: 'user', id: 'x' }] }] }, 'input[0].content[0]'],
  [{ input: [{ role: 'user', content: [{ type: 'input_text', text: '', file_id: 'file_x' }] }] }, 'input[0].content[0]'],
  [{ input: [{ role: 'user', content: [{ type: 'input_text', file_url: 'https://x/y' }] }] }, 'input[0].content[0]'],
  [{ input: [{ role: 'user', content: [{ type: 'input_image', id: 'x' }] }] }, 'input[0].content[0]'],
  [{ input: [{ type: 'shell_call_output', output: [{ id: 'x' }] }] }, 'input[0].output[0]'],
])('what has no type, or names a stored file, is input without a bound: %j', (more, param) => {
  expect(bounded('responses', more)).toMatchObject({ ok: false, refusal: { param } });
});

test.each([
  { input: [{ role: 'user', content: 'hello' }] },
  { input: [{ type: 'shell_call_output', call_id: 'c', output: [{ stdout: 'x', stderr: '', outcome: { type: 'exit' } }] }] },
  { input: [{ role: 'user', content: [{ type: 'input_text', text: 'x', file_id: null }] }] },
])('what is known without a type, or names nothing, is its text: %j', (more) => {
  expect(bounded('responses', more)).toMatchObject({ value: { inputTokensMax: 2_040 } });
});

test.each([
  [{ tools: [{ type: 'namespace', name: 'n', tools: [{ type: 'web_search' }] }] }, 'tools[0].tools[0]'],
  [{ input: [{ type: 'tool_search_output', tools: [{ type: 'function' }, { type: 'mcp' }] }] }, 'input[0].tools[1]'],
  [
    { input: [{ type: 'tool_search_output', tools: [{ type: 'namespace', tools: [{ type: 'web_search' }] }] }] },
    'input[0].tools[0].tools[0]',
  ],
])('tools that the provider runs are found within items and namespaces: %j', (more, param) => {
  expect(bounded('responses', more)).toMatchObject({ ok: false, refusal: { param } });
  const unbounded = { inputTokens: 9_000, toolUsd: 0.5 };
  expect(bounded('responses', more, { unbounded })).toMatchObject({ value: { toolNanoUsd: 5e8 } });
});

test('a tool that the provider runs is held by the settings: input and dollars', () => {
  const tools = [{ type: 'web_search_20250305', name: 'web_search' }];
  const unbounded = { inputTokens: 50_000, toolUsd: 0.25 };
  expect(bounded('messages', { tools }, { unbounded })).toMatchObject({
    value: { inputTokensMax: 52_040, toolNanoUsd: 250_000_000 },
  });
});
