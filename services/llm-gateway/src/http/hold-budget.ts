import type { PlannedCall } from '../shell/model-call.ts';
import type { GatewayContext } from './context.ts';
import type { ModelExchange } from './exchange.ts';
import { type OpenAiError, refusalError } from './openai-error.ts';

export type Held =
  /** `durable`: nothing of an answer goes to the client before it resolves; undefined where the hold is on the disk already. */
  { readonly ok: true; readonly durable: Promise<void> | undefined } | { readonly ok: false; readonly refusal: OpenAiError };

/** Sets the worst case of a call aside; resolves when the call may be sent. */
export async function holdBudget(exchange: ModelExchange, planned: PlannedCall, context: GatewayContext): Promise<Held> {
  const full = context.diskFull();
  if (full) return { ok: false, refusal: full };
  const { upstream, price } = planned;
  const held = await context.ledger.hold(
    {
      requestId: exchange.requestId,
      keyHash: exchange.lease.keyHash,
      model: planned.model,
      upstream: upstream.name,
      amountNanoUsd: planned.holdNanoUsd,
      scripted: upstream.kind === 'scripted',
      priceVersion: price.version,
    },
    exchange.left,
  );
  if (held.ok) return { ok: true, durable: held.durable };
  if (held.refusal.kind === 'budget') context.onBudgetRefusal(held.refusal);
  return { ok: false, refusal: refusalError(held.refusal) };
}
