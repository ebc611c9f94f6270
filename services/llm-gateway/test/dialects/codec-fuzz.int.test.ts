import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALLS_MAX, NAMELESS_CHARS_MAX } from '../../src/core/dialects/chat/choice-reader.ts';
import { chatCodec } from '../../src/core/dialects/chat/codec.ts';
import { CHOICES_MAX } from '../../src/core/dialects/chat/stream-reader.ts';
import { messagesCodec } from '../../src/core/dialects/messages/codec.ts';
import { OPEN_BLOCKS_MAX } from '../../src/core/dialects/messages/stream-reader.ts';
import { REFUSAL_CHARS_MAX, WAITING_CHARS_MAX } from '../../src/core/dialects/messages/stream-writer.ts';
import type { AnswerReader, DialectCodec, Json } from '../../src/core/dialects/normal/dialect-codec.ts';
import type { AnswerEvent } from '../../src/core/dialects/normal/normal-answer.ts';
import type { NormalRequest } from '../../src/core/dialects/normal/normal-request.ts';
import { eventsOf, gathered, readAll, streamed, writeAll } from './gathered.ts';
import { chatBody, messagesBody } from './generated-requests.ts';

const REQUEST: NormalRequest = { model: 'm', stream: true, choices: 1, turns: [], tools: [], sampling: {}, own: [] };
const CODECS = [
  ['chat', chatCodec, chatBody],
  ['messages', messagesCodec, messagesBody],
] as const;

/** A JSON value with some of its parts replaced by others, of whatever kind. */
const mutated = (value: fc.Arbitrary<Json>): fc.Arbitrary<unknown> =>
  fc
    .tuple(value, fc.array(fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })), { minLength: 1, maxLength: 4 }))
    .map(([whole, changes]) => {
      let text: unknown = JSON.parse(JSON.stringify(whole));
      for (const [at, replacement] of changes) text = replaced(text, at, replacement);
      return text;
    });

function replaced(value: unknown, at: number, replacement: unknown): unknown {
  if (typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  if (keys.length === 0 || at % 5 === 4) return replacement;
  const key = keys[at % keys.length]!;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], Math.floor(at / keys.length), replacement);
  return copy;
}

/** What a reader makes of events: all of them, or a plain error. */
function readOrThrow(reader: AnswerReader, events: readonly { readonly event: string; readonly data: string }[]): AnswerEvent[] {
  const out: AnswerEvent[] = [];
  try {
    for (const { event, data } of events) out.push(...reader.read(event, data));
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect(['RangeError', 'TypeError', 'ReferenceError']).not.toContain((error as Error).name);
  }
  return out;
}

