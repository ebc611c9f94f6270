import type { CachedAnswer } from '../core/answer-cache/answer-cache.ts';
import { cacheKeyOf, isDeterministic } from '../core/answer-cache/cache-key.ts';
import type { DialectRequest } from '../core/dialect-request.ts';
import { usageOf } from '../core/price.ts';
import type { ClientDialect } from './client-dialect.ts';
import type { GatewayContext } from './context.ts';
import type { ModelExchange } from './exchange.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { type OpenAiError, refusalError } from './openai-error.ts';
import { headerText, outputTokensOf } from './resolve-call.ts';

/** Where an answer is looked for, and kept once it is there; undefined: the cache has no part in this request. */
export function cacheKeyFor(
  exchange: ModelExchange,
  asked: { readonly request: DialectRequest; readonly model: string },
  context: GatewayContext,
): string | undefined {
  const { cacheMode } = context;
  const wish = exchange.request.headers['x-panal-cache'];
  const wanted = cacheMode === 'always' ? wish !== 'off' : cacheMode === 'on-request' && wish === 'on';
  // An answer that is kept has an id of its own each time.
  if (!wanted || asked.request.continued?.keeping || !isDeterministic(asked.request)) return undefined;
  const outputTokensMax = outputTokensOf(asked.request, context);
  const own = asked.request.wire === 'messages' ? ['anthropic-beta', 'anthropic-version'] : [];
  const headers = forwardedHeaders(exchange.request, [...own, ...context.catalogue.forwardHeaders]);
  const { project, leaseId } = exchange.lease;
  const scope = { project, loneKey: project === '' ? leaseId : '', model: asked.model, outputTokensMax, headers };
  return cacheKeyOf(asked.request, scope);
}

export interface Repetition {
  readonly answer: CachedAnswer;
  readonly request: DialectRequest;
  readonly model: string;
  readonly dialect: ClientDialect;
}

/** Gives an earlier answer once more: halts, dead keys and models that are not allowed refuse it; it costs nothing, and is recorded. */
export async function answerFromCache(
  exchange: ModelExchange,
  { answer, request, model, dialect }: Repetition,
  context: GatewayContext,
): Promise<OpenAiError | undefined> {
  const full = context.diskFull();
  if (full) return full;
  const { requestId, lease, reply, left, arrivedMs } = exchange;
  const free = { requestId, keyHash: lease.keyHash, model, upstream: answer.upstream, amountNanoUsd: 0, scripted: false };
  const held = await context.ledger.hold({ ...free, priceVersion: 'cache' }, left);
  if (!held.ok) return refusalError(held.refusal);
  context.ledger.settle({
    requestId,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    costNanoUsd: 0,
    estimated: false,
    outcome: 'ok',
    latencyMs: Math.round(performance.now() - arrivedMs),
    cacheHit: true,
    ...(request.model === model ? {} : { askedModel: request.model }),
  });
  await held.durable;
  const headers = {
    ...exchange.headers,
    'x-panal-request-id': requestId,
    'x-panal-upstream': answer.upstream,
    'x-panal-model': headerText(model),
    'x-panal-cache': 'hit',
  };
  const sink = dialect.openAnswer({ reply, stream: answer.stream, headers, holdNanoUsd: () => 0, onDrain: () => undefined });
  sink.start();
  sink.write(answer.body);
  const charge = { usage: usageOf({}), costNanoUsd: 0, estimated: false, outcome: 'ok' } as const;
  sink.end({ kind: 'complete', usage: undefined }, charge);
  return undefined;
}
