import { expect, test } from 'vitest';
import { usageOf } from '../../price.ts';
import { readUsage } from './usage.ts';

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
