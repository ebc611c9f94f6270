import fc from 'fast-check';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { usageOf } from '../../price.ts';
import { chatCodec } from '../chat/codec.ts';
import { messagesCodec } from '../messages/codec.ts';
import type { DialectCodec, Json } from '../normal/dialect-codec.ts';
import type { AnswerEvent, NormalAnswer, StopReason } from '../normal/normal-answer.ts';
import type { NormalBlock, NormalRequest } from '../normal/normal-request.ts';
import { gatherEvents } from '../testing/gather-events.ts';
import { parseSse, readAll } from '../testing/sse.ts';
import { responsesCodec } from './codec.ts';
import { KEPT_CHARS_MAX } from './written-items.ts';

const REQUEST: NormalRequest = { model: 'm', stream: true, choices: 1, turns: [], tools: [], sampling: {}, own: [] };

const words = fc.string({ minLength: 1, maxLength: 20 });
const call = fc
  .record({ id: fc.stringMatching(/^call_[a-z0-9]{6}$/), name: fc.stringMatching(/^[a-z]{1,8}$/), value: words })
  .map(({ id, name, value }): NormalBlock => ({ kind: 'tool-call', id, name, input: JSON.stringify({ value }) }));
const thoughts = fc
  .record({ text: words, signature: fc.stringMatching(/^[A-Za-z0-9+/]{8,20}$/) })
  .map(({ text, signature }): NormalBlock => ({ kind: 'reasoning', text: [text], signature }));
const text = words.map((said): NormalBlock => ({ kind: 'text', text: said }));

const answers = fc
  .record({
    before: fc.array(thoughts, { maxLength: 1 }),
    texts: fc.array(text, { maxLength: 1 }),
    calls: fc.uniqueArray(call, { selector: (block) => (block.kind === 'tool-call' ? block.id : ''), maxLength: 3 }),
    cut: fc.boolean(),
    input: fc.nat({ max: 1_000 }),
    output: fc.nat({ max: 1_000 }),
  })
  .map(({ before, texts, calls, cut, input, output }): NormalAnswer => {
    const stop: StopReason = cut ? { kind: 'length' } : { kind: calls.length > 0 ? 'tool-calls' : 'end' };
    const blocks = [...before, ...texts, ...calls];
    return {
      id: 'resp_1',
      model: 'm',
      createdS: 1_700_000_000,
      choices: [{ blocks, stop }],
      usage: usageOf({ inputTokens: input, outputTokens: output }),
    };
  });

/** An answer as events, its texts cut in pieces of that many characters. */
function eventsOf(answer: NormalAnswer, size: number): readonly AnswerEvent[] {
  const { choices, usage, ...head } = answer;
  const [choice] = choices;
  const pieces = (whole: string): readonly string[] => whole.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
  const filled = choice!.blocks.flatMap((block, index): AnswerEvent[] => {
    const at = { choice: 0, block: index };
    const delta = (value: Extract<AnswerEvent, { kind: 'delta' }>['delta']): AnswerEvent => ({
      kind: 'delta',
      ...at,
      delta: value,
    });
    const end: AnswerEvent = { kind: 'block-end', ...at };
    switch (block.kind) {
      case 'text':
        return [
          { kind: 'block', ...at, begun: { ...block, text: '' } },
          ...pieces(block.text).map((piece) => delta({ kind: 'text', text: piece })),
          end,
        ];
      case 'tool-call':
        return [
          { kind: 'block', ...at, begun: { ...block, input: '' } },
          ...pieces(block.input).map((json) => delta({ kind: 'input', json })),
          end,
        ];
      case 'reasoning': {
        const { signature, ...begun } = block;
        return [
          { kind: 'block', ...at, begun: { ...begun, text: [] } },
          ...block.text.flatMap((part, number) =>
            pieces(part).map((piece) => delta({ kind: 'reasoning', text: piece, part: number })),
          ),
          ...(signature === undefined ? [] : [delta({ kind: 'signature', signature })]),
          end,
        ];
      }
      default:
        return [];
    }
  });
  return [{ kind: 'begin', ...head }, ...filled, { kind: 'stop', choice: 0, stop: choice!.stop }, { kind: 'end', usage }];
}

