/** Price of one kind of token, nano-USD per million tokens: a base, and from some length of input on another one for all. */
export interface Rate {
  readonly base: number;
  /** By rising `fromInputTokens`: a request with more input tokens than that pays `rate` for each token. */
  readonly tiers: readonly { readonly aboveInputTokens: number; readonly rate: number }[];
}

export interface Price {
  readonly input: Rate;
  readonly cacheRead: Rate;
  readonly cacheWrite: Rate;
  readonly cacheWriteHour: Rate;
  readonly output: Rate;
  /** Where the price comes from, e.g. `genai-prices@0.1.8` or `panal.yaml`. */
  readonly version: string;
}

/** Tokens of a request by what they cost. `inputTokens` counts all input; the cached kinds are parts of it. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheWriteHourTokens: number;
  readonly outputTokens: number;
  /** Part of the output, priced as it; for the usage log. */
  readonly reasoningTokens?: number;
  /** Parts of input and output, priced as they are; for the usage log. */
  readonly audioTokens?: number;
}

export const usageOf = (usage: Partial<TokenUsage>): TokenUsage => ({
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWriteHourTokens: 0,
  outputTokens: 0,
  ...usage,
});

const TOKENS_PER_PRICE = 1_000_000n;

export const flatRate = (nanoUsdPerMillion: number): Rate => ({ base: nanoUsdPerMillion, tiers: [] });

function rateAt(rate: Rate, inputTokens: number): number {
  let current = rate.base;
  for (const tier of rate.tiers) if (inputTokens > tier.aboveInputTokens) current = tier.rate;
  return current;
}

const highest = (rate: Rate): number => Math.max(rate.base, ...rate.tiers.map((tier) => tier.rate));

/**
 * What a request costs in nano-USD: the exact sum over all kinds of tokens, rounded once, half up. Tokens and prices are
 * integers, so the sum is exact (BigInt) before the one rounding.
 */
export function costOf(price: Price, usage: TokenUsage): number {
  const at = (rate: Rate): bigint => BigInt(rateAt(rate, usage.inputTokens));
  const special = usage.cacheReadTokens + usage.cacheWriteTokens + usage.cacheWriteHourTokens;
  const plain = Math.max(0, usage.inputTokens - special);
  const sum =
    BigInt(plain) * at(price.input) +
    BigInt(usage.cacheReadTokens) * at(price.cacheRead) +
    BigInt(usage.cacheWriteTokens) * at(price.cacheWrite) +
    BigInt(usage.cacheWriteHourTokens) * at(price.cacheWriteHour) +
    BigInt(usage.outputTokens) * at(price.output);
  return Number((sum + TOKENS_PER_PRICE / 2n) / TOKENS_PER_PRICE);
}

/** What bounds the cost of a request. */
export interface CostBounds {
  readonly inputTokensMax: number;
  readonly outputTokensMax: number;
  /** False where the upstream writes its cache only when asked and nobody asks: writes cost up to twice the input. */
  readonly mayWriteCache: boolean;
}

/** The most that a request within these bounds can cost: each token at its dearest, rounded up. Never below `costOf`. */
export function worstCaseOf(price: Price, bounds: CostBounds): number {
  const writes = bounds.mayWriteCache ? [price.cacheWrite, price.cacheWriteHour] : [];
  const input = Math.max(...[price.input, price.cacheRead, ...writes].map(highest));
  const sum = BigInt(bounds.inputTokensMax) * BigInt(input) + BigInt(bounds.outputTokensMax) * BigInt(highest(price.output));
  return Number((sum + TOKENS_PER_PRICE - 1n) / TOKENS_PER_PRICE);
}

/** Whether everything is free: an explicit zero stays zero. */
export const isFree = (price: Price): boolean =>
  worstCaseOf(price, { inputTokensMax: 1_000_000, outputTokensMax: 1_000_000, mayWriteCache: true }) === 0;

const usd = (nanoUsdPerMillion: number): string => `$${nanoUsdPerMillion / 1e9}`;

/** The price for people: `$3 in, $0.3 cached, $15 out per million tokens`. */
export const describePrice = (price: Price): string =>
  `${usd(price.input.base)} in, ${usd(price.cacheRead.base)} cached, ${usd(price.output.base)} out per million tokens`;
