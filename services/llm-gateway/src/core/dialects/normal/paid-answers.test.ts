import { describe, expect, test } from 'vitest';
import { chatCodec } from '../chat/codec.ts';
import type { ClientCodec, UpstreamCodec } from '../codecs.ts';
import { messagesCodec } from '../messages/codec.ts';
import { responsesCodec } from '../responses/codec.ts';
import { parseSse } from '../testing/sse.ts';
import type { Json } from './dialect-codec.ts';
import type { NormalRequest } from './normal-request.ts';

const REQUEST: NormalRequest = { model: 'm', stream: true, choices: 1, turns: [], tools: [], sampling: {}, own: [] };

/** What a client gets of a stream, as its events. */
function streamed(from: UpstreamCodec, to: ClientCodec, events: readonly Json[]): readonly Json[] {
  const reader = from.openReader();
  const writer = to.openWriter(REQUEST, { usage: true });
  const read = events.flatMap((event) => reader.read('', JSON.stringify(event)));
  const text = [...read, ...(reader.over ? [] : (reader.end?.() ?? []))].map((event) => writer.write(event)).join('');
  return parseSse(text).flatMap(({ data }) => (data === '[DONE]' ? [] : [JSON.parse(data) as Json]));
}

const outputOf = (events: readonly Json[]): Json => (events.at(-1)!['response'] as Json | undefined) ?? {};
/** The deltas and reasons of a stream of chat. */
const choicesOf = (events: readonly Json[]): readonly Json[] => events.flatMap(({ choices }) => choices as readonly Json[]);
const deltasOf = (events: readonly Json[]): readonly Json[] => events.map(({ delta }) => (delta ?? {}) as Json);
const joined = (deltas: readonly Json[], name: string): string => deltas.map((delta) => (delta[name] ?? '') as string).join('');

const tool = { type: 'tool_use', id: 'toolu_1', name: 'read', input: { path: 'a' } };
const start = (more: Json = {}): Json => ({
  type: 'message_start',
  message: { id: 'm1', role: 'assistant', model: 'claude', content: [], usage: { input_tokens: 3, output_tokens: 1 }, ...more },
});
const begun = (index: number, content_block: Json): Json => ({ type: 'content_block_start', index, content_block });
const piece = (index: number, text: string): Json => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'text_delta', text },
});
const ended = (index: number): Json => ({ type: 'content_block_stop', index });
const stopped = (reason: string): Json => ({
  type: 'message_delta',
  delta: { stop_reason: reason },
  usage: { input_tokens: 3, output_tokens: 9 },
});
const over: Json = { type: 'message_stop' };

