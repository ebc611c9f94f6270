const SCHEMA = { type: 'object', properties: { city: { type: 'string' } } };

const CHAT = {
  max_tokens: 50,
  temperature: 0.5,
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'weather?' }] },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'w', arguments: '{"city":"Graz"}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '21 degrees' },
    { role: 'user', content: 'and now?' },
  ],
  tools: [{ type: 'function', function: { name: 'w', description: 'Weather.', parameters: SCHEMA } }],
};
const MESSAGES = {
  max_tokens: 50,
  system: 'Be brief.',
  messages: [
    { role: 'user', content: 'weather?' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'w', input: { city: 'Graz' } }] },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'toolu_1', content: '21 degrees' },
        { type: 'text', text: 'and now?' },
      ],
    },
  ],
  tools: [{ name: 'w', description: 'Weather.', input_schema: SCHEMA }],
};
const BODIES: Readonly<Record<string, Record<string, unknown>>> = {
  chat: CHAT,
  messages: MESSAGES,
  'count-tokens': { system: MESSAGES.system, messages: MESSAGES.messages, tools: MESSAGES.tools },
  responses: {
    max_output_tokens: 50,
    instructions: 'Be brief.',
    input: [
      { role: 'user', content: [{ type: 'input_text', text: 'weather?' }] },
      { type: 'function_call', call_id: 'call_1', name: 'w', arguments: '{"city":"Graz"}' },
      { type: 'function_call_output', call_id: 'call_1', output: '21 degrees' },
      { role: 'user', content: 'and now?' },
    ],
    tools: [{ type: 'function', name: 'w', description: 'Weather.', parameters: SCHEMA, strict: false }],
  },
  completions: { prompt: 'Say something.', max_tokens: 50 },
  embeddings: { input: ['one', 'two'] },
};

/** A sound body of a dialect, without its model. */
export const seedBody = (wire: string): Record<string, unknown> => BODIES[wire]!;

const events = (list: readonly Record<string, unknown>[]): string =>
  list.map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`).join('');

const chunk = (delta: unknown, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'x', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const CHAT_USAGE = { prompt_tokens: 30, completion_tokens: 9, total_tokens: 39 };
const CHAT_STREAM = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'It is ' }),
  chunk({ content: 'mild.' }),
  chunk({ tool_calls: [{ index: 0, id: 'call_2', type: 'function', function: { name: 'w', arguments: '{"ci' } }] }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: 'ty":"Linz"}' } }] }),
  chunk({}, 'tool_calls'),
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'x', choices: [], usage: CHAT_USAGE })}\n\n`,
  'data: [DONE]\n\n',
].join('');

const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'x', stop_sequence: null };
const MESSAGES_STREAM = events([
  {
    type: 'message_start',
    message: { ...MESSAGE, content: [], stop_reason: null, usage: { input_tokens: 30, output_tokens: 1 } },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'It is mild.' } },
  { type: 'content_block_stop', index: 1 },
  { type: 'content_block_start', index: 2, content_block: { type: 'tool_use', id: 'toolu_2', name: 'w', input: {} } },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"city":"Linz"}' } },
  { type: 'content_block_stop', index: 2 },
  { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 9 } },
  { type: 'message_stop' },
]);

const TEXT_ITEM = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'It is mild.', annotations: [] }],
};
const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model: 'x',
  output: [
    TEXT_ITEM,
    { id: 'fc_1', type: 'function_call', status: 'completed', call_id: 'call_2', name: 'w', arguments: '{"city":"Linz"}' },
  ],
  usage: { input_tokens: 30, output_tokens: 9, total_tokens: 39 },
};
const at = (output_index: number) => ({ output_index, item_id: output_index === 0 ? 'msg_1' : 'fc_1' });
const RESPONSES_STREAM = events(
  [
    { type: 'response.created', response: { ...RESPONSE, status: 'in_progress', output: [], usage: null } },
    { type: 'response.output_item.added', output_index: 0, item: { ...TEXT_ITEM, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...at(0), content_index: 0, part: { type: 'output_text', text: '', annotations: [] } },
    { type: 'response.output_text.delta', ...at(0), content_index: 0, delta: 'It is mild.' },
    { type: 'response.output_text.done', ...at(0), content_index: 0, text: 'It is mild.' },
    { type: 'response.content_part.done', ...at(0), content_index: 0, part: TEXT_ITEM.content[0] },
    { type: 'response.output_item.done', output_index: 0, item: TEXT_ITEM },
    {
      type: 'response.output_item.added',
      output_index: 1,
      item: { ...RESPONSE.output[1], status: 'in_progress', arguments: '' },
    },
    { type: 'response.function_call_arguments.delta', ...at(1), delta: '{"city":"Linz"}' },
    { type: 'response.function_call_arguments.done', ...at(1), arguments: '{"city":"Linz"}' },
    { type: 'response.output_item.done', output_index: 1, item: RESPONSE.output[1] },
    { type: 'response.completed', response: RESPONSE },
  ].map((event, sequence_number) => ({ ...event, sequence_number })),
);

const DOCUMENTS: Readonly<Record<string, unknown>> = {
  'chat/completions': {
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'x',
    choices: [{ index: 0, message: { role: 'assistant', content: 'It is mild.' }, finish_reason: 'stop' }],
    usage: CHAT_USAGE,
  },
  messages: {
    ...MESSAGE,
    content: [{ type: 'text', text: 'It is mild.' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 30, output_tokens: 9 },
  },
  'messages/count_tokens': { input_tokens: 30 },
  responses: RESPONSE,
  completions: {
    id: 'c',
    object: 'text_completion',
    created: 1,
    model: 'x',
    choices: [{ index: 0, text: 'It is mild.', finish_reason: 'stop' }],
    usage: CHAT_USAGE,
  },
  embeddings: {
    object: 'list',
    model: 'x',
    data: [{ object: 'embedding', index: 0, embedding: [0.5] }],
    usage: { prompt_tokens: 30, total_tokens: 30 },
  },
};
const STREAMS: Readonly<Record<string, string>> = {
  'chat/completions': CHAT_STREAM,
  messages: MESSAGES_STREAM,
  responses: RESPONSES_STREAM,
  completions: CHAT_STREAM.replaceAll('"delta":{"content":', '"text":{"content":'),
};

/** A sound answer of an interface, whole or as a stream. */
export const seedAnswer = (path: string, stream: boolean): Buffer =>
  Buffer.from(stream ? (STREAMS[path] ?? '') : JSON.stringify(DOCUMENTS[path] ?? {}));
