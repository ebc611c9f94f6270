/**
 * Admits requests by requests a minute, tokens a minute and requests at once.
 *
 * | from    | event                         | to      | what it means                                                     |
 * |---------|-------------------------------|---------|-------------------------------------------------------------------|
 * | –       | `admit`, all limits have room | running | one request and its estimated tokens are poured into every meter   |
 * | –       | `admit`, one has no room      | –       | refused; nothing is poured anywhere                                 |
 * | running | `finish` with the true tokens | –       | the estimate is corrected; its place among those at once is free    |
 *
 * Bound: at most `METERS_MAX` meters. One that is empty and idle says nothing and is forgotten: for each new one two old
 * ones are looked at, and a hundred when there is no room. Should there be none all the same, the request is refused (`full`): unknown state fails closed.
 */
import { pour } from './leaky-bucket.ts';
import {
  type Meter,
  type RateLimits,
  type RateProblem,
  type RateStanding,
  isIdle,
  leakMeter,
  newMeter,
  problemOf,
  sameLimits,
  setLimits,
  tightest,
} from './meter.ts';

/** What a request is measured by: a name (key, or key and model) and its limits. */
export interface RateMeter {
  readonly name: string;
  readonly limits: RateLimits;
}

export interface RateStandings {
  readonly requests: RateStanding | undefined;
  readonly tokens: RateStanding | undefined;
}

export interface RateRefusal extends RateProblem {
  readonly standings: RateStandings;
}

/** An admitted request: to be given back with `finish`. */
export interface RateTicket {
  readonly standings: RateStandings;
  readonly estimatedTokens: number;
  readonly meters: readonly Meter[];
  finished: boolean;
}

export type RateDecision =
  | { readonly ok: true; readonly value: RateTicket }
  | { readonly ok: false; readonly refusal: RateRefusal };

export const METERS_MAX = 100_000;
const LOOKED_AT_PER_METER = 2;
const LOOKED_AT_WHEN_FULL = 100;

/** The meters of all keys. Deterministic: time is an input. A request costs O(1) for each of its meters. */
export class RateLimiter {
  readonly #meters = new Map<string, Meter>();
  readonly #metersMax: number;
  #owedLooks = 0;
  #hand: IterableIterator<[string, Meter]> | undefined;

  constructor(metersMax = METERS_MAX) {
    this.#metersMax = metersMax;
  }

  get size(): number {
    return this.#meters.size;
  }

  /** Admits a request of `tokens` estimated tokens to all of `asked`, or to none. */
  admit(asked: readonly RateMeter[], tokens: number, nowMs: number): RateDecision {
    // Before any meter is looked up: one that this request is about to use is idle until something is poured.
    this.#forgetIdle(this.#meters.size + asked.length > this.#metersMax ? LOOKED_AT_WHEN_FULL : this.#owedLooks, nowMs);
    const meters: Meter[] = [];
    for (const { name, limits } of asked) {
      const meter = this.#meterOf(name, limits, nowMs);
      if (!meter) return refused(meters, { kind: 'full', limit: this.#metersMax, wanted: 1, retryAfterMs: 1_000 });
      meters.push(meter);
    }
    for (const meter of meters) {
      const problem = problemOf(meter, tokens);
      if (problem) return refused(meters, problem);
    }
    for (const meter of meters) {
      if (meter.requests) pour(meter.requests, 1);
      if (meter.tokens) pour(meter.tokens, tokens);
      meter.running += 1;
    }
    return { ok: true, value: { standings: standingsOf(meters), estimatedTokens: tokens, meters, finished: false } };
  }

  /** Corrects the estimate to what was used (0 for a call that used nothing); a second time does nothing. */
  finish(ticket: RateTicket, usedTokens: number, nowMs: number): void {
    if (ticket.finished) return;
    ticket.finished = true;
    for (const meter of ticket.meters) {
      meter.running -= 1;
      leakMeter(meter, nowMs);
      if (meter.tokens) pour(meter.tokens, usedTokens - ticket.estimatedTokens);
    }
  }

  #meterOf(name: string, limits: RateLimits, nowMs: number): Meter | undefined {
    const known = this.#meters.get(name);
    if (known) {
      if (sameLimits(known.limits, limits)) leakMeter(known, nowMs);
      else setLimits(known, limits, nowMs);
      return known;
    }
    if (this.#meters.size >= this.#metersMax) return undefined;
    const meter = newMeter(limits, nowMs);
    this.#meters.set(name, meter);
    this.#owedLooks += LOOKED_AT_PER_METER;
    return meter;
  }

  #forgetIdle(looks: number, nowMs: number): void {
    this.#owedLooks = 0;
    for (let looked = 0; looked < looks; looked += 1) {
      this.#hand ??= this.#meters.entries();
      const next = this.#hand.next();
      if (next.done) this.#hand = undefined;
      else if (isIdle(next.value[1], nowMs)) this.#meters.delete(next.value[0]);
    }
  }
}

const standingsOf = (meters: readonly Meter[]): RateStandings => ({
  requests: tightest(meters, 'requests'),
  tokens: tightest(meters, 'tokens'),
});

const refused = (meters: readonly Meter[], problem: RateProblem): RateDecision => ({
  ok: false,
  refusal: { ...problem, standings: standingsOf(meters) },
});