describe('a stream of messages that is not as documented', () => {
  const whole = [
    start({
      content: [{ type: 'thinking', thinking: 'hm', signature: 's' }, { type: 'text', text: 'so' }, tool],
      stop_reason: 'tool_use',
    }),
    over,
  ];

  test('a call and a stop reason that stand in message_start reach a client of chat', () => {
    const choices = choicesOf(streamed(messagesCodec, chatCodec, whole));
    const deltas = choices.map(({ delta }) => delta as Json);
    expect(joined(deltas, 'content')).toBe('so');
    expect(joined(deltas, 'reasoning_content')).toBe('hm');
    expect(JSON.stringify(deltas)).toContain('"signature":"s"');
    const calls = deltas.flatMap((delta) => (delta['tool_calls'] ?? []) as readonly Json[]);
    expect(calls).toMatchObject([{ id: 'toolu_1', function: { name: 'read' } }, { function: { arguments: '{"path":"a"}' } }]);
    expect(choices.at(-1)).toMatchObject({ finish_reason: 'tool_calls' });
  });

  test('a call that stands in message_start reaches a client of responses', () => {
    const response = outputOf(streamed(messagesCodec, responsesCodec, whole));
    expect(response['output']).toMatchObject([
      { type: 'reasoning' },
      { type: 'message', content: [{ text: 'so' }] },
      { type: 'function_call', call_id: 'toolu_1', name: 'read', arguments: '{"path":"a"}' },
    ]);
  });

  test('the sequence of a stop in message_start is kept, and a later reason wins', () => {
    const early = start({ content: [{ type: 'text', text: 'x' }], stop_reason: 'stop_sequence', stop_sequence: 'END' });
    const finish = (events: readonly Json[]): unknown => choicesOf(streamed(messagesCodec, chatCodec, events)).at(-1);
    expect(finish([early, over])).toMatchObject({ panal_stop: { kind: 'stop-sequence', sequence: 'END' } });
    expect(finish([early, stopped('max_tokens'), over])).toMatchObject({ finish_reason: 'length' });
  });

  const texts = [begun(0, { type: 'text', text: '' }), piece(0, 'a'), piece(0, 'b'), ended(0), stopped('end_turn'), over];

  test.each([
    ['message_start twice', [start(), start(), ...texts]],
    ['message_start again in the middle', [start(), ...texts.slice(0, 2), start(), ...texts.slice(2)]],
    [
      'content in the second message_start alone',
      [start(), start({ content: [{ type: 'text', text: 'ab' }] }), ...texts.slice(4)],
    ],
    ['no message_start', texts],
    ['a block that begins twice', [start(), texts[0]!, ...texts]],
    ['a block that never begins', [start(), ...texts.slice(1)]],
    ['a block that ends twice', [start(), ...texts.slice(0, 4), ended(0), ...texts.slice(4)]],
    [
      'an index that comes again',
      [start(), begun(0, { type: 'text', text: 'a' }), ended(0), begun(0, { type: 'text', text: 'b' }), ...texts.slice(3)],
    ],
  ])('is read: %s', (_name, events) => {
    const inChat = choicesOf(streamed(messagesCodec, chatCodec, events));
    expect(joined(deltasOf(inChat), 'content')).toBe('ab');
    expect(inChat.at(-1)).toMatchObject({ finish_reason: 'stop' });
    const { output, usage } = outputOf(streamed(messagesCodec, responsesCodec, events));
    expect(JSON.stringify(output)).toMatch(/"text":"ab"|"text":"a".*"text":"b"/);
    expect(usage).toMatchObject({ output_tokens: 9 });
  });
});

describe('a stream of responses that is not as documented', () => {
  const call = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'read', arguments: '' };
  const added = { type: 'response.output_item.added', output_index: 0, item: call };
  const done = { type: 'response.output_item.done', output_index: 0, item: { ...call, arguments: '{}' } };
  const created = { type: 'response.created', response: { id: 'r', model: 'm' } };
  const completed = { type: 'response.completed', response: { id: 'r', model: 'm', status: 'completed', output: [done.item] } };
  const other = { ...added, item: { ...call, id: 'fc_2', call_id: 'c2' } };

  test.each([
    ['an item that begins twice', [created, added, added, done, completed], ['c1']],
    ['another item in the same place', [created, added, other, { ...done, item: other.item }, completed], ['c1', 'c2']],
    ['no response.created', [added, done, completed], ['c1']],
    ['events without their response', [{ type: 'response.created' }, added, done, { type: 'response.completed' }], ['c1']],
    [
      'an output with what is no item',
      [created, { ...completed, response: { ...completed.response, output: [null, done.item] } }],
      ['c1'],
    ],
    [
      'a call without call_id',
      [created, { ...added, item: { ...call, call_id: undefined } }, { type: 'response.completed' }],
      ['fc_1'],
    ],
  ] satisfies [string, readonly Json[], readonly string[]][])('is read: %s', (_name, events, ids) => {
    const choices = choicesOf(streamed(responsesCodec, chatCodec, events));
    const calls = choices.flatMap(({ delta }) => ((delta as Json)['tool_calls'] ?? []) as readonly Json[]);
    expect(calls.flatMap(({ id }) => (id === undefined ? [] : [id]))).toEqual(ids);
    expect(choices.at(-1)).toMatchObject({ finish_reason: 'tool_calls' });
  });
});

