import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openChat } from './chat-wire.ts';

const request = { stream: true, wantsUsage: false };

interface Seen {
  readonly text: string;
  readonly visibleBytes: number;
  readonly usage: unknown;
  readonly whole: boolean;
}

/** All of it, read in pieces by one decoder, that learns from events which ones are alike. */
function together(bytes: Buffer, cuts: readonly number[]): Seen {
  const decoder = openChat(request);
  const parts: Uint8Array[] = [];
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  for (let index = 1; index < at.length; index += 1) parts.push(...decoder.push(bytes.subarray(at[index - 1], at[index])));
  const { bytes: last, whole } = decoder.finish();
  return {
    text: Buffer.concat([...parts, ...last]).toString('latin1'),
    visibleBytes: decoder.visibleBytes,
    usage: decoder.usage,
    whole,
  };
}

/** Each event by a decoder of its own, which therefore parses it. */
function apart(events: readonly Buffer[]): Seen {
  const seen = events.map((event) => together(event, []));
  return {
    text: seen.map(({ text }) => text).join(''),
    visibleBytes: seen.reduce((sum, { visibleBytes }) => sum + visibleBytes, 0),
    usage: seen.findLast(({ usage }) => usage)?.usage,
    whole: seen.some(({ whole }) => whole),
  };
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('word', '', '\n', '"', '\\', '","finish_reason":"stop', 'é', '"content":"'),
);
const delta = fc.oneof(
  { weight: 5, arbitrary: text.map((content) => ({ content })) },
  text.map((content) => ({ role: 'assistant', content })),
  text.map((reasoning) => ({ content: 'x', reasoning })),
  fc.record({ tool_calls: fc.constant([{ index: 0, function: { name: 'f', arguments: '{"content":"x"}' } }]) }),
  text.map((content) => ({ content, meta: { content } })),
);
const chunk = fc.oneof(
  { weight: 8, arbitrary: delta.map((each) => ({ id: 'c', choices: [{ index: 0, delta: each, finish_reason: null }] })) },
  fc.constant({ id: 'c', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  fc.constant({ id: 'c', choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } }),
  fc.tuple(delta, delta).map((both) => ({ id: 'c', choices: both.map((each) => ({ delta: each })) })),
);
const event = chunk.map((each) => Buffer.from(`data: ${JSON.stringify(each)}\n\n`));

describe('events that are compared rather than parsed', () => {
  test('a stream is read as its events are one by one', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.array(fc.nat(5_000), { maxLength: 8 }), (events, cuts) => {
        expect(together(Buffer.concat(events), cuts)).toEqual(apart(events));
      }),
      { numRuns: 500 },
    );
  });

  const like = (content: string): Buffer =>
    Buffer.concat([
      Buffer.from('data: {"choices":[{"delta":{"content":"'),
      Buffer.from(content, 'latin1'),
      Buffer.from('"}}]}\n\n'),
    ]);

  test.each([
    ['an escape', 'a\\u0062', 2],
    ['a quote that ends it early', 'a","role":"b', 1],
    ['bytes that are no UTF-8', '\xff', 3],
  ])('%s in the content is parsed', (_name, content, bytes) => {
    const decoder = openChat(request);
    decoder.push(like('ab'));
    expect(decoder.push(like(content))).toHaveLength(1);
    expect(decoder.visibleBytes).toBe(2 + bytes);
  });

  test('an event whose output is not only its content is always parsed', () => {
    const decoder = openChat(request);
    for (const content of ['ab', 'cd', 'ef']) {
      decoder.push(Buffer.from(`data: {"choices":[{"delta":{"content":"${content}","reasoning":"thought"}}]}\n\n`));
    }
    expect(decoder.visibleBytes).toBe(3 * ('ab'.length + 'thought'.length));
  });

  test('a control character, which JSON does not allow, is refused as ever', () => {
    const decoder = openChat(request);
    decoder.push(like('ab'));
    expect(() => decoder.push(like('a\tb'))).toThrow(/JSON/);
  });

  test('an error, a usage and an end are seen after events that are alike', () => {
    const decoder = openChat(request);
    decoder.push(like('ab'));
    decoder.push(like('cd'));
    decoder.push(Buffer.from('data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n'));
    expect(decoder.usage).toMatchObject({ inputTokens: 3, outputTokens: 4 });
    expect(() => decoder.push(Buffer.from('data: {"error":{"message":"no"}}\n\n'))).toThrow(/error/);
  });
});
