import { expect, test } from 'vitest';
import { parseChatRequest, usageOf } from '../../ports.ts';
import { openAiDialect, readUsage } from './openai-dialect.ts';

test.each([
  [
    { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } },
    { inputTokens: 10, cacheReadTokens: 4, outputTokens: 2 },
  ],
  [
    { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 40 } },
    { inputTokens: 10, cacheReadTokens: 10, outputTokens: 2 },
  ],
  [{ prompt_tokens: 0, completion_tokens: 0 }, {}],
])('reads usage %j', (usage, expected) => {
  expect(readUsage(usage)).toEqual(usageOf(expected));
});

test.each([
  [null],
  [{}],
  [{ prompt_tokens: 1 }],
  [{ prompt_tokens: -1, completion_tokens: 1 }],
  [{ prompt_tokens: 1.5, completion_tokens: 1 }],
  ['x'],
])('takes %j for no usage', (usage) => {
  expect(readUsage(usage)).toBeUndefined();
});

test('limits output by one field only, and asks a stream for its usage', () => {
  const parsed = parseChatRequest({ model: 'm', messages: [{ role: 'user', content: 'x' }], max_tokens: 5, stream: true });
  if (!parsed.ok) throw new Error('refused');
  const body = openAiDialect({ outputField: 'max_completion_tokens' }).encode(parsed.value, 3);
  expect(body.ok && JSON.parse(body.value.toString())).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'x' }],
    max_completion_tokens: 3,
    stream: true,
    stream_options: { include_usage: true },
  });
});