describe('answers of chat', () => {
  const document = (message: Json, more: Json = {}, top: Json = {}): Json => ({
    id: 'chatcmpl-1',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: 'stop', ...more }],
    ...top,
  });
  const chunk = (delta: Json, more: Json = {}, top: Json = {}): Json => ({
    id: 'chatcmpl-1',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
    ...top,
  });
  const finish = (reason: string): Json => chunk({}, { finish_reason: reason });
  const called = { name: 'read', arguments: '{"path":"a"}' };
  const use = { type: 'tool_use', id: 'call_chatcmpl-1', name: 'read', input: { path: 'a' } };

  test('a function_call of the earlier API is a call of a tool', () => {
    const answer = chatCodec.readAnswer(document({ function_call: called }, { finish_reason: 'function_call' }));
    expect(messagesCodec.writeAnswer(answer, REQUEST)).toMatchObject({ content: [use], stop_reason: 'tool_use' });
    expect(messagesCodec.writeAnswer(answer, REQUEST)['panal_omitted']).toBeUndefined();
  });

  test('a streamed function_call of the earlier API is a call of a tool', () => {
    const parts = [{ name: 'read', arguments: '' }, { arguments: '{"path"' }, { arguments: ':"a"}' }];
    const events = [...parts.map((function_call) => chunk({ function_call })), finish('function_call')];
    const written = streamed(chatCodec, messagesCodec, events);
    expect(written.find(({ type }) => type === 'content_block_start')).toMatchObject({ content_block: { ...use, input: {} } });
    const json = joined(deltasOf(written), 'partial_json');
    expect(json).toBe(called.arguments);
  });

  test('a streamed call whose name never came is told without one', () => {
    const call = { index: 0, id: 'c1', function: { arguments: '{"a":1}' } };
    const { output } = outputOf(streamed(chatCodec, responsesCodec, [chunk({ tool_calls: [call] }), finish('tool_calls')]));
    expect(output).toMatchObject([{ type: 'function_call', call_id: 'c1', name: '', arguments: '{"a":1}' }]);
  });

  const call = { id: 'c1', type: 'function', function: called, extra_content: { google: { thought_signature: 's' } } };
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
  const logprobs = { content: null, refusal: [{ token: 'n', logprob: -1, bytes: null, top_logprobs: [] }] };

  test.each([['messages', messagesCodec] as const, ['responses', responsesCodec] as const])(
    'what %s cannot say of a document is named, whatever it is',
    (_name, codec) => {
      const message = {
        content: [{ type: 'text', text: 'see' }, image],
        images: [image],
        tool_calls: [call],
        zzz: 1,
        none: null,
      };
      const body = document(message, { logprobs, native_zzz: 'x' }, { top_zzz: 0, system_fingerprint: 'fp', usage: {} });
      const names = codec.writeAnswer(chatCodec.readAnswer(body), REQUEST)['panal_omitted'] as readonly string[];
      expect([...names].toSorted()).toEqual(
        ['image_url', 'images', 'logprobs.refusal', 'native_zzz', 'tool_calls[].extra_content', 'top_zzz', 'zzz'].toSorted(),
      );
    },
  );

  test.each([['messages', messagesCodec] as const, ['responses', responsesCodec] as const])(
    'what %s cannot say of a stream is named, whatever it is',
    (_name, codec) => {
      const events = streamed(chatCodec, codec, [
        chunk({ content: 'a' }, {}, { first_zzz: 1, system_fingerprint: 'fp' }),
        chunk({ audio: { id: 'a', data: 'AA==' } }, { native_zzz: 1 }, { late_zzz: 1, system_fingerprint: 'fp' }),
        chunk({ content: [{ type: 'text', text: 'b' }, image, {}], images: [image] }, { logprobs }),
        chunk({ tool_calls: [{ index: 0, ...call }] }),
        chunk({}, { finish_reason: 'tool_calls', last_zzz: 1 }),
      ]);
      const last = events.find((event) => 'panal_omitted' in event) ?? outputOf(events);
      expect([...(last['panal_omitted'] as readonly string[])].toSorted()).toEqual(
        [
          ...['audio', 'content', 'first_zzz', 'image_url', 'images', 'last_zzz', 'late_zzz', 'logprobs.refusal', 'native_zzz'],
          'tool_calls[].extra_content',
        ].toSorted(),
      );
    },
  );
});
