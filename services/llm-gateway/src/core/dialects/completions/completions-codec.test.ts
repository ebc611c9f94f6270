import { describe, expect, test } from 'vitest';
import { chatCodec } from '../chat/codec.ts';
import { messagesCodec } from '../messages/codec.ts';
import type { Json } from '../normal/dialect-codec.ts';
import type { AnswerEvent, NormalAnswer } from '../normal/normal-answer.ts';
import type { NormalRequest } from '../normal/normal-request.ts';
import { usageOf } from '../../price.ts';
import { parseSse } from '../testing/sse.ts';
import { completionsCodec } from './codec.ts';

const read = (body: Json): NormalRequest => {
  const result = completionsCodec.readRequest({ model: 'm', prompt: 'Say hi', ...body });
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
};
const refused = (body: Json): string | null => {
  const result = completionsCodec.readRequest({ model: 'm', prompt: 'Say hi', ...body });
  return result.ok ? 'accepted' : result.refusal.param;
};

describe('completions for upstreams that have none', () => {
  test('a prompt is a message, and the settings keep their meaning', () => {
    const body = {
      max_tokens: 7,
      temperature: 0.5,
      stop: ['.'],
      seed: 3,
      n: 2,
      best_of: 2,
      user: 'u',
      echo: false,
      suffix: null,
    };
    expect(chatCodec.writeRequest(read(body))).toMatchObject({
      ok: true,
      value: { messages: [{ role: 'user', content: 'Say hi' }], temperature: 0.5, stop: ['.'], seed: 3, n: 2, user: 'u' },
    });
    expect(chatCodec.writeRequest(read({ prompt: ['Say hi'], logprobs: 2 }))).toMatchObject({
      ok: true,
      value: { logprobs: true, top_logprobs: 2 },
    });
    expect(messagesCodec.writeRequest(read({ seed: 3 }))).toMatchObject({ ok: false, refusal: { param: 'seed' } });
  });

  test('what a chat has no meaning for is refused by name', () => {
    expect(refused({ prompt: ['a', 'b'] })).toBe('prompt');
    expect(refused({ prompt: [1, 2] })).toBe('prompt');
    expect(refused({ suffix: 'x' })).toBe('suffix');
    expect(refused({ echo: true })).toBe('echo');
    expect(refused({ n: 1, best_of: 3 })).toBe('best_of');
    expect(refused({ stop: [1] })).toBe('stop');
    expect(refused({ novel: 1 })).toBe('novel');
  });

  test('the text of an answer is the completion; what it has no place for is named', () => {
    const answer: NormalAnswer = {
      id: 'x',
      model: 'm',
      createdS: 5,
      choices: [
        {
          blocks: [
            { kind: 'reasoning', text: ['hm'] },
            { kind: 'text', text: 'Hi' },
          ],
          stop: { kind: 'length' },
          logprobs: [{ token: 'Hi', logprob: -1, top: [{ token: 'Ho', logprob: -2 }] }],
        },
      ],
      usage: usageOf({ inputTokens: 3, outputTokens: 2, reasoningTokens: 1 }),
    };
    expect(completionsCodec.writeAnswer(answer, read({}))).toEqual({
      id: 'cmpl-x',
      object: 'text_completion',
      created: 5,
      model: 'm',
      choices: [
        {
          text: 'Hi',
          index: 0,
          logprobs: { tokens: ['Hi'], token_logprobs: [-1], top_logprobs: [{ Ho: -2 }], text_offset: [0] },
          finish_reason: 'length',
        },
      ],
      usage: {
        prompt_tokens: 3,
        completion_tokens: 2,
        total_tokens: 5,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 1 },
      },
      panal_omitted: ['reasoning'],
    });
  });

  test('a stream gives the text alone, by choice, and usage where it was asked for', () => {
    const events: readonly AnswerEvent[] = [
      { kind: 'begin', id: 'x', model: 'm', createdS: 5 },
      { kind: 'block', choice: 0, block: 0, begun: { kind: 'reasoning', text: [] } },
      { kind: 'delta', choice: 0, block: 0, delta: { kind: 'text', text: 'hm' } },
      { kind: 'block', choice: 0, block: 1, begun: { kind: 'text', text: '' } },
      { kind: 'delta', choice: 0, block: 1, delta: { kind: 'text', text: 'H' } },
      { kind: 'block', choice: 1, block: 0, begun: { kind: 'text', text: 'Ho' } },
      { kind: 'delta', choice: 0, block: 1, delta: { kind: 'text', text: 'i' } },
      { kind: 'stop', choice: 0, stop: { kind: 'end' } },
      { kind: 'stop', choice: 1, stop: { kind: 'refusal' } },
      { kind: 'end', usage: usageOf({ inputTokens: 1, outputTokens: 2 }) },
    ];
    for (const usage of [true, false]) {
      const writer = completionsCodec.openWriter(read({}), { usage });
      const sent = parseSse(events.map((event) => writer.write(event)).join(''));
      expect(sent.at(-1)!.data).toBe('[DONE]');
      const chunks = sent
        .slice(0, -1)
        .map(
          ({ data }) =>
            JSON.parse(data) as { choices: { index: number; text: string; finish_reason: unknown }[]; usage?: unknown },
        );
      const choices = chunks.flatMap((chunk) => chunk.choices);
      const textOf = (index: number): string =>
        choices
          .filter((choice) => choice.index === index)
          .map(({ text }) => text)
          .join('');
      expect([textOf(0), textOf(1)]).toEqual(['Hi', 'Ho']);
      expect(choices.filter((choice) => choice.finish_reason).map((choice) => choice.finish_reason)).toEqual([
        'stop',
        'content_filter',
      ]);
      expect(chunks.at(-1)).toMatchObject({
        panal_omitted: ['reasoning'],
        ...(usage ? { usage: { completion_tokens: 2 } } : {}),
      });
      expect(chunks.some((chunk) => chunk.usage)).toBe(usage);
    }
  });
});
