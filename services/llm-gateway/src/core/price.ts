/** Price of one kind of token, nano-USD per million tokens: a base, and from some length of input on another one for all. */
export interface Rate {
  readonly base: number;
  /** By rising `aboveInputTokens`: a request with more input tokens than that pays `rate` for each token. */
  readonly tiers: readonly { readonly aboveInputTokens: number; readonly rate: number }[];
}

export interface Price {
  readonly input: Rate;
  readonly cacheRead: Rate;
  readonly cacheWrite: Rate;
  readonly cacheWriteHour: Rate;
  readonly output: Rate;
  /** Of hidden reasoning, where it costs other than output. */
  readonly reasoning?: Rate;
  readonly inputAudio?: Rate;
  readonly outputAudio?: Rate;
  /** For the request as such, nano-USD. */
  readonly requestNanoUsd?: number;
  /** The operator's upper bound for models whose price nobody knows: what is charged is an estimate. */
  readonly ceiling?: true;
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
  /** Part of the output. */
  readonly reasoningTokens?: number;
  /** Parts of input and output together. */
  readonly audioTokens?: number;
  /** The part of `audioTokens` that is input. */
  readonly audioInputTokens?: number;
}

export const usageOf = (usage: Partial<TokenUsage>): TokenUsage => ({
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWriteHourTokens: 0,
  outputTokens: 0,
  ...usage,
});

const TOKENS_PER_PRICE = 1_000_000;

export const flatRate = (nanoUsdPerMillion: number): Rate => ({ base: nanoUsdPerMillion, tiers: [] });

function rateAt(rate: Rate, inputTokens: number): number {
  let current = rate.base;
  for (const tier of rate.tiers) if (inputTokens > tier.aboveInputTokens) current = tier.rate;
  return current;
}

function highest(rate: Rate): number {
  let most = rate.base;
  for (const tier of rate.tiers) most = Math.max(most, tier.rate);
  return most;
}

/** Tokens times their rate, summed: in plain numbers while those are exact, else in BigInt. */
class Sum {
  #exact = 0;
  #large: bigint | undefined;

  add(tokens: number, rate: number): this {
    if (tokens === 0 || rate === 0) return this;
    const next = this.#exact + tokens * rate;
    if (this.#large === undefined && next <= Number.MAX_SAFE_INTEGER) this.#exact = next;
    else this.#large = (this.#large ?? BigInt(this.#exact)) + BigInt(tokens) * BigInt(rate);
    return this;
  }

  /** Whole nano-USD; `roundingUp` is what is added before the rest is cut off. */
  nanoUsd(roundingUp: number): number {
    if (this.#large !== undefined) return Number((this.#large + BigInt(roundingUp)) / BigInt(TOKENS_PER_PRICE));
    const sum = this.#exact + roundingUp;
    // Division alone could round a large quotient up; a remainder is exact.
    return (sum - (sum % TOKENS_PER_PRICE)) / TOKENS_PER_PRICE;
  }
}

/**
 * What a request costs in nano-USD: the exact sum over all kinds of tokens, rounded once, half up, and what it costs besides.
 * Tokens that are told apart and have no rate of their own cost what their side costs.
 */
export function costOf(price: Price, usage: TokenUsage): number {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, cacheWriteHourTokens, outputTokens } = usage;
  const audioIn = price.inputAudio ? (usage.audioInputTokens ?? 0) : 0;
  const audioOut = price.outputAudio ? (usage.audioTokens ?? 0) - (usage.audioInputTokens ?? 0) : 0;
  const reasoning = price.reasoning ? (usage.reasoningTokens ?? 0) : 0;
  const plainIn = Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens - cacheWriteHourTokens - audioIn);
  const plainOut = Math.max(0, outputTokens - audioOut - reasoning);
  const sum = new Sum()
    .add(plainIn, rateAt(price.input, inputTokens))
    .add(cacheReadTokens, rateAt(price.cacheRead, inputTokens))
    .add(cacheWriteTokens, rateAt(price.cacheWrite, inputTokens))
    .add(cacheWriteHourTokens, rateAt(price.cacheWriteHour, inputTokens))
    .add(plainOut, rateAt(price.output, inputTokens));
  if (price.inputAudio) sum.add(audioIn, rateAt(price.inputAudio, inputTokens));
  if (price.outputAudio) sum.add(audioOut, rateAt(price.outputAudio, inputTokens));
  if (price.reasoning) sum.add(reasoning, rateAt(price.reasoning, inputTokens));
  return sum.nanoUsd(TOKENS_PER_PRICE / 2) + (price.requestNanoUsd ?? 0);
}

/** What bounds the cost of a request. */
export interface CostBounds {
  readonly inputTokensMax: number;
  readonly outputTokensMax: number;
  /** False where the upstream writes its cache only when asked and nobody asks: writes cost up to twice the input. */
  readonly mayWriteCache: boolean;
  /** True where input or output may be audio. */
  readonly mayUseAudio?: boolean;
  /** What tools that the provider runs may cost besides. */
  readonly toolNanoUsd?: number;
}

/** The most that a request within these bounds can cost: each token at its dearest, rounded up. Never below `costOf`. */
export function worstCaseOf(price: Price, bounds: CostBounds): number {
  return (
    new Sum()
      .add(bounds.inputTokensMax, dearestInput(price, bounds))
      .add(bounds.outputTokensMax, dearestOutput(price, bounds.mayUseAudio))
      .nanoUsd(TOKENS_PER_PRICE - 1) +
    (price.requestNanoUsd ?? 0) +
    (bounds.toolNanoUsd ?? 0)
  );
}

function dearestInput(price: Price, { mayWriteCache, mayUseAudio = false }: CostBounds): number {
  const audio = mayUseAudio && price.inputAudio ? highest(price.inputAudio) : 0;
  const read = Math.max(highest(price.input), highest(price.cacheRead), audio);
  return mayWriteCache ? Math.max(read, highest(price.cacheWrite), highest(price.cacheWriteHour)) : read;
}

/** The dearest rate of output, nano-USD per million tokens. */
export const dearestOutput = (price: Price, mayUseAudio = false): number =>
  Math.max(
    highest(price.output),
    price.reasoning ? highest(price.reasoning) : 0,
    mayUseAudio && price.outputAudio ? highest(price.outputAudio) : 0,
  );

/** Whether everything is free: an explicit zero stays zero. */
export const isFree = (price: Price): boolean =>
  worstCaseOf(price, { inputTokensMax: 1_000_000, outputTokensMax: 1_000_000, mayWriteCache: true }) === 0;

const usd = (nanoUsdPerMillion: number): string => `$${nanoUsdPerMillion / 1e9}`;

/** The price for people: `$3 in, $0.3 cached, $15 out per million tokens`. */
export const describePrice = (price: Price): string =>
  `${usd(price.input.base)} in, ${usd(price.cacheRead.base)} cached, ${usd(price.output.base)} out per million tokens`;
