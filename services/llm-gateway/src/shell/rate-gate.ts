import { type RateDecision, RateLimiter, type RateTicket } from '../core/rate-limit/rate-limiter.ts';
import { type RateRule, RateRules, estimatedTokens } from '../core/rate-limit/rate-rules.ts';
import type { Lease } from '../core/ledger/index.ts';

/** The size of a request, as far as rates count it. */
export interface RatedRequest {
  readonly model: string;
  readonly bodyBytes: number;
  readonly outputTokensTotalMax: number;
}

export type RateKey = Readonly<Pick<Lease, 'keyHash' | 'key' | 'rateLimits'>>;

/** Who admits requests by their rates: this process, or for a worker its parent. */
export interface RateKeeper {
  admit(key: RateKey, request: RatedRequest): RateDecision | undefined | Promise<RateDecision | undefined>;
  finish(ticket: RateTicket, usedTokens: number): void;
  replace(rules: readonly RateRule[]): void;
}

/** Rate limits of all keys by the clock; a request that no limit touches costs nothing. */
export class RateGate implements RateKeeper {
  readonly #limiter = new RateLimiter();
  readonly #clock: () => number;
  #rules: RateRules;
  #hasRules: boolean;

  /** `clock`: monotonic ms. */
  constructor(rules: readonly RateRule[], clock: () => number) {
    this.#clock = () => Math.floor(clock());
    this.#rules = new RateRules(rules);
    this.#hasRules = rules.length > 0;
  }

  /** Takes other rules; what was used stays used where a limit is only changed. */
  replace(rules: readonly RateRule[]): void {
    this.#rules = new RateRules(rules);
    this.#hasRules = rules.length > 0;
  }

  /** Admits a request, or says which limit has no room; undefined where no limit touches it. */
  admit(lease: RateKey, request: RatedRequest): RateDecision | undefined {
    if (!this.#hasRules && !lease.rateLimits) return undefined;
    const key = { keyHash: lease.keyHash, kind: lease.key ? 'standalone' : 'lease', limits: lease.rateLimits } as const;
    const meters = this.#rules.metersOf(key, request.model);
    if (meters.length === 0) return undefined;
    return this.#limiter.admit(meters, estimatedTokens(request.bodyBytes, request.outputTokensTotalMax), this.#clock());
  }

  /** Corrects what a request was estimated to use; once. */
  finish(ticket: RateTicket, usedTokens: number): void {
    this.#limiter.finish(ticket, usedTokens, this.#clock());
  }
}
