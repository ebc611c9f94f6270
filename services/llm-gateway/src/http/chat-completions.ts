import { type WorkContext, childTraceparent, traceIdOf, withContext } from '@panal/kernel/runtime';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ChatRequest, parseChatRequest } from '../core/chat-request.ts';
import type { Lease } from '../core/ledger/index.ts';
import { worstCaseOf } from '../core/price.ts';
import { boundsOf } from '../core/request-bounds.ts';
import { type AdmittedCall, type RunningCall, abandon, startCall } from '../shell/model-call.ts';
import { authenticate } from './authenticate.ts';
import { ClientAnswer } from './client-answer.ts';
import type { GatewayContext } from './context.ts';
import { type OpenAiError, invalidRequest, refusalError, sendError } from './openai-error.ts';
import { readRequestBody } from './read-request-body.ts';

export const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** `POST /v1/chat/completions`: authenticate, read, resolve, hold, call, relay, settle; in the trace of the request or its key. */
export async function chatCompletions(
  request: IncomingMessage,
  response: ServerResponse,
  context: GatewayContext,
): Promise<void> {
  const arrivedMs = performance.now();
  const refuse = (error: OpenAiError): void => {
    context.metrics.observeRefusal(error.code ?? error.type);
    sendError(response, error);
  };
  const key = authenticate(request, context);
  if (!key.ok) return refuse(key.refusal);
  const { keyHash } = key.value;
  await withContext(workOf(request, key.value), () => serve({ request, response, keyHash, arrivedMs, refuse }, context));
}

/** The ids are those of the key, whatever the caller says; the trace is the caller's where it names one. */
function workOf(request: IncomingMessage, { leaseId, missionId, traceparent }: Readonly<Lease>): WorkContext {
  const sent = request.headers['traceparent']?.toString();
  return { traceparent: childTraceparent(traceIdOf(sent) ? sent : traceparent), taskId: leaseId, missionId };
}

interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly keyHash: string;
  readonly arrivedMs: number;
  readonly refuse: (error: OpenAiError) => void;
}

async function serve(incoming: Incoming, context: GatewayContext): Promise<void> {
  const { request, response, keyHash, arrivedMs, refuse } = incoming;
  const gone = new AbortController();
  if (context.calls.size >= context.callsMax) return refuse(overloaded(context.callsMax));
  const requestId = randomUUID();
  context.calls.add(requestId);
  response.on('close', () => {
    context.calls.delete(requestId);
    // Only an early end tells anyone anything; an abort that nobody needs costs a few µs.
    if (!response.writableFinished) gone.abort();
  });
  const body = await readRequestBody(request, BODY_BYTES_MAX);
  if (body.kind === 'gone') return;
  if (body.kind === 'too-large') return refuse(tooLarge);
  const parsed = parseBody(body.bytes);
  if (!parsed.ok) return refuse(parsed.refusal);
  const admitted = await admit(parsed.value, { requestId, keyHash, arrivedMs, signal: gone.signal }, context);
  if (!admitted.ok) return refuse(admitted.refusal);
  if (gone.signal.aborted) return abandon(admitted.value.requestId, context);
  relay(admitted.value, { request: parsed.value, response, signal: gone.signal }, context);
}

type Parsed = { readonly ok: true; readonly value: ChatRequest } | { readonly ok: false; readonly refusal: OpenAiError };

function parseBody(bytes: Buffer): Parsed {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { ok: false, refusal: invalidRequest('The body is not valid JSON.') };
  }
  const parsed = parseChatRequest(body);
  return parsed.ok ? parsed : { ok: false, refusal: invalidRequest(parsed.refusal.message, parsed.refusal.param) };
}

interface Asking {
  readonly requestId: string;
  readonly keyHash: string;
  readonly arrivedMs: number;
  readonly signal: AbortSignal;
}

type Admission = { readonly ok: true; readonly value: AdmittedCall } | { readonly ok: false; readonly refusal: OpenAiError };

/** Finds upstream and price, and holds the worst case; resolves when the hold is on the disk. */
async function admit(asked: ChatRequest, asking: Asking, context: GatewayContext): Promise<Admission> {
  const resolved = context.catalogue.resolve(asked.model, Date.now());
  if (!resolved.ok) return { ok: false, refusal: modelError(resolved.refusal) };
  const { model, upstream, price } = resolved.value;
  const outputTokensMax = Math.min(asked.outputTokensWanted ?? context.outputTokensMax, context.outputTokensMax);
  const prepared = upstream.prepare({ ...asked, model }, outputTokensMax);
  if (!prepared.ok) return { ok: false, refusal: invalidRequest(prepared.refusal.message, prepared.refusal.param) };
  const bounds = boundsOf(asked, { bodyBytes: prepared.value.bodyBytes, outputTokensMax, mayWriteCache: upstream.mayWriteCache });
  const holdNanoUsd = worstCaseOf(price, { ...bounds, outputTokensMax: bounds.outputTokensTotalMax });
  const { requestId } = asking;
  const full = context.diskFull();
  if (full) return { ok: false, refusal: full };
  const held = await context.ledger.hold(
    {
      requestId,
      keyHash: asking.keyHash,
      model,
      upstream: upstream.name,
      amountNanoUsd: holdNanoUsd,
      scripted: upstream.kind === 'scripted',
      priceVersion: price.version,
    },
    asking.signal,
  );
  if (!held.ok) return { ok: false, refusal: refusalError(held.refusal) };
  return {
    ok: true,
    value: { requestId, model, upstream, prepared: prepared.value, price, bounds, holdNanoUsd, arrivedMs: asking.arrivedMs },
  };
}

interface Exchange {
  readonly request: ChatRequest;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
}

/** Starts the call; a client that goes away before its end cancels it. */
function relay(call: AdmittedCall, exchange: Exchange, context: GatewayContext): void {
  const { response, request, signal } = exchange;
  const running: { call?: RunningCall } = {};
  const answer = new ClientAnswer({
    response,
    stream: request.stream,
    headers: answerHeaders(call),
    holdNanoUsd: call.holdNanoUsd,
    onDrain: () => running.call?.resume(),
  });
  running.call = startCall(call, answer, context);
  signal.addEventListener('abort', () => running.call?.cancel(), { once: true });
}

const answerHeaders = (call: AdmittedCall): Record<string, string> => ({
  'x-panal-request-id': call.requestId,
  'x-panal-upstream': call.upstream.name,
  'x-panal-model': headerText(call.model),
  ...(call.upstream.kind === 'scripted' ? { 'x-panal-scripted': 'true' } : {}),
});

/** Header values hold printable ASCII only. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

const overloaded = (callsMax: number): OpenAiError => ({
  status: 503,
  message: `The gateway serves ${callsMax} requests already. Try again shortly.`,
  type: 'server_error',
  code: 'overloaded',
  headers: { 'retry-after': '1' },
});

const tooLarge: OpenAiError = {
  status: 413,
  message: `The body is larger than ${BODY_BYTES_MAX} bytes.`,
  type: 'invalid_request_error',
  code: 'request_too_large',
};

const modelError = (problem: { readonly kind: 'unknown-model' | 'unknown-price'; readonly message: string }): OpenAiError => ({
  status: problem.kind === 'unknown-model' ? 404 : 400,
  message: problem.message,
  type: 'invalid_request_error',
  code: problem.kind === 'unknown-model' ? 'model_not_found' : 'unknown_price',
  param: 'model',
});
