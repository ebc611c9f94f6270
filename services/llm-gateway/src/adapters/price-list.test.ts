import { describe, expect, test } from 'vitest';
import { costOf, usageOf } from '../ports.ts';
import { createPriceList } from './price-list.ts';

const NOW_MS = Date.UTC(2026, 6, 14);
const sources = new Map([
  ['openai', { provider: 'openai', baseUrl: 'https://api.openai.com/v1' }],
  ['anthropic', { provider: 'anthropic', baseUrl: 'https://api.anthropic.com/v1' }],
  ['local', { provider: undefined, baseUrl: 'http://127.0.0.1:11434/v1' }],
]);
const list = createPriceList(
  { mine: { input: 0, output: 0 }, 'openai/gpt-4o-mini': { input: 1, cachedInput: 0.0375, output: 2 } },
  sources,
);

describe('listed prices', () => {
  test.each([
    ['claude-3-7-sonnet-latest', { inputTokens: 12_307, cacheWriteTokens: 12_304, outputTokens: 550 }, 54_399_000],
    ['claude-opus-4-5', { inputTokens: 159_223, cacheWriteTokens: 159_217, outputTokens: 2_745 }, 1_063_761_250],
  ])('%s makes the invoice', (model, usage, cost) => {
    const price = list.priceOf('anthropic', model, NOW_MS);
    expect(price && costOf(price, usageOf(usage))).toBe(cost);
    expect(price?.version).toMatch(/^genai-prices@\d+\.\d+\.\d+$/);
  });

  test('tiers come along', () => {
    const price = list.priceOf('openai', 'gpt-5.4', NOW_MS)!;
    expect(price.input.tiers.length).toBeGreaterThan(0);
  });

  test('a price that changes with time is the one of the moment', () => {
    const before = list.priceOf('anthropic', 'claude-sonnet-4-6', Date.UTC(2026, 1, 1))!;
    const fresh = createPriceList({}, sources);
    const after = fresh.priceOf('anthropic', 'claude-sonnet-4-6', NOW_MS)!;
    expect([before.input.tiers.length, after.input.tiers.length]).toEqual([1, 0]);
  });
});

test('an unknown price is unknown, also for a well-known name at an unknown address', () => {
  expect(list.priceOf('openai', 'no-such-model-at-all', NOW_MS)).toBeUndefined();
  expect(list.priceOf('local', 'gpt-4o', NOW_MS)).toBeUndefined();
  expect(list.priceOf('nobody', 'gpt-4o', NOW_MS)).toBeUndefined();
});

test("the operator's price comes first, exact below a nano-dollar per token, and zero stays zero", () => {
  expect(list.priceOf('openai', 'gpt-4o-mini', NOW_MS)).toMatchObject({
    input: { base: 1_000_000_000 },
    cacheRead: { base: 37_500_000 },
    version: 'panal.yaml',
  });
  expect(list.priceOf('local', 'mine', NOW_MS)).toMatchObject({ input: { base: 0 }, output: { base: 0 } });
});

test('a price for each request counts, and so do the rates of an override', () => {
  const perplexity = createPriceList(
    { 'mine-hour': { input: 1, cacheWriteHour: 2, output: 3, reasoning: 4, request: 0.005 } },
    new Map([['perplexity', { provider: 'perplexity', baseUrl: 'https://api.perplexity.ai' }]]),
  );
  expect(perplexity.priceOf('perplexity', 'sonar-pro', NOW_MS)).toMatchObject({ requestNanoUsd: 14_000_000 });
  expect(perplexity.priceOf('perplexity', 'mine-hour', NOW_MS)).toMatchObject({
    cacheWrite: { base: 1e9 },
    cacheWriteHour: { base: 2e9 },
    reasoning: { base: 4e9 },
    requestNanoUsd: 5_000_000,
  });
});

test('a model that charges for what has no bound counts as unknown', () => {
  const perplexity = createPriceList({}, new Map([['perplexity', { provider: 'perplexity', baseUrl: '' }]]));
  expect(perplexity.priceOf('perplexity', 'sonar-deep-research', NOW_MS)).toBeUndefined();
});

test('a ceiling counts where nobody knows the price, by the first pattern that matches', () => {
  const bounded = createPriceList({}, sources, {
    'local/*': { input: 0, output: 0 },
    'next-*.x': { input: 10, output: 50 },
    '*': { input: 30, output: 120 },
  });
  expect(bounded.priceOf('openai', 'next-1.x', NOW_MS)).toMatchObject({ input: { base: 10e9 }, ceiling: true });
  expect(bounded.priceOf('openai', 'next-1yx', NOW_MS)).toMatchObject({ input: { base: 30e9 }, ceiling: true });
  expect(bounded.priceOf('local', 'anything', NOW_MS)).toMatchObject({ input: { base: 0 }, ceiling: true });
  expect(bounded.priceOf('openai', 'gpt-4o-mini', NOW_MS)?.ceiling).toBeUndefined();
});
