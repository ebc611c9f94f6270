import type { Json } from '../../src/core/dialects/normal/dialect-codec.ts';

/** How a request differs after the way into the other dialect and back. Each is a row of docs/dialects.md. */
export interface Difference {
  /** As docs/dialects.md says it. */
  readonly what: string;
  readonly from: 'chat' | 'messages';
  readonly body: Json;
  readonly becomes: Json;
}

const HI = { role: 'user', content: 'hi' };
const chat = (more: Json): Json => ({ model: 'm', messages: [HI], max_completion_tokens: 64_000, ...more });
const messages = (more: Json): Json => ({ model: 'm', max_tokens: 64_000, messages: [HI], ...more });
const readTool = { type: 'function', function: { name: 'read', parameters: { type: 'object', properties: {} } } };
const readUse = { name: 'read', input_schema: { type: 'object', properties: {} } };
const callOf = (args: string): Json => ({ id: 'c1', type: 'function', function: { name: 'read', arguments: args } });
const RESULT = { role: 'tool', tool_call_id: 'c1', content: 'ok' };
const used = { type: 'tool_use', id: 'c1', name: 'read', input: {} };
const PNG = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
const format = (more: Json): Json => ({ type: 'json_schema', json_schema: { schema: { type: 'object' }, ...more } });

