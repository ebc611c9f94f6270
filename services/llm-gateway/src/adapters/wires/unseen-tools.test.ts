import { expect, test } from 'vitest';
import { openChat } from './chat-wire.ts';

const choices = [{ index: 0, message: { role: 'assistant', content: 'x' }, delta: { content: 'x' }, finish_reason: 'stop' }];
const CHAT = JSON.stringify({ choices, usage: { prompt_tokens: 2, completion_tokens: 1 } });

test.each([
  [true, `data: ${CHAT}\n\ndata: [DONE]\n\n`],
  [false, CHAT],
])('a chat cannot tell whether a tool of the provider ran, so that it counts as if it had (stream %s)', (stream, text) => {
  const decoder = openChat({ stream, wantsUsage: false });
  decoder.push(Buffer.from(text));
  expect(decoder.finish().whole).toBe(true);
  expect(decoder.ranTools).toBe(true);
});
