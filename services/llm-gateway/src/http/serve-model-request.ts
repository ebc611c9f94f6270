import { type WorkContext, childTraceparent, traceIdOf, withContext } from '@panal/kernel/runtime';
import { randomUUID } from 'node:crypto';
import type { DialectRequest } from '../core/dialect-request.ts';
import { type Lease, keyScope } from '../core/ledger/index.ts';
import type { ModelRoute } from '../shell/catalogue.ts';
import { ClientLeft } from '../shell/leave-signal.ts';
import { abandon } from '../shell/model-call.ts';
import { admitRate } from './admit-rate.ts';
import { answerFromCache, cacheKeyFor } from './answer-from-cache.ts';
import { authenticate } from './authenticate.ts';
import { bodiesMaxOf } from './bodies-under-way.ts';
import type { ClientDialect } from './client-dialect.ts';
import type { GatewayContext } from './context.ts';
import { continueStored } from './continue-stored.ts';
import type { ModelExchange, ModelReply, ModelRequest } from './exchange.ts';
import { holdBudget } from './hold-budget.ts';
import { type OpenAiError, bodyStalled, bodyTooLarge, overloaded, stoppingError, tooManyBodies } from './openai-error.ts';
import { type Admitted, relayAnswer } from './relay-answer.ts';
import { planCall, routeModel } from './resolve-call.ts';

export interface Arrival {
  readonly request: ModelRequest;
  readonly reply: ModelReply;
  readonly dialect: ClientDialect;
}

/**
 * A model request of any dialect, in the trace of the request or its key: authenticate, read, parse, route, rate limits, cache, plan, hold, call, relay,
 * settle. Each step is a file of its own and returns a refusal or what the next one needs.
 */
export async function serveModelRequest(arrival: Arrival, context: GatewayContext): Promise<void> {
  const { request, reply, dialect } = arrival;
  const arrivedMs = performance.now();
  if (context.stopping.aborted) return refuse(arrival, stoppingError, context);
  const key = authenticate(request, context);
  const refusal = key.ok ? undefined : key.refusal;
  if (!key.ok || refusal) return refuse(arrival, refusal!, context);
  if (context.calls.size >= context.callsMax) return refuse(arrival, overloaded(context.callsMax), context);
  const exchange = openExchange({ request, reply, lease: key.value, arrivedMs }, context);
  await withContext(exchange.work, async () => {
    const refused = await runSteps(exchange, dialect, context);
    if (refused) refuse(arrival, { ...refused, headers: { ...exchange.headers, ...refused.headers } }, context);
  });
}

/** The steps after authentication; resolves with a refusal, or nothing once the call is under way. */
async function runSteps(
  exchange: ModelExchange,
  dialect: ClientDialect,
  context: GatewayContext,
): Promise<OpenAiError | undefined> {
  const body = await context.bodies.read(exchange, dialect.bodyBytesMax, context);
  if (body.kind === 'gone') return undefined;
  if (body.kind === 'too-many') return tooManyBodies(bodiesMaxOf(context.callsMax));
  if (body.kind === 'stalled') return bodyStalled(context.bodyIdleMs);
  if (body.kind === 'too-large') return bodyTooLarge(dialect.bodyBytesMax);
  const parsed = dialect.parse(body.bytes);
  if (!parsed.ok) return parsed.refusal;
  const owner = keyScope(exchange.lease.leaseId);
  const continued = continueStored(parsed.value, { owner, dialect }, context.stored);
  if (!continued.ok) return continued.refusal;
  const request = continued.value;
  const route = routeModel(request, context);
  if (!route.ok) return route.refusal;
  const { model } = route.value;
  const admitted = admitRate(exchange, { request, model, bodyBytes: body.bytes.length }, context);
  const rate = admitted instanceof Promise ? await admitted : admitted;
  if (!rate.ok) return rate.refusal;
  const cacheKey = cacheKeyFor(exchange, { request, model }, context);
  const known = cacheKey === undefined ? undefined : context.answers.get(cacheKey, performance.now());
  if (known) {
    context.traffic.cached('hit');
    return await answerFromCache(exchange, { answer: known, request, model, dialect }, context);
  }
  if (cacheKey !== undefined) noteMiss(exchange, context);
  return await call(exchange, { request, route: route.value, rate: rate.value, cacheKey, dialect }, context);
}

function noteMiss({ headers }: ModelExchange, { traffic }: GatewayContext): void {
  traffic.cached('miss');
  headers['x-panal-cache'] = 'miss';
}

interface ToCall extends Pick<Admitted, 'rate' | 'cacheKey' | 'dialect'> {
  readonly request: DialectRequest;
  readonly route: ModelRoute;
}

/** Chooses a target, holds the worst case there, and sends the request. */
async function call(exchange: ModelExchange, asked: ToCall, context: GatewayContext): Promise<OpenAiError | undefined> {
  const { request, route, ...rest } = asked;
  const journey = context.router.begin(route);
  const planned = planCall(request, context.router.first(journey), context);
  if (!planned.ok) return planned.refusal;
  const held = await holdBudget(exchange, planned.value, context);
  if (!held.ok) return held.refusal;
  if (exchange.left.aborted) abandon(exchange.requestId, context);
  else relayAnswer(exchange, { ...rest, planned: held.planned, durable: held.durable, journey }, context);
  return undefined;
}

function refuse({ reply, dialect }: Arrival, error: OpenAiError, { metrics }: GatewayContext): void {
  metrics.observeRefusal(error.code ?? error.type);
  dialect.sendError(reply, error);
}

function openExchange(
  given: Pick<ModelExchange, 'request' | 'reply' | 'lease' | 'arrivedMs'>,
  { calls }: GatewayContext,
): ModelExchange {
  const { reply } = given;
  const requestId = randomUUID();
  const left = new ClientLeft();
  const onOver = [() => void calls.delete(requestId)];
  calls.add(requestId);
  reply.on('close', () => {
    for (const over of onOver) over();
    if (!reply.writableFinished) left.abort();
  });
  return { ...given, requestId, left, onOver, headers: {}, work: workOf(given.request, given.lease) };
}

/** The ids are those of the key, whatever the caller says; the trace is the caller's where it names one. */
function workOf(request: ModelRequest, { leaseId, missionId, traceparent }: Readonly<Lease>): WorkContext {
  const sent = request.headers['traceparent']?.toString();
  return { traceparent: childTraceparent(traceIdOf(sent) ? sent : traceparent), taskId: leaseId, missionId };
}