const fromChat: readonly Omit<Difference, 'from'>[] = [
  {
    what: 'the description of a format stands in its schema',
    body: chat({ response_format: format({ name: 'answer', description: 'all of it', strict: true }) }),
    becomes: chat({
      response_format: format({ name: 'answer', strict: true, schema: { type: 'object', description: 'all of it' } }),
    }),
  },
  {
    what: 'a developer is a system',
    body: chat({ messages: [{ role: 'developer', content: 'brief' }, HI] }),
    becomes: chat({ messages: [{ role: 'system', content: 'brief' }, HI] }),
  },
  {
    what: 'turns of one role in a row are one turn',
    body: chat({ messages: [{ role: 'system', content: 'a' }, { role: 'system', content: 'b' }, HI, HI] }),
    becomes: chat({
      messages: [
        {
          role: 'system',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'hi' },
            { type: 'text', text: 'hi' },
          ],
        },
      ],
    }),
  },
  {
    what: 'turns without content are left out',
    body: chat({ messages: [HI, { role: 'assistant', content: '' }, { role: 'assistant', content: 'yes' }] }),
    becomes: chat({ messages: [HI, { role: 'assistant', content: 'yes' }] }),
  },
  {
    what: 'a refusal in the history is text',
    body: chat({ messages: [HI, { role: 'assistant', content: null, refusal: 'no' }, HI] }),
    becomes: chat({ messages: [HI, { role: 'assistant', content: 'no' }, HI] }),
  },
  {
    what: 'reasoning in the history that the target cannot check is left out',
    body: chat({ messages: [HI, { role: 'assistant', content: 'yes', reasoning_content: 'hm' }, HI] }),
    becomes: chat({ messages: [HI, { role: 'assistant', content: 'yes' }, HI] }),
  },
  {
    what: 'JSON text of arguments is written anew',
    body: chat({ messages: [HI, { role: 'assistant', content: null, tool_calls: [callOf('{ "a": 1.0 }')] }, RESULT] }),
    becomes: chat({ messages: [HI, { role: 'assistant', content: null, tool_calls: [callOf('{"a":1}')] }, RESULT] }),
  },
  {
    what: 'a list with one text is the text',
    body: chat({ messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }),
    becomes: chat({}),
  },
  {
    what: 'the detail of an image is left out',
    body: chat({
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://x/y.png', detail: 'low' } }] }],
    }),
    becomes: chat({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://x/y.png' } }] }] }),
  },
  {
    what: 'defaults are left out',
    body: chat({
      presence_penalty: 0,
      frequency_penalty: 0,
      logprobs: false,
      n: 1,
      verbosity: 'medium',
      top_p: 1,
      response_format: { type: 'text' },
      store: false,
      service_tier: 'auto',
      tools: [{ ...readTool, function: { ...readTool.function, strict: false } }],
      parallel_tool_calls: true,
    }),
    becomes: chat({ tools: [readTool] }),
  },
  {
    what: 'a tool without parameters gets a schema of none',
    body: chat({ tools: [{ type: 'function', function: { name: 'read' } }] }),
    becomes: chat({ tools: [readTool] }),
  },
  {
    what: 'one call at a time comes with a choice of tools',
    body: chat({ tools: [readTool], parallel_tool_calls: false }),
    becomes: chat({ tools: [readTool], parallel_tool_calls: false, tool_choice: 'auto' }),
  },
  {
    what: 'a schema of the output binds, and has no name',
    body: chat({ response_format: format({ name: 'weather', strict: false }) }),
    becomes: chat({ response_format: format({ name: 'answer', strict: true }) }),
  },
  {
    what: 'an effort is the nearest one that the model takes',
    body: chat({ model: 'claude-opus-4-6', reasoning_effort: 'minimal' }),
    becomes: chat({ model: 'claude-opus-4-6', reasoning_effort: 'low' }),
  },
  {
    what: 'a budget leaves a quarter of the output for the answer',
    body: chat({ reasoning_effort: 'high', max_completion_tokens: 8_192 }),
    becomes: chat({ reasoning_effort: 'low', max_completion_tokens: 8_192 }),
  },
  {
    what: 'an effort of none is no thinking, which is not carried back',
    body: chat({ reasoning_effort: 'none' }),
    becomes: chat({}),
  },
  {
    what: 'other names of one field',
    body: { ...chat({ max_completion_tokens: undefined }), max_tokens: 5, stop: 'x', safety_identifier: 'u' },
    becomes: chat({ max_completion_tokens: 5, stop: ['x'], user: 'u' }),
  },
  {
    what: 'hints to the cache are left out',
    body: chat({ prompt_cache_key: 'k', prompt_cache_retention: '24h' }),
    becomes: chat({}),
  },
];

const fromMessages: readonly Omit<Difference, 'from'>[] = [
  {
    what: 'hints to the cache are left out',
    body: messages({ system: [{ type: 'text', text: 'brief', cache_control: { type: 'ephemeral', ttl: '1h' } }] }),
    becomes: messages({ system: 'brief' }),
  },
  {
    what: 'reasoning in the history that the target cannot check is left out',
    body: messages({
      messages: [
        HI,
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'abc' },
            { type: 'redacted_thinking', data: 'xyz' },
            { type: 'text', text: 'yes' },
          ],
        },
        HI,
      ],
    }),
    becomes: messages({ messages: [HI, { role: 'assistant', content: 'yes' }, HI] }),
  },
  {
    what: 'texts of one answer are one text, before its calls',
    body: messages({
      messages: [
        HI,
        { role: 'assistant', content: [{ type: 'text', text: 'a' }, used, { type: 'text', text: 'b' }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'ok' }] },
      ],
      tools: [readUse],
    }),
    becomes: messages({
      messages: [
        HI,
        { role: 'assistant', content: [{ type: 'text', text: 'ab' }, used] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'ok' }] },
      ],
      tools: [readUse],
    }),
  },
  {
    what: 'a failed tool says so in its text',
    body: messages({
      messages: [
        { role: 'assistant', content: [used] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'no', is_error: true }] },
      ],
    }),
    becomes: messages({
      messages: [
        { role: 'assistant', content: [used] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'Error: no' }] },
      ],
    }),
  },
  {
    what: 'an image that a tool gave is shown by the user, after the results',
    body: messages({
      messages: [
        { role: 'assistant', content: [used] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'see' }, PNG] }],
        },
      ],
    }),
    becomes: messages({
      messages: [
        { role: 'assistant', content: [used] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: 'see' },
            { type: 'text', text: 'Shown by tool call c1:' },
            PNG,
          ],
        },
      ],
    }),
  },
  {
    what: 'a document without a title is called document',
    body: messages({
      messages: [
        { role: 'user', content: [{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Grüße' } }] },
      ],
    }),
    becomes: messages({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Grüße' }, title: 'document.txt' },
          ],
        },
      ],
    }),
  },
  {
    what: 'a budget is the effort that it pays for',
    body: messages({ thinking: { type: 'enabled', budget_tokens: 10_000 } }),
    becomes: messages({ thinking: { type: 'enabled', budget_tokens: 8_192 } }),
  },
  {
    what: 'thinking as the model likes, or none, is not said',
    body: messages({ thinking: { type: 'adaptive' } }),
    becomes: messages({}),
  },
  {
    what: 'defaults are left out',
    body: messages({
      service_tier: 'auto',
      thinking: { type: 'disabled' },
      tools: [{ type: 'custom', ...readUse, eager_input_streaming: true, defer_loading: false }],
      context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
    }),
    becomes: messages({ tools: [readUse] }),
  },
  {
    what: 'a list with one text is the text',
    body: messages({ messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }),
    becomes: messages({}),
  },
];

export const differences: readonly Difference[] = [
  ...fromChat.map((one) => ({ ...one, from: 'chat' }) as const),
  ...fromMessages.map((one) => ({ ...one, from: 'messages' }) as const),
];
