import { expect, test } from 'vitest';
import { type NormalRequest, clientCodec, upstreamCodec } from '../../ports.ts';
import { openTranslation } from './translating-decoder.ts';
import { wireAdapter } from './wire-adapters.ts';

const request: NormalRequest = { model: 'm', stream: false, choices: 1, turns: [], tools: [], sampling: {}, own: [] };
const details = { cached_tokens: 4, audio_tokens: 900 };
const ANSWERS = {
  chat: {
    choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: 10,
      completion_tokens: 7,
      prompt_tokens_details: details,
      completion_tokens_details: { reasoning_tokens: 500, audio_tokens: 600 },
    },
  },
  responses: {
    status: 'completed',
    output: [],
    usage: {
      input_tokens: 10,
      output_tokens: 7,
      input_tokens_details: details,
      output_tokens_details: { reasoning_tokens: 500, audio_tokens: 600 },
    },
  },
  messages: {
    content: [],
    usage: { input_tokens: 10, output_tokens: 7, iterations: [{ type: 'compaction', input_tokens: 5, output_tokens: 3 }] },
  },
} as const;

test.each([
  ['chat', 'messages', { outputTokens: 7, reasoningTokens: 7, audioInputTokens: 10, audioTokens: 17 }],
  ['responses', 'chat', { outputTokens: 7, reasoningTokens: 7, audioInputTokens: 10, audioTokens: 17 }],
  ['messages', 'chat', { inputTokens: 15, outputTokens: 10 }],
] as const)(
  'an answer of %s says the same usage passed on and translated to %s, parts never above the whole',
  (wire, client, expected) => {
    const from = upstreamCodec(wire)!;
    const to = clientCodec(client)!;
    const decoders = [
      wireAdapter(wire).openDecoder({ stream: false, wantsUsage: true }),
      openTranslation({ from, to, request, wantsUsage: true, piecewise: false }, false),
    ];
    const [passed, translated] = decoders.map((decoder) => {
      decoder.push(Buffer.from(JSON.stringify(ANSWERS[wire])));
      decoder.finish();
      return decoder.usage;
    });
    expect(passed).toMatchObject(expected);
    expect(translated).toEqual(passed);
  },
);
