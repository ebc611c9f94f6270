import type { ChatRequest } from '../core/chat-request.ts';
import { worstCaseOf } from '../core/price.ts';
import { boundsOf } from '../core/request-bounds.ts';
import type { PlannedCall } from '../shell/model-call.ts';
import type { GatewayContext } from './context.ts';
import { type OpenAiError, invalidRequest, modelError } from './openai-error.ts';

export type Planned = { readonly ok: true; readonly value: PlannedCall } | { readonly ok: false; readonly refusal: OpenAiError };

/** Finds who serves a request and at what price, writes it in the upstream's dialect, and says what it can cost at most. */
export function resolveCall(request: ChatRequest, context: GatewayContext): Planned {
  const resolved = context.catalogue.resolve(request.model, Date.now());
  if (!resolved.ok) return { ok: false, refusal: modelError(resolved.refusal) };
  const { model, upstream, price } = resolved.value;
  const outputTokensMax = Math.min(request.outputTokensWanted ?? context.outputTokensMax, context.outputTokensMax);
  const prepared = upstream.prepare({ ...request, model }, outputTokensMax);
  if (!prepared.ok) return { ok: false, refusal: invalidRequest(prepared.refusal.message, prepared.refusal.param) };
  const { bodyBytes } = prepared.value;
  const bounds = boundsOf(request, { bodyBytes, outputTokensMax, mayWriteCache: upstream.mayWriteCache });
  const holdNanoUsd = worstCaseOf(price, { ...bounds, outputTokensMax: bounds.outputTokensTotalMax });
  return { ok: true, value: { request, model, upstream, prepared: prepared.value, price, bounds, holdNanoUsd } };
}
