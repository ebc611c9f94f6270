import { type WorkContext, childTraceparent, traceIdOf, withContext } from '@panal/kernel/runtime';
import { randomUUID } from 'node:crypto';
import type { Lease } from '../core/ledger/index.ts';
import { ClientLeft } from '../shell/leave-signal.ts';
import { abandon } from '../shell/model-call.ts';
import { authenticate } from './authenticate.ts';
import type { ClientDialect } from './client-dialect.ts';
import type { GatewayContext } from './context.ts';
import type { ModelExchange, ModelReply, ModelRequest } from './exchange.ts';
import { holdBudget } from './hold-budget.ts';
import { type OpenAiError, bodyTooLarge, overloaded } from './openai-error.ts';
import { relayAnswer } from './relay-answer.ts';
import { resolveCall } from './resolve-call.ts';

export interface Arrival {
  readonly request: ModelRequest;
  readonly reply: ModelReply;
  readonly dialect: ClientDialect;
}

/**
 * A model request of any dialect, in the trace of the request or its key: authenticate, read, parse, resolve, hold, call, relay,
 * settle. Each step is a file of its own and returns a refusal or what the next one needs.
 */
export async function serveModelRequest(arrival: Arrival, context: GatewayContext): Promise<void> {
  const { request, reply, dialect } = arrival;
  const arrivedMs = performance.now();
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
  const body = await exchange.request.readBody(dialect.bodyBytesMax);
  if (body.kind === 'gone') return undefined;
  if (body.kind === 'too-large') return bodyTooLarge(dialect.bodyBytesMax);
  const parsed = dialect.parse(body.bytes);
  if (!parsed.ok) return parsed.refusal;
  const planned = resolveCall(parsed.value, context);
  if (!planned.ok) return planned.refusal;
  const held = await holdBudget(exchange, planned.value, context);
  if (!held.ok) return held.refusal;
  if (exchange.left.aborted) abandon(exchange.requestId, context);
  else relayAnswer(exchange, { planned: planned.value, durable: held.durable, dialect }, context);
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
