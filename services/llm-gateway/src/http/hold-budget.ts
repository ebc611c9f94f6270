import type { FitTerms, LedgerEvent } from '../core/ledger/index.ts';
import { dearestOutput, worstCaseOf } from '../core/price.ts';
import { type PlannedCall, abandon } from '../shell/model-call.ts';
import type { GatewayContext } from './context.ts';
import type { ModelExchange } from './exchange.ts';
import { type OpenAiError, invalidRequest, refusalError } from './openai-error.ts';

export type Held =
  /**
   * `planned`: the call as it was held, perhaps with less output. `durable`: nothing of an answer goes to the client before it
   * resolves; undefined where the hold is on the disk already.
   */
  | { readonly ok: true; readonly planned: PlannedCall; readonly durable: Promise<void> | undefined }
  | { readonly ok: false; readonly refusal: OpenAiError };

/** Sets the worst case of a call aside; resolves when the call may be sent. */
export async function holdBudget(exchange: ModelExchange, planned: PlannedCall, context: GatewayContext): Promise<Held> {
  const full = context.diskFull();
  if (full) return { ok: false, refusal: full };
  const { upstream, price } = planned;
  const fit = fitTerms(planned, context);
  const held = await context.ledger.hold(
    {
      requestId: exchange.requestId,
      keyHash: exchange.lease.keyHash,
      model: planned.model,
      upstream: upstream.name,
      amountNanoUsd: planned.holdNanoUsd,
      scripted: upstream.kind === 'scripted',
      priceVersion: price.version,
      ...(fit ? { fit } : {}),
    },
    exchange.left,
  );
  if (held.ok) return shortened(exchange, { planned, events: held.events, durable: held.durable }, context);
  if (held.refusal.kind === 'budget') context.onBudgetRefusal(held.refusal);
  return { ok: false, refusal: refusalError(held.refusal) };
}

/** How the request may be made smaller (setting `fitOutput`); undefined where it may not. */
function fitTerms({ request, price, bounds, extension }: PlannedCall, { holds }: GatewayContext): FitTerms | undefined {
  const stated = request.outputTokensWanted !== undefined;
  // What has no output of its own, or more than can be asked for, can't be made shorter.
  if (request.claims.outputTokens > 0 || bounds.outputTokensMax === 0) return undefined;
  if (extension || holds.fitOutput === 'never' || (stated && holds.fitOutput === 'unstated')) return undefined;
  return {
    inputNanoUsd: worstCaseOf(price, { ...bounds, outputTokensMax: 0 }),
    outputRate: dearestOutput(price, bounds.mayUseAudio),
    choices: request.choices,
    outputTokensMin: holds.fitOutputTokensMin,
    now: false,
  };
}

interface HeldCall {
  readonly planned: PlannedCall;
  readonly events: readonly LedgerEvent[];
  readonly durable: Promise<void> | undefined;
}

/** The upstream is asked for no more output than was held; a header tells the client. */
function shortened(exchange: ModelExchange, { planned, events, durable }: HeldCall, context: GatewayContext): Held {
  const held = events.find((event) => event.kind === 'held');
  const total = held?.outputTokensTotalMax;
  if (!held || total === undefined) return { ok: true, planned, durable };
  const { request, upstream, target, bounds } = planned;
  const outputTokensMax = total / request.choices;
  const prepared = upstream.prepare(request, { model: target.upstreamModel, outputTokensMax });
  if (!prepared.ok) {
    abandon(exchange.requestId, context);
    return { ok: false, refusal: invalidRequest(prepared.refusal.message, prepared.refusal.param) };
  }
  exchange.headers['x-panal-output-tokens-max'] = String(outputTokensMax);
  const smaller = { ...bounds, outputTokensMax, outputTokensTotalMax: total };
  return {
    ok: true,
    planned: { ...planned, prepared: prepared.value, bounds: smaller, holdNanoUsd: held.amountNanoUsd },
    durable,
  };
}
