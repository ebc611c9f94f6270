import { describe, expect, test } from 'vitest';
import { type Wire, clientCodec, upstreamCodec, usageOf } from '../../ports.ts';
import type { AnswerDecoder } from '../dialect.ts';
import { openMessages } from './messages-wire.ts';
import { openTranslation } from './translating-decoder.ts';

const translatedTo = (wire: Wire): AnswerDecoder => {
  const request = clientCodec(wire)!.readRequest(
    wire === 'chat' ? { model: 'm', messages: [{ role: 'user', content: 'x' }] } : { model: 'm', input: 'x' },
  );
  if (!request.ok) throw new Error(request.refusal.message);
  const translation = { from: upstreamCodec('messages')!, to: clientCodec(wire)!, request: request.value };
  return openTranslation({ ...translation, wantsUsage: true, piecewise: false }, true);
};

const start = (usage: unknown): object => ({
  type: 'message_start',
  message: { id: 'm', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, usage },
});
const TEXT = [
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'word '.repeat(200) } },
  { type: 'content_block_stop', index: 0 },
];
const end = (usage: unknown): object => ({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage });
const STOP = { type: 'message_stop' };

function read(decoder: AnswerDecoder, events: readonly object[]): AnswerDecoder & { readonly whole: boolean } {
  for (const event of events) decoder.push(Buffer.from(`data: ${JSON.stringify(event)}\n\n`));
  const { whole } = decoder.finish();
  return Object.assign(decoder, { whole });
}

describe.each([
  ['passed on', () => openMessages(true)],
  ['translated to chat', () => translatedTo('chat')],
  ['translated to responses', () => translatedTo('responses')],
])('usage of a stream of messages, %s', (_name, open) => {
  const begun = start({ input_tokens: 20, output_tokens: 1 });

  test.each([
    ['no usage', [end(undefined)]],
    ['null', [end(null)]],
    ['a negative count', [end({ output_tokens: -5 })]],
    ['no count of the output', [end({ input_tokens: 20 })]],
    ['no last figures at all', []],
  ])('the first count of the output is a placeholder: %s in the end is none', (_case, last) => {
    const decoder = open();
    read(decoder, [begun, ...TEXT]);
    expect(decoder.usage).toEqual(usageOf({ inputTokens: 20, outputTokens: 1 }));
    expect(read(open(), [begun, ...TEXT, ...last, STOP])).toMatchObject({ whole: true, usage: undefined });
  });

  test('the last count stands, whatever comes after it that counts nothing', () => {
    const usage = usageOf({ inputTokens: 20, outputTokens: 300 });
    const counted = [begun, ...TEXT, end({ output_tokens: 300 })];
    for (const after of [end(null), end({ output_tokens: -1 }), begun])
      expect(read(open(), [...counted, after, STOP])).toMatchObject({ whole: true, usage });
  });

  test('a message that stopped before its stream began was counted there', () => {
    const whole = { ...start({ input_tokens: 20, output_tokens: 9 }) } as { message: object };
    const stopped = { ...whole, message: { ...whole.message, stop_reason: 'end_turn' } };
    expect(read(open(), [stopped, ...TEXT, STOP]).usage).toEqual(usageOf({ inputTokens: 20, outputTokens: 9 }));
  });

  test('what was billed besides is counted once, however often it is said', () => {
    const iterations = [{ type: 'compaction', input_tokens: 100, output_tokens: 2 }];
    const first = start({ input_tokens: 20, output_tokens: 1, iterations });
    const usage = usageOf({ inputTokens: 120, outputTokens: 5 });
    for (const last of [{ output_tokens: 3, iterations }, { input_tokens: 20, output_tokens: 3 }, { output_tokens: 3 }])
      expect(read(open(), [first, ...TEXT, end(last), STOP]).usage).toEqual(usage);
  });
});
