import { namePattern } from '../name-pattern.ts';
import type { RateLimits } from './meter.ts';
import type { RateMeter } from './rate-limiter.ts';

/** A kind of key: one minted for a task's lease, or one that an operator created. */
export type KeyKind = 'lease' | 'standalone';

/** Limits of all keys of a kind for the models that a pattern names. */
export interface RateRule extends RateLimits {
  readonly keys: KeyKind | 'any';
  /** `*` stands for any characters. */
  readonly models: string;
}

export interface RatedKey {
  readonly keyHash: string;
  readonly kind: KeyKind;
  /** Limits of the key itself, over all models. */
  readonly limits: RateLimits | undefined;
}

/** Finds the meters of a request: that of the key's own limits, and that of the first rule that fits the key and the model. */
export class RateRules {
  readonly #rules: readonly { readonly rule: RateRule; readonly fits: (model: string) => boolean }[];

  constructor(rules: readonly RateRule[]) {
    this.#rules = rules.map((rule) => ({ rule, fits: namePattern(rule.models) }));
  }

  metersOf(key: RatedKey, model: string): RateMeter[] {
    const meters: RateMeter[] = [];
    if (key.limits && isLimiting(key.limits)) meters.push({ name: key.keyHash, limits: key.limits });
    for (const { rule, fits } of this.#rules) {
      if ((rule.keys !== 'any' && rule.keys !== key.kind) || !fits(model)) continue;
      if (isLimiting(rule)) meters.push({ name: `${key.keyHash} ${model}`, limits: rule });
      break;
    }
    return meters;
  }
}

const isLimiting = (limits: RateLimits): boolean =>
  Boolean(limits.requestsPerMinute || limits.tokensPerMinute || limits.concurrentMax);

/**
 * Tokens that a request is taken to use until its end is known: four bytes of its body a token, as English text and code mostly
 * have, and all the output that it asks for. Budgets hold a strict bound instead; of a rate, an average will do, and too much or
 * too little is corrected at the end.
 */
export const estimatedTokens = (bodyBytes: number, outputTokensTotalMax: number): number =>
  Math.ceil(bodyBytes / 4) + outputTokensTotalMax;
