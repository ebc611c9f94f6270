import type { DialectRequest } from '../core/dialect-request.ts';
import { rateHeaders, retryAfterSeconds } from '../core/rate-limit/rate-headers.ts';
import type { RateDecision, RateRefusal, RateTicket } from '../core/rate-limit/rate-limiter.ts';
import type { GatewayContext } from './context.ts';
import type { ModelExchange } from './exchange.ts';
import type { OpenAiError } from './openai-error.ts';
import { outputTokensOf } from './resolve-call.ts';

/** What a request was admitted with by the rate limits, to be given back once: at its end, or when it goes no further. */
export class RateUse {
  readonly #ticket: RateTicket | undefined;
  readonly #context: GatewayContext;
  /** The call is under way: its end says what was used, and not the end of the connection. */
  running = false;

  constructor(ticket: RateTicket | undefined, context: GatewayContext) {
    this.#ticket = ticket;
    this.#context = context;
  }

  get estimatedTokens(): number {
    return this.#ticket?.estimatedTokens ?? 0;
  }

  finish(usedTokens: number): void {
    if (this.#ticket) this.#context.rates.finish(this.#ticket, usedTokens);
  }
}

export type RateOutcome = { readonly ok: true; readonly value: RateUse } | { readonly ok: false; readonly refusal: OpenAiError };

export interface Measured {
  readonly request: DialectRequest;
  /** As routed: `default` resolved. */
  readonly model: string;
  readonly bodyBytes: number;
}

/** Admits a request by the rate limits of its key and model; how they stand goes into the headers of whatever is answered. */
export function admitRate(
  exchange: ModelExchange,
  measured: Measured,
  context: GatewayContext,
): RateOutcome | Promise<RateOutcome> {
  const { request, model, bodyBytes } = measured;
  const outputTokensTotalMax = outputTokensOf(request, context) * request.choices;
  const decision = context.rates.admit(exchange.lease, { model, bodyBytes, outputTokensTotalMax });
  const outcome = (decided: RateDecision | undefined): RateOutcome => outcomeOf(exchange, { decision: decided, model }, context);
  return decision instanceof Promise ? decision.then(outcome) : outcome(decision);
}

function outcomeOf(
  exchange: ModelExchange,
  { decision, model }: { readonly decision: RateDecision | undefined; readonly model: string },
  context: GatewayContext,
): RateOutcome {
  if (!decision) return { ok: true, value: new RateUse(undefined, context) };
  const { standings } = decision.ok ? decision.value : decision.refusal;
  Object.assign(exchange.headers, rateHeaders(standings));
  if (!decision.ok) {
    context.traffic.rateLimited(decision.refusal.kind);
    return { ok: false, refusal: rateError(decision.refusal, model) };
  }
  const use = new RateUse(decision.value, context);
  if (exchange.left.aborted) use.finish(0);
  exchange.onOver.push(() => {
    if (!use.running) use.finish(0);
  });
  return { ok: true, value: use };
}

const WHAT = {
  requests: 'requests a minute',
  tokens: 'tokens a minute',
  concurrency: 'requests at once',
  full: 'keys in use',
} as const;

/** As OpenAI refuses: 429 and `rate_limit_exceeded`, which clients repeat, unlike `insufficient_quota`, which they don't. */
function rateError({ kind, limit, wanted, retryAfterMs }: RateRefusal, model: string): OpenAiError {
  const never = retryAfterMs === Infinity;
  const advice = never
    ? 'This request is larger than the limit: make it or its max_tokens smaller.'
    : `Try again in ${retryAfterSeconds(retryAfterMs)} s.`;
  return {
    status: 429,
    message: `The rate limit of this key for ${model} is reached: ${limit} ${WHAT[kind]}, and this request needs ${wanted}. ${advice}`,
    type: kind,
    code: 'rate_limit_exceeded',
    headers: never ? { 'x-should-retry': 'false' } : { 'retry-after': retryAfterSeconds(retryAfterMs) },
    panal: { limit, wanted, kind, retryAfterMs: never ? null : retryAfterMs },
  };
}
