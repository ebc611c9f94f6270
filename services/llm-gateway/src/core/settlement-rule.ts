/**
 * What a call is charged, by how it ended:
 *
 * | end                                        | charged                                            | estimated |
 * |--------------------------------------------|----------------------------------------------------|-----------|
 * | complete, usage believed                   | usage × price                                      | no (yes where the price is a ceiling) |
 * | the same, and a tool of the provider's ran, or may have run unseen (chat) | usage × price + what is held for such tools        | yes       |
 * | complete, no usage that can be believed    | the whole hold                                     | yes       |
 * | refused by the upstream, or never sent     | nothing                                            | no        |
 * | timed out or broken after it was sent      | the whole hold                                     | yes       |
 * | cancelled after it was sent, rule full     | the whole hold                                     | yes       |
 * | cancelled after it was sent, rule delivered | input (exact where the upstream said it, else its bound) + as many output tokens as bytes came out + a margin; never more than the hold | yes |
 *
 * What is believed: believed-usage.ts. An outcome `usage-out-of-bounds` marks what was far above any bound.
 */
import { type UsageDoubt, believeUsage } from './believed-usage.ts';
import type { CallEnd, Progress } from './call-end.ts';
import type { Outcome } from './ledger/state.ts';
import { type Price, type TokenUsage, costOf, usageOf, worstCaseOf } from './price.ts';
import type { RequestBounds } from './request-bounds.ts';

export interface Charge {
  readonly usage: TokenUsage;
  /** Undefined: the whole hold. */
  readonly costNanoUsd: number | undefined;
  readonly estimated: boolean;
  readonly outcome: Outcome;
  /** What was wrong with the usage that the upstream reported for a whole answer. */
  readonly doubt?: UsageDoubt;
}

export interface ChargeBasis {
  readonly price: Price;
  readonly bounds: RequestBounds;
  readonly holdNanoUsd: number;
  readonly cancelRule: 'full' | 'delivered';
}

/** Output that an upstream may have produced between its last delivered byte and the moment it noticed that nobody listens. */
export const CANCEL_MARGIN_TOKENS = 256;

/** Applies the table above. */
export function chargeOf(end: CallEnd, basis: ChargeBasis): Charge {
  switch (end.kind) {
    case 'complete':
      return complete(end, basis);
    case 'refused':
      return nothing('error');
    case 'failed':
      return end.progress.sent
        ? everything(believedProgress(end.progress, basis), end.reason === 'timeout' ? 'timeout' : 'error')
        : nothing('error');
    case 'cancelled':
      if (!end.progress.sent) return nothing('cancelled');
      return basis.cancelRule === 'full' || end.progress.visibleBytes === 0
        ? everything(believedProgress(end.progress, basis), 'cancelled')
        : delivered(believedProgress(end.progress, basis), basis);
  }
}

function complete(end: Extract<CallEnd, { kind: 'complete' }>, basis: ChargeBasis): Charge {
  const { usage, doubt } = believeUsage(end.usage, end.visibleBytes ?? 0, basis);
  const marked = doubt ? { doubt } : {};
  const toolNanoUsd = end.ranTools ? (basis.bounds.toolNanoUsd ?? 0) : 0;
  const estimated = (basis.price.ceiling ?? false) || toolNanoUsd > 0;
  if (usage) return { usage, costNanoUsd: costOf(basis.price, usage) + toolNanoUsd, estimated, outcome: 'ok', ...marked };
  const outcome = doubt === 'out-of-bounds' ? 'usage-out-of-bounds' : 'ok';
  return { usage: usageOf({}), costNanoUsd: undefined, estimated: true, outcome, ...marked };
}

/** An answer under way has often no output counted yet, so that only its input can be missing. */
const believedProgress = (progress: Progress, basis: ChargeBasis): Progress => ({
  ...progress,
  usage: believeUsage(progress.usage, 0, basis).usage,
});

/** What is free costs nothing, however it ends. */
export function freeChargeOf(end: CallEnd): Charge {
  if (end.kind === 'complete') return nothing('ok');
  if (end.kind === 'cancelled') return nothing('cancelled');
  return nothing(end.kind === 'failed' && end.reason === 'timeout' ? 'timeout' : 'error');
}

const nothing = (outcome: Outcome): Charge => ({ usage: usageOf({}), costNanoUsd: 0, estimated: false, outcome });

const everything = (progress: Progress, outcome: Outcome): Charge => ({
  usage: progress.usage ?? usageOf({}),
  costNanoUsd: undefined,
  estimated: true,
  outcome,
});

function delivered(progress: Progress, basis: ChargeBasis): Charge {
  const { bounds, price } = basis;
  const outputTokens = Math.min(
    Math.max(progress.visibleBytes, progress.usage?.outputTokens ?? 0) + CANCEL_MARGIN_TOKENS,
    bounds.outputTokensTotalMax,
  );
  const known = progress.usage;
  const usage = known ? { ...known, outputTokens } : usageOf({ inputTokens: bounds.inputTokensMax, outputTokens });
  const cost = known
    ? costOf(price, usage) + (bounds.toolNanoUsd ?? 0)
    : worstCaseOf(price, { ...bounds, outputTokensMax: outputTokens });
  return { usage, costNanoUsd: Math.min(cost, basis.holdNanoUsd), estimated: true, outcome: 'cancelled' };
}
