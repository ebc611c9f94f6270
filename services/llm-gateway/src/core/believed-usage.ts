/**
 * What is believed of the usage that an upstream reports, against what the request could use at most:
 *
 * | reported                                                         | believed | doubt          |
 * |------------------------------------------------------------------|----------|----------------|
 * | within the bounds                                                | exactly  | –              |
 * | no input (a request is never empty), or no output although some came out | nothing  | `zero`         |
 * | above the bounds, by at most 5 % of each                         | exactly  | `above-bounds` |
 * | further above any of them: input, output or cost                 | nothing  | `out-of-bounds` |
 */
import { type Price, type TokenUsage, costOf } from './price.ts';
import type { RequestBounds } from './request-bounds.ts';

export type UsageDoubt = 'zero' | 'above-bounds' | 'out-of-bounds';

export interface BelievedUsage {
  /** Undefined: nothing was said that can be believed. */
  readonly usage: TokenUsage | undefined;
  readonly doubt?: UsageDoubt;
}

export interface BeliefBasis {
  readonly price: Price;
  readonly bounds: RequestBounds;
  readonly holdNanoUsd: number;
}

/** One part in 20: a provider's own template may be larger than ours allows for, but not by more. */
const TOLERANCE_DIVISOR = 20;

/** Applies the table above; `visibleBytes` of the answer came out of the upstream (0 where nobody counted). */
export function believeUsage(reported: TokenUsage | undefined, visibleBytes: number, basis: BeliefBasis): BelievedUsage {
  if (!reported) return { usage: undefined };
  if (reported.inputTokens === 0 || (reported.outputTokens === 0 && visibleBytes > 0)) return { usage: undefined, doubt: 'zero' };
  const { bounds, price, holdNanoUsd } = basis;
  const pairs = [
    [reported.inputTokens, bounds.inputTokensMax],
    [reported.outputTokens, bounds.outputTokensTotalMax],
    [costOf(price, reported), holdNanoUsd],
  ] as const;
  if (pairs.every(([value, bound]) => value <= bound)) return { usage: reported };
  return pairs.every(([value, bound]) => (value - bound) * TOLERANCE_DIVISOR <= bound)
    ? { usage: reported, doubt: 'above-bounds' }
    : { usage: undefined, doubt: 'out-of-bounds' };
}
