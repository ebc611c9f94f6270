import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatCodec } from '../../src/core/dialects/chat/codec.ts';
import { messagesCodec } from '../../src/core/dialects/messages/codec.ts';
import type { DialectCodec, Json } from '../../src/core/dialects/normal/dialect-codec.ts';
import type { NormalAnswer } from '../../src/core/dialects/normal/normal-answer.ts';
import type { NormalBlock, NormalRequest } from '../../src/core/dialects/normal/normal-request.ts';
import { usageOf } from '../../src/core/price.ts';
import { differences } from './differences.ts';
import { essence, gathered, readAll, streamed, writeAll } from './gathered.ts';
import { chatBody, messagesBody } from './generated-requests.ts';

/** A body of one dialect, by way of the other, back in its own. */
function thereAndBack(body: Json, own: DialectCodec, other: DialectCodec): Json {
  const first = written(other, read(own, body));
  return written(own, read(other, first));
}

function read(codec: DialectCodec, body: Json): NormalRequest {
  const request = codec.readRequest(body);
  if (!request.ok) throw new Error(`${request.refusal.message} (${JSON.stringify(body)})`);
  return request.value;
}

function written(codec: DialectCodec, request: NormalRequest): Json {
  const body = codec.writeRequest(request);
  if (!body.ok) throw new Error(body.refusal.message);
  return body.value;
}

describe('requests', () => {
  test('chat -> chat: what is read is written', () => {
    fc.assert(
      fc.property(chatBody, (body) => {
        expect(written(chatCodec, read(chatCodec, body))).toEqual(body);
      }),
    );
  });

  test('messages -> messages: what is read is written', () => {
    fc.assert(
      fc.property(messagesBody, (body) => {
        expect(written(messagesCodec, read(messagesCodec, body))).toEqual(body);
      }),
    );
  });

  test('chat -> messages -> chat: equal', () => {
    fc.assert(
      fc.property(chatBody, (body) => {
        expect(thereAndBack(body, chatCodec, messagesCodec)).toEqual(body);
      }),
    );
  });

  test('messages -> chat -> messages: equal', () => {
    fc.assert(
      fc.property(messagesBody, (body) => {
        expect(thereAndBack(body, messagesCodec, chatCodec)).toEqual(body);
      }),
    );
  });
});

describe('what differs after the way there and back', () => {
  test.each(differences.map((one) => [`${one.from}: ${one.what}`, one] as const))('%s', (_name, { from, body, becomes }) => {
    const [own, other] = from === 'chat' ? [chatCodec, messagesCodec] : [messagesCodec, chatCodec];
    expect(thereAndBack(body, own, other)).toEqual(becomes);
  });

  test('is all in the documentation', () => {
    const page = readFileSync(new URL('../../../../docs/dialects.md', import.meta.url), 'utf8')
      .toLowerCase()
      .replaceAll(/\s+/g, ' ');
    expect(differences.filter(({ what }) => !page.includes(what.toLowerCase())).map(({ what }) => what)).toEqual([]);
  });
});

/** An answer's parts in the order in which each dialect says them; thoughts with a signature, as Anthropic gives them. */
const call = fc.record({
  kind: fc.constant('tool-call' as const),
  id: fc.oneof(fc.stringMatching(/^call_[a-zA-Z0-9]{8}$/), fc.string({ minLength: 1, maxLength: 30 })),
  name: fc.stringMatching(/^[a-z_]{1,20}$/),
  input: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })).map((value) => JSON.stringify(value)),
});
const thought = fc.record({
  kind: fc.constant('reasoning' as const),
  text: fc.tuple(fc.string({ minLength: 1 })),
  signature: fc.base64String({ minLength: 8, maxLength: 80 }),
});
const text = fc.record({ kind: fc.constant('text' as const), text: fc.string({ minLength: 1, unit: 'grapheme' }) });
const stop = fc.oneof(
  fc.constantFrom(
    { kind: 'length' } as const,
    { kind: 'refusal' } as const,
    { kind: 'context-length' } as const,
    { kind: 'pause' } as const,
    { kind: 'stop-sequence', sequence: 'END' } as const,
  ),
);
const usage = fc
  .record({ plain: fc.nat(), read: fc.nat(), write: fc.nat(), outputTokens: fc.nat() })
  .map(({ plain, read: cacheReadTokens, write: cacheWriteTokens, outputTokens }) =>
    usageOf({ inputTokens: plain + cacheReadTokens + cacheWriteTokens, cacheReadTokens, cacheWriteTokens, outputTokens }),
  );
const answer: fc.Arbitrary<NormalAnswer> = fc
  .record({
    thoughts: fc.array(thought, { maxLength: 1 }),
    texts: fc.array(text, { maxLength: 1 }),
    calls: fc.array(call, { maxLength: 3 }),
    stopped: stop,
    usage,
  })
  .map(({ thoughts, texts, calls, stopped, usage: used }) => ({
    id: 'answer_1',
    model: 'model-1',
    choices: [
      {
        blocks: [...thoughts, ...texts, ...calls] as readonly NormalBlock[],
        stop: calls.length > 0 ? ({ kind: 'tool-calls' } as const) : stopped,
      },
    ],
    usage: used,
  }));

const REQUEST: NormalRequest = { model: 'm', stream: true, choices: 1, turns: [], tools: [], sampling: {}, own: [] };

describe.each([
  ['chat', chatCodec],
  ['messages', messagesCodec],
])('answers in %s', (_name, codec) => {
  test('a document that was written is read as it was', () => {
    fc.assert(
      fc.property(answer, (one) => {
        expect(essence(codec.readAnswer(codec.writeAnswer(one, REQUEST)))).toEqual(essence(one));
      }),
    );
  });

  test('a stream that was written is read as it was, however it is cut', () => {
    fc.assert(
      fc.property(answer, fc.integer({ min: 1, max: 40 }), (one, pieceChars) => {
        const stream = writeAll(streamed(one, pieceChars), codec.openWriter(REQUEST, { usage: true }));
        expect(essence(gathered(readAll(stream, codec.openReader())))).toEqual(essence(one));
      }),
    );
  });

  test('a stream tells the same as the document', () => {
    fc.assert(
      fc.property(answer, (one) => {
        const stream = writeAll(streamed(one), codec.openWriter(REQUEST, { usage: true }));
        const document = codec.readAnswer(codec.writeAnswer(one, REQUEST));
        expect(essence(gathered(readAll(stream, codec.openReader())))).toEqual(essence(document));
      }),
    );
  });
});

test('answers chat -> messages -> chat and messages -> chat -> messages are equal, streamed or not', () => {
  fc.assert(
    fc.property(answer, fc.boolean(), (one, first) => {
      const [own, other] = first ? [chatCodec, messagesCodec] : [messagesCodec, chatCodec];
      const sent = own.readAnswer(own.writeAnswer(one, REQUEST));
      const there = other.readAnswer(other.writeAnswer(sent, REQUEST));
      expect(essence(own.readAnswer(own.writeAnswer(there, REQUEST)))).toEqual(essence(one));
      const events = readAll(writeAll(streamed(one), own.openWriter(REQUEST, { usage: true })), own.openReader());
      const back = readAll(writeAll(events, other.openWriter(REQUEST, { usage: true })), other.openReader());
      expect(essence(gathered(readAll(writeAll(back, own.openWriter(REQUEST, { usage: true })), own.openReader())))).toEqual(
        essence(one),
      );
    }),
  );
});