const written = (codec: DialectCodec, events: readonly AnswerEvent[], request = REQUEST): string => {
  const writer = codec.openWriter(request, { usage: true });
  return events.map((event) => writer.write(event)).join('');
};

/** Without what only this dialect keeps of itself. */
const plain = (answer: NormalAnswer): unknown =>
  JSON.parse(JSON.stringify({ ...answer, id: '' }), (name, value: unknown) => (name === 'origin' ? undefined : value));

/** Without the time, which messages don't tell, and with inputs of calls as values, as messages have them. */
const essence = (answer: NormalAnswer): unknown => {
  const { createdS: _created, ...rest } = plain(answer) as NormalAnswer;
  return JSON.parse(JSON.stringify(rest), (name, value: unknown) => (name === 'input' ? JSON.parse(value as string) : value));
};

describe('streams of the responses API', () => {
  test('what is written is read as the same answer, however it is cut', () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 9 }), (answer, size) => {
        const read = readAll(responsesCodec.openReader(), parseSse(written(responsesCodec, eventsOf(answer, size))));
        expect(plain(gatherEvents(read))).toEqual(plain(answer));
      }),
      { numRuns: 200 },
    );
  });

  test('the last event of a stream is the document', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const events = parseSse(written(responsesCodec, eventsOf(answer, 4)));
        const last = JSON.parse(events.at(-1)!.data) as { readonly response: Json };
        expect(last.response).toEqual(JSON.parse(JSON.stringify(responsesCodec.writeAnswer(answer, REQUEST))));
      }),
      { numRuns: 200 },
    );
  });

  for (const [name, codec] of [
    ['chat', chatCodec],
    ['messages', messagesCodec],
  ] as const) {
    test(`a stream from ${name} is the document from ${name}`, () => {
      fc.assert(
        fc.property(answers, (answer) => {
          const document = codec.readAnswer(JSON.parse(JSON.stringify(codec.writeAnswer(answer, REQUEST))) as Json);
          const stream = readAll(codec.openReader(), parseSse(written(codec, eventsOf(answer, 3))));
          const events = parseSse(written(responsesCodec, stream)).map(({ data }) => JSON.parse(data) as Json);
          const response = events.at(-1)!['response'] as Json;
          const whole = JSON.parse(JSON.stringify(responsesCodec.writeAnswer(document, REQUEST))) as Json;
          expect(response['output']).toEqual(whole['output']);
          expect(response['status']).toEqual(whole['status']);
          expect(response['usage']).toEqual(whole['usage']);
        }),
        { numRuns: 100 },
      );
    });
  }

  for (const [name, codec] of [
    ['chat', chatCodec],
    ['messages', messagesCodec],
  ] as const) {
    test(`an answer goes through ${name} and comes back equal`, () => {
      fc.assert(
        fc.property(answers, (answer) => {
          const own = responsesCodec.readAnswer(JSON.parse(JSON.stringify(responsesCodec.writeAnswer(answer, REQUEST))) as Json);
          const other = codec.readAnswer(JSON.parse(JSON.stringify(codec.writeAnswer(own, REQUEST))) as Json);
          const back = responsesCodec.readAnswer(JSON.parse(JSON.stringify(responsesCodec.writeAnswer(other, REQUEST))) as Json);
          expect(essence(back)).toEqual(essence(answer));
        }),
        { numRuns: 200 },
      );
    });
  }

  test('the official client reads it, piece by piece and as a whole', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        const stream = clientOf(written(responsesCodec, eventsOf(answer, 3))).responses.stream({ model: 'm', input: 'x' });
        const final = await stream.finalResponse();
        const blocks = answer.choices[0]!.blocks;
        expect(final.output_text).toBe(blocks.map((block) => (block.kind === 'text' ? block.text : '')).join(''));
        const calls = final.output.flatMap((item) =>
          item.type === 'function_call' ? [[item.call_id, item.name, item.arguments]] : [],
        );
        expect(calls).toEqual(
          blocks.flatMap((block) => (block.kind === 'tool-call' ? [[block.id, block.name, block.input]] : [])),
        );
        expect(final.usage?.output_tokens).toBe(answer.usage?.outputTokens);
      }),
      { numRuns: 50 },
    );
  });

  test('a failure within a stream is thrown by the official client', async () => {
    const events = eventsOf(textAnswer, 2).slice(0, 4);
    const failure: AnswerEvent = { kind: 'failure', error: { type: 'server_error', code: 'halted', message: 'It was halted.' } };
    const stream = clientOf(written(responsesCodec, [...events, failure])).responses.stream({ model: 'm', input: 'x' });
    await expect(stream.finalResponse()).rejects.toThrow('It was halted.');
  });

  test('texts of several parts, raw thoughts and hidden ones keep their shape', () => {
    const item = { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant' };
    const output = [
      { id: 'rs_1', type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'raw' }] },
      {
        id: 'rs_2',
        type: 'reasoning',
        summary: [
          { type: 'summary_text', text: 'a' },
          { type: 'summary_text', text: 'b' },
        ],
        encrypted_content: 'zzz',
      },
      { ...item, content: [part('one'), part('two')] },
      { ...item, id: 'msg_2', content: [{ type: 'refusal', refusal: 'no' }] },
    ];
    const body = { id: 'resp_1', object: 'response', created_at: 1, status: 'completed', model: 'm', output, usage: null };
    const answer = responsesCodec.readAnswer(body);
    expect(JSON.parse(JSON.stringify(responsesCodec.writeAnswer(answer, REQUEST)))).toEqual(body);
    const events = [
      { type: 'response.created', response: { ...body, output: [] } },
      { type: 'response.completed', response: body },
    ];
    const read = readAll(
      responsesCodec.openReader(),
      events.map((event) => ({ event: event.type, data: JSON.stringify(event) })),
    );
    const last = parseSse(written(responsesCodec, read)).at(-1)!;
    expect(JSON.parse(last.data)).toMatchObject({ response: body });
  });
});

