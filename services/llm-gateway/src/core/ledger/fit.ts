import type { FitTerms } from './commands.ts';

const TOKENS_PER_RATE = 1_000_000n;

/** What fits: the most output of all choices together, and what a request with it holds. */
export interface Fitted {
  readonly outputTokensTotalMax: number;
  readonly amountNanoUsd: number;
}

/** The smallest amount that a useful answer could hold. */
export function leastOf(terms: FitTerms): number {
  const tokens = BigInt(terms.outputTokensMin * terms.choices);
  return terms.inputNanoUsd + Number((tokens * BigInt(terms.outputRate) + TOKENS_PER_RATE - 1n) / TOKENS_PER_RATE);
}

/**
 * The largest request that fits into what is left: its input in full, and the same number of output tokens for each choice.
 * Undefined where a useful answer doesn't fit (fewer than `outputTokensMin` for each choice).
 */
export function fitInto(roomNanoUsd: number, terms: FitTerms): Fitted | undefined {
  const left = roomNanoUsd - terms.inputNanoUsd;
  if (left < 0 || terms.outputRate <= 0) return undefined;
  const tokens = (BigInt(left) * TOKENS_PER_RATE) / BigInt(terms.outputRate);
  const forEach = tokens / BigInt(terms.choices);
  if (forEach < BigInt(terms.outputTokensMin)) return undefined;
  const total = forEach * BigInt(terms.choices);
  // Input and output are rounded up each, so the sum is never below the worst case of the whole request.
  const output = (total * BigInt(terms.outputRate) + TOKENS_PER_RATE - 1n) / TOKENS_PER_RATE;
  return { outputTokensTotalMax: Number(total), amountNanoUsd: terms.inputNanoUsd + Number(output) };
}
