import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../normal/dialect-codec.ts';
import type { AnswerEvent } from '../normal/normal-answer.ts';
import type { NormalRequest } from '../normal/normal-request.ts';
import { responsesCodec } from './codec.ts';
import { ITEMS_MAX } from './open-items.ts';

const REQUEST: NormalRequest = { model: 'm', stream: true, choices: 1, turns: [], tools: [], sampling: {}, own: [] };

const name = fc.constantFrom(
  ...[
    'type',
    'role',
    'content',
    'text',
    'call_id',
    'name',
    'arguments',
    'output',
    'summary',
    'id',
    'status',
    'input',
    'image_url',
    'part',
  ],
  ...[
    'item',
    'output_index',
    'content_index',
    'summary_index',
    'delta',
    'response',
    'usage',
    'error',
    'encrypted_content',
    'annotations',
  ],
);
const kind = fc.constantFrom(
  ...['message', 'function_call', 'function_call_output', 'reasoning', 'custom_tool_call', 'item_reference', 'web_search_call'],
  ...['input_text', 'output_text', 'input_image', 'input_file', 'refusal', 'summary_text', 'user', 'assistant', 'json_schema'],
);
const leaf = fc.oneof(
  kind,
  fc.string({ maxLength: 5 }),
  fc.integer({ min: -2, max: 5 }),
  fc.boolean(),
  fc.constant(null),
  fc.double(),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 6 }),
  ),
}));
const field = fc.constantFrom(
  ...['input', 'instructions', 'tools', 'tool_choice', 'text', 'reasoning', 'include', 'metadata', 'stream', 'store', 'user'],
  ...['previous_response_id', 'max_output_tokens', 'temperature', 'top_logprobs', 'prompt', 'conversation', 'truncation'],
);
const bodies = fc.dictionary(field, value, { maxKeys: 6 }).map((body): Json => ({ model: 'm', ...body }));

const eventType = fc.constantFrom(
  ...['response.created', 'response.in_progress', 'response.completed', 'response.incomplete', 'response.failed', 'error'],
  ...['response.output_item.added', 'response.output_item.done', 'response.content_part.added', 'response.content_part.done'],
  ...[
    'response.output_text.delta',
    'response.output_text.done',
    'response.output_text.annotation.added',
    'response.refusal.delta',
  ],
  ...['response.function_call_arguments.delta', 'response.function_call_arguments.done', 'response.reasoning_summary_part.added'],
  ...[
    'response.reasoning_summary_text.delta',
    'response.reasoning_text.delta',
    'response.web_search_call.searching',
    'keepalive',
  ],
);
const event = fc
  .tuple(eventType, fc.dictionary(name, value, { maxKeys: 6 }))
  .map(([type, fields]): Json => ({ ...fields, type }));
const begun = (events: readonly Json[]): readonly Json[] => [
  { type: 'response.created', response: { id: 'resp_1', model: 'm' } },
  ...events,
];

describe('what strangers send', () => {
  test('a body is read, or refused by the name of a field', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const read = responsesCodec.readRequest(body);
        if (!read.ok) {
          expect(read.refusal.message).toMatch(/./);
          return;
        }
        const written = responsesCodec.writeRequest(read.value);
        if (!written.ok) expect(written.refusal.param).toMatch(/./);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a document is read and written, or is no answer', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('output', 'usage', 'status', 'id', 'model', 'incomplete_details'), value),
        (body) => {
          const answer = answerOf(body);
          if (answer) JSON.stringify(responsesCodec.writeAnswer(answer, REQUEST));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('events are read and written on, or are none of this API; blocks end that began', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const reader = responsesCodec.openReader();
        const writer = responsesCodec.openWriter(REQUEST, { usage: true });
        const open = new Set<number>();
        for (const one of begun(events)) {
          const read = readOrNothing(() => reader.read('', JSON.stringify(one)));
          if (!read) return;
          for (const said of read) {
            if (said.kind === 'block') open.add(said.block);
            if (said.kind === 'block-end') expect(open.delete(said.block)).toBe(true);
            if (said.kind === 'stop') expect(open.size).toBe(0);
            writer.write(said);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('more items than any answer has are refused', () => {
    const reader = responsesCodec.openReader();
    const read = (one: Json): readonly AnswerEvent[] => reader.read('', JSON.stringify(one));
    for (const one of begun([])) read(one);
    const add = (index: number): void =>
      void read({ type: 'response.output_item.added', output_index: index, item: { type: 'reasoning', id: `rs_${index}` } });
    for (let index = 0; index < ITEMS_MAX; index += 1) add(index);
    expect(() => add(ITEMS_MAX)).toThrow(String(ITEMS_MAX));
  });
});

/** Errors of the language would be bugs; those that the reader throws say what is wrong. */
function readOrNothing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    expect((error as Error).constructor).toBe(Error);
    return undefined;
  }
}

const answerOf = (body: Json): ReturnType<typeof responsesCodec.readAnswer> | undefined =>
  readOrNothing(() => responsesCodec.readAnswer(body));