const part = (said: string): Json => ({ type: 'output_text', text: said, annotations: [], logprobs: [] });

const textAnswer: NormalAnswer = {
  id: 'resp_1',
  model: 'm',
  choices: [{ blocks: [{ kind: 'text', text: 'Hello there' }], stop: { kind: 'end' } }],
  usage: undefined,
};

/** The official client, whose every request is answered by that stream. */
const clientOf = (sse: string): OpenAI =>
  new OpenAI({
    apiKey: 'none',
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response(sse, { headers: { 'content-type': 'text/event-stream' } })),
  });

describe('an answer without an end', () => {
  const writer = (begun: NormalBlock): ReturnType<DialectCodec['openWriter']> => {
    const opened = responsesCodec.openWriter(REQUEST, { usage: true });
    opened.write({ kind: 'begin', id: 'c', model: 'm' });
    opened.write({ kind: 'block', choice: 0, block: 0, begun });
    return opened;
  };
  const text = 'x'.repeat(32_768);
  const logprobs = Array.from({ length: 64 }, () => ({ token: 'x', logprob: 0 }));

  test.each<[string, NormalBlock, Extract<AnswerEvent, { kind: 'delta' }>['delta'], number]>([
    ['text', { kind: 'text', text: '' }, { kind: 'text', text }, 32_768],
    ['a refusal', { kind: 'refusal', text: '' }, { kind: 'text', text }, 32_768],
    ['log-probabilities', { kind: 'text', text: '' }, { kind: 'text', text: 'x', logprobs }, 16_384],
    ['thoughts', { kind: 'reasoning', text: [] }, { kind: 'reasoning', part: 0, text }, 32_768],
    ['a call', { kind: 'tool-call', id: 'i', name: 'f', input: '' }, { kind: 'input', json: text }, 32_768],
  ])('of %s breaks at what is kept of one at most', (_name, begun, delta, size) => {
    const opened = writer(begun);
    const most = KEPT_CHARS_MAX / size;
    let count = 0;
    const more = (): void => {
      for (; count <= most; count += 1) opened.write({ kind: 'delta', choice: 0, block: 0, delta });
    };
    expect(more).toThrow('larger than the 16 MiB');
    expect(count).toBeGreaterThan(0.9 * most);
  });

  test('of items breaks too', () => {
    const opened = writer({ kind: 'text', text: '' });
    const more = (): void => {
      for (let block = 1; block <= KEPT_CHARS_MAX / 1_024; block += 1)
        opened.write({ kind: 'block', choice: 0, block, begun: { kind: 'tool-call', id: `i${block}`, name: 'f', input: '' } });
    };
    expect(more).toThrow('larger than the 16 MiB');
  });
});
