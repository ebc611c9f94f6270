import { expect, test } from 'vitest';
import { usageOf } from '../../price.ts';
import { readBilledUsage, readUsage, writeUsage } from './usage.ts';

const START = {
  input_tokens: 2,
  cache_creation_input_tokens: 100,
  cache_read_input_tokens: 7,
  cache_creation: { ephemeral_5m_input_tokens: 60, ephemeral_1h_input_tokens: 40 },
  output_tokens: 1,
};

test('the end of a stream does not say again how long a cache lives', () => {
  const end = { input_tokens: 2, cache_creation_input_tokens: 100, cache_read_input_tokens: 7, output_tokens: 9 };
  const usage = { inputTokens: 109, cacheReadTokens: 7, cacheWriteTokens: 60, cacheWriteHourTokens: 40, outputTokens: 9 };
  expect(readUsage(end, readUsage(START))).toEqual(usageOf(usage));
  expect(readUsage({ output_tokens: 9 }, readUsage(START))).toEqual(usageOf(usage));
});

test('what is written is read as it was', () => {
  const usage = { ...readUsage(START)!, reasoningTokens: 1 };
  expect(readUsage(writeUsage(usage))).toEqual(usage);
});

test('a compaction and an adviser are billed on top, turns of the answer itself are not counted twice', () => {
  const iterations = [
    { type: 'compaction', input_tokens: 60_385, output_tokens: 522, cache_read_input_tokens: 5 },
    { type: 'message', input_tokens: 612, output_tokens: 2_819 },
    { type: 'advisor_message', input_tokens: 10, output_tokens: 20 },
  ];
  const usage = { input_tokens: 612, output_tokens: 2_819, iterations };
  expect(readUsage(usage)).toMatchObject({ inputTokens: 612, outputTokens: 2_819 });
  expect(readBilledUsage(usage)).toEqual(usageOf({ inputTokens: 61_012, cacheReadTokens: 5, outputTokens: 3_361 }));
});

test.each([
  [undefined],
  [null],
  ['x'],
  [{}],
  [{ input_tokens: -1, output_tokens: 2 }],
  [{ input_tokens: 1.5, output_tokens: 2 }],
])('what is no usage: %j', (value) => {
  expect(readBilledUsage(value)).toBeUndefined();
});
