import { type DialectRequest, isFreeWire } from '../core/dialect-request.ts';
import { type ExtensionTerms, firstStretch } from '../core/hold-extension.ts';
import { shownName } from '../core/ledger/index.ts';
import { isFree, worstCaseOf } from '../core/price.ts';
import { boundsOf } from '../core/request-bounds.ts';
import { FREE_PRICE, type ModelRoute, type ModelTarget } from '../shell/catalogue.ts';
import type { PlannedCall } from '../shell/model-call.ts';
import type { GatewayContext } from './context.ts';
import { type OpenAiError, invalidRequest, modelError } from './openai-error.ts';

export type Routed = { readonly ok: true; readonly value: ModelRoute } | { readonly ok: false; readonly refusal: OpenAiError };
export type Planned = { readonly ok: true; readonly value: PlannedCall } | { readonly ok: false; readonly refusal: OpenAiError };

/** Finds who can serve a request. */
export function routeModel(request: DialectRequest, context: GatewayContext): Routed {
  const route = context.catalogue.route(request.model, Date.now());
  return route.ok ? route : { ok: false, refusal: modelError(route.refusal) };
}

/** Output that is asked for, of each choice. */
export const outputTokensOf = (request: DialectRequest, { outputTokensMax }: GatewayContext): number =>
  Math.min(request.outputTokensWanted ?? outputTokensMax, outputTokensMax);

/** Writes a request in the dialect of a target, and says what it can cost there at most. */
export function planCall(request: DialectRequest, target: ModelTarget, context: GatewayContext): Planned {
  const { model, upstream, upstreamModel } = target;
  const price = isFreeWire(request.wire) ? FREE_PRICE : context.catalogue.priceOf(target, Date.now());
  if (!price) {
    const message = `The price of model "${upstreamModel}" at "${upstream.name}" is no longer known.`;
    return { ok: false, refusal: modelError({ kind: 'unknown-price', message }) };
  }
  const outputTokensMax = outputTokensOf(request, context);
  const prepared = upstream.prepare(request, { model: upstreamModel, outputTokensMax });
  if (!prepared.ok) return { ok: false, refusal: invalidRequest(prepared.refusal.message, prepared.refusal.param) };
  const { bodyBytes } = prepared.value;
  const bounded = boundsOf(request, {
    bodyBytes,
    outputTokensMax,
    mayWriteCache: upstream.mayWriteCache,
    imageTokensMax: upstream.imageTokensMax,
    contextTokens: request.claims.openInput === undefined ? undefined : context.catalogue.contextOf(target),
    unbounded: context.unbounded,
  });
  if (!bounded.ok) return { ok: false, refusal: invalidRequest(bounded.refusal.message, bounded.refusal.param) };
  const bounds = bounded.value;
  const extension = extensionOf({ request, upstream, price, bounds }, context);
  const outputHeld = extension ? firstStretch(extension) : bounds.outputTokensTotalMax;
  const holdNanoUsd = worstCaseOf(price, { ...bounds, outputTokensMax: outputHeld });
  const planned = { request, model, upstream, target, prepared: prepared.value, price, bounds, holdNanoUsd };
  return { ok: true, value: extension ? { ...planned, extension } : planned };
}

/** Only of a stream is it seen how far it is, and only where nothing hidden is billed. */
function extensionOf(
  { request, upstream, price, bounds }: Pick<PlannedCall, 'request' | 'upstream' | 'price' | 'bounds'>,
  { holds, extendHold }: GatewayContext,
): ExtensionTerms | undefined {
  if (holds.holdMode !== 'extending' || !extendHold || !request.stream) return undefined;
  if (upstream.cancelRule !== 'delivered' || upstream.kind === 'scripted' || isFree(price)) return undefined;
  if (request.claims.serverTools !== undefined) return undefined;
  const { extendLagMs: lagMs, extendTokensMin: marginTokensMin } = holds;
  return { lagMs, marginTokensMin, outputTokensTotalMax: bounds.outputTokensTotalMax };
}

/** Header values hold printable ASCII only, and no more of a name than a name may have. */
export const headerText = (text: string): string => shownName(text).replace(/[^\x20-\x7e]/g, '?');