describe.each(CODECS)('%s', (name, codec, bodies) => {
  const other: DialectCodec = name === 'chat' ? messagesCodec : chatCodec;

  test.each(['toString', 'constructor', '__proto__', 'valueOf'])('a field named %s is one like any other', (field) => {
    const text = `{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}],"${field}":["x"]}`;
    const request = codec.readRequest(JSON.parse(text) as Json);
    expect(request).toMatchObject({ ok: true, value: { own: [{ path: field, value: ['x'] }] } });
    if (request.ok) expect(other.writeRequest(request.value)).toMatchObject({ ok: false, refusal: { param: field } });
  });

  test('a mutated request is read, or refused by name', () => {
    fc.assert(
      fc.property(mutated(bodies), (body) => {
        if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
        const request = codec.readRequest(body as Json);
        if (!request.ok) {
          expect(request.refusal.message).not.toBe('');
          return;
        }
        for (const target of [codec, other]) {
          const written = target.writeRequest(request.value);
          if (written.ok) JSON.stringify(written.value);
          else expect(written.refusal.message).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });

  const answer = {
    id: 'a1',
    model: 'm1',
    choices: [
      {
        blocks: [
          { kind: 'reasoning', text: ['hm'], signature: 'c2ln' },
          { kind: 'text', text: 'Grüße an alle' },
          { kind: 'tool-call', id: 'c1', name: 'read', input: '{"path":"x"}' },
          { kind: 'tool-call', id: 'c2', name: 'read', input: '{"path":"y"}' },
        ],
        stop: { kind: 'tool-calls' },
      },
    ],
    usage: undefined,
  } as const;
  const stream = writeAll(streamed(answer), codec.openWriter(REQUEST, { usage: true }));
  const lines = eventsOf(stream);

  test('a document that is none, or a mutated one, is read or is a plain error', () => {
    const document = codec.writeAnswer(answer, REQUEST);
    fc.assert(
      fc.property(mutated(fc.constant(document)), (body) => {
        if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
        try {
          const read = codec.readAnswer(body as Json);
          for (const target of [codec, other]) JSON.stringify(target.writeAnswer(read, REQUEST));
        } catch (error) {
          expect((error as Error).message).toMatch(/^the answer holds no/);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('mutated, doubled, lost and mixed events give events in order, or a plain error', () => {
    const event = fc.nat().chain((at) => {
      const { data } = lines[at % lines.length]!;
      if (data === '[DONE]') return fc.constant(data);
      const value = fc.constant(JSON.parse(data) as Json);
      return fc.oneof(value, mutated(value)).map((changed) => JSON.stringify(changed));
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (datas) => {
        const begun = [lines[0]!.data, ...datas].map((data) => ({ event: '', data }));
        const events = readOrThrow(codec.openReader(), begun);
        for (const target of [codec, other]) {
          const writer = target.openWriter(REQUEST, { usage: true });
          for (const { data } of eventsOf(writeAll(events, writer))) if (data !== '[DONE]') JSON.parse(data);
        }
        if (events.at(-1)?.kind === 'end') gathered(events);
      }),
      { numRuns: 500 },
    );
  });

  test('what is no JSON is a plain error', () => {
    for (const data of ['', '{', 'null', '7', '[]', '"x"']) {
      expect(() => codec.openReader().read('', data)).toThrow(Error);
    }
  });

  test('a stream that is cut off is not over, and what came is told', () => {
    const reader = codec.openReader();
    const events = lines.slice(0, lines.length >> 1).flatMap(({ event, data }) => reader.read(event, data));
    expect(reader.over).toBe(false);
    expect(reader.end?.() ?? []).toEqual([]);
    expect(events[0]).toMatchObject({ kind: 'begin', id: 'a1' });
  });
});

describe('bounds', () => {
  const start = (index: number): string =>
    JSON.stringify({ type: 'content_block_start', index, content_block: { type: 'text', text: '' } });

  test('blocks of messages that are open at once', () => {
    const reader = messagesCodec.openReader();
    reader.read('', JSON.stringify({ type: 'message_start', message: { id: 'm', usage: {} } }));
    for (let index = 0; index < OPEN_BLOCKS_MAX; index++) reader.read('', start(index));
    expect(() => reader.read('', start(OPEN_BLOCKS_MAX))).toThrow(`more than ${OPEN_BLOCKS_MAX} blocks`);
  });

  const chunk = (delta: Json, index = 0): string => JSON.stringify({ id: 'c', choices: [{ index, delta }] });

  test('choices of a chat', () => {
    const reader = chatCodec.openReader();
    reader.read('', chunk({ content: 'x' }, CHOICES_MAX - 1));
    expect(() => reader.read('', chunk({ content: 'x' }, CHOICES_MAX))).toThrow(`more than ${CHOICES_MAX} choices`);
  });

  test('calls of a chat, also where each takes the place of the one before it', () => {
    const reader = chatCodec.openReader();
    const call = (id: number): string =>
      chunk({ tool_calls: [{ index: 0, id: `c${id}`, function: { name: 'f', arguments: '{}' } }] });
    for (let id = 0; id < CALLS_MAX; id++) reader.read('', call(id));
    expect(() => reader.read('', call(CALLS_MAX))).toThrow(`more than ${CALLS_MAX} tools`);
  });

  test('what comes of a call before its name', () => {
    const reader = chatCodec.openReader();
    const piece = chunk({ tool_calls: [{ index: 0, function: { arguments: 'x'.repeat(NAMELESS_CHARS_MAX) } }] });
    reader.read('', piece);
    expect(() => reader.read('', piece)).toThrow('has no name');
  });

  const block = (index: number): AnswerEvent => ({
    kind: 'block',
    choice: 0,
    block: index,
    begun: { kind: 'tool-call', id: `c${index}`, name: 'f', input: '' },
  });
  const fill = (index: number, json: string): AnswerEvent => ({
    kind: 'delta',
    choice: 0,
    block: index,
    delta: { kind: 'input', json },
  });
  const begin: AnswerEvent = { kind: 'begin', id: 'a', model: 'm' };
  const end: readonly AnswerEvent[] = [
    { kind: 'block-end', choice: 0, block: 0 },
    { kind: 'block-end', choice: 0, block: 1 },
    { kind: 'stop', choice: 0, stop: { kind: 'tool-calls' } },
    { kind: 'end', usage: undefined },
  ];

  test('calls that an upstream mixes come one after the other in messages', () => {
    const mixed = [begin, block(0), block(1), fill(1, '{"b":'), fill(0, '{"a":'), fill(1, '2}'), fill(0, '1}'), ...end];
    const types = eventsOf(writeAll(mixed, messagesCodec.openWriter(REQUEST, { usage: true }))).map(({ data }) => {
      const { type, index } = JSON.parse(data) as { type: string; index?: number };
      return `${type} ${index ?? ''}`.trim();
    });
    expect(types).toEqual([
      'message_start',
      ...[0, 1].flatMap((index) => [
        `content_block_start ${index}`,
        `content_block_delta ${index}`,
        `content_block_delta ${index}`,
        `content_block_stop ${index}`,
      ]),
      'message_delta',
      'message_stop',
    ]);
  });

  test('above 1 MiB that waits they go out side by side, and nothing is lost', () => {
    const piece = 'x'.repeat(WAITING_CHARS_MAX / 4);
    const mixed = [
      begin,
      block(0),
      block(1),
      fill(1, '"'),
      ...Array.from({ length: 6 }, () => fill(1, piece)),
      fill(1, '"'),
      fill(0, '{}'),
      ...end,
    ];
    const writer = messagesCodec.openWriter(REQUEST, { usage: true });
    const text = mixed.map((event) => writer.write(event));
    expect(text[8]).not.toBe('');
    const answer = gathered(readAll(text.join(''), messagesCodec.openReader()));
    expect(answer.choices[0]!.blocks.map((one) => (one.kind === 'tool-call' ? one.input.length : 0))).toEqual([
      2,
      piece.length * 6 + 2,
    ]);
  });

  test('a refusal in messages', () => {
    const refusal: AnswerEvent[] = [
      begin,
      { kind: 'block', choice: 0, block: 0, begun: { kind: 'refusal', text: '' } },
      { kind: 'delta', choice: 0, block: 0, delta: { kind: 'text', text: 'no'.repeat(REFUSAL_CHARS_MAX) } },
      { kind: 'block-end', choice: 0, block: 0 },
      { kind: 'stop', choice: 0, stop: { kind: 'end' } },
      { kind: 'end', usage: undefined },
    ];
    const events = eventsOf(writeAll(refusal, messagesCodec.openWriter(REQUEST, { usage: true })));
    const { delta } = JSON.parse(events.at(-2)!.data) as {
      delta: { stop_reason: string; stop_details: { explanation: string } };
    };
    expect([delta.stop_reason, delta.stop_details.explanation.length]).toEqual(['refusal', REFUSAL_CHARS_MAX]);
  });
});
