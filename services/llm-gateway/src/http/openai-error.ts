import { formatUsd, unreachable } from '@panal/kernel/pure';
import type { LedgerRefusal } from '../core/ledger/index.ts';
import { scopeLabel } from '../core/ledger/index.ts';
import type { CutReason } from '../shell/running-calls.ts';
import type { ModelProblem } from '../shell/catalogue.ts';
import type { ModelReply } from './exchange.ts';

/** An error as OpenAI's clients understand it. */
export interface OpenAiError {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Figures for programs, besides the message for people. */
  readonly panal?: Readonly<Record<string, unknown>>;
}

export const errorBody = (error: OpenAiError): string =>
  JSON.stringify({
    error: {
      message: error.message,
      type: error.type,
      param: error.param ?? null,
      code: error.code,
      ...(error.panal ? { panal: error.panal } : {}),
    },
  });

/** Answers with an error; when an answer has begun already there is nothing left to say but to end it. */
export const sendError = (reply: ModelReply, error: OpenAiError): void => sendErrorAs(errorBody, reply, error);

/** The same with the body of another dialect. */
export function sendErrorAs(bodyOf: (error: OpenAiError) => string, reply: ModelReply, error: OpenAiError): void {
  if (reply.headersSent || reply.destroyed) {
    reply.destroy();
    return;
  }
  const body = Buffer.from(bodyOf(error));
  reply.writeHead(error.status, { 'content-type': 'application/json', 'content-length': body.length, ...error.headers });
  reply.end(body);
}

export const invalidRequest = (message: string, param: string | null = null): OpenAiError => ({
  status: 400,
  message,
  type: 'invalid_request_error',
  code: 'invalid_request',
  param,
});

/** While nothing can be recorded nothing is served. */
export const diskFullError: OpenAiError = {
  status: 503,
  message: 'The disk is full: no request can be recorded until there is room.',
  type: 'server_error',
  code: 'disk_full',
  headers: { 'retry-after': '5' },
};

/** A worker that the ledger doesn't hear serves nothing: it can't know what was revoked or halted meanwhile. */
export const cutOffError: OpenAiError = {
  status: 503,
  message: 'This worker of the gateway has lost its ledger for the moment. Try again shortly.',
  type: 'server_error',
  code: 'worker_cut_off',
  headers: { 'retry-after': '1' },
};

/** Streams under way are finished; whoever asks anew is told when to come back. */
export const stoppingError: OpenAiError = {
  status: 503,
  message: 'The gateway is stopping: it finishes what it has begun and takes nothing new. Try again shortly.',
  type: 'server_error',
  code: 'stopping',
  headers: { 'retry-after': '5' },
};

export const overloaded = (callsMax: number): OpenAiError => ({
  status: 503,
  message: `The gateway serves ${callsMax} requests already. Try again shortly.`,
  type: 'server_error',
  code: 'overloaded',
  headers: { 'retry-after': '1' },
});

export const bodyTooLarge = (bytesMax: number): OpenAiError => ({
  status: 413,
  message: `The body is larger than ${bytesMax} bytes.`,
  type: 'invalid_request_error',
  code: 'request_too_large',
});

/** A body whose next byte doesn't come keeps no place. */
export const bodyStalled = (idleMs: number): OpenAiError => ({
  status: 408,
  message: `The body stood still for ${idleMs} ms before it was whole. Send the request again.`,
  type: 'invalid_request_error',
  code: 'request_timeout',
});

/** One key's slow bodies leave places for the others. */
export const tooManyBodies = (bodiesMax: number): OpenAiError => ({
  status: 429,
  message: `${bodiesMax} requests of this key have not sent their whole body yet. Try again shortly.`,
  type: 'bodies',
  code: 'rate_limit_exceeded',
  headers: { 'retry-after': '1' },
});

export const modelError = (problem: ModelProblem): OpenAiError => ({
  status: problem.kind === 'unknown-model' ? 404 : 400,
  message: problem.message,
  type: 'invalid_request_error',
  code: problem.kind === 'unknown-model' ? 'model_not_found' : 'unknown_price',
  param: 'model',
});

/** Clients that obey it don't repeat what can't succeed. */
const NO_RETRY = { 'x-should-retry': 'false' };
/** What others hold comes back when their calls end. */
const ROOM_RETRY = { 'x-should-retry': 'true', 'retry-after': '1' };
const HALT_RETRY_SECONDS = '2';

/** A refusal of the ledger in OpenAI's shape; status and code are documented in docs/gateway.md. */
export function refusalError(refusal: LedgerRefusal): OpenAiError {
  switch (refusal.kind) {
    case 'unknown-key':
      return unauthorised('The key is not known. Use the key of a running task (pk-panal-…).', 'invalid_api_key');
    case 'dead-key':
      return unauthorised(`The key is no longer valid: ${deadKeyReason[refusal.reason]}.`, `key_${refusal.reason}`);
    case 'halted':
      return forbidden(`Model calls of ${refusal.scope} are halted. They go on after "panal resume".`, 'halted', {
        scope: refusal.scope,
      });
    case 'halt-unknown':
      return {
        status: 503,
        message: 'The halt state is not known now, so no model call is let through. It comes from the orchestrator every 2 s.',
        type: 'server_error',
        code: 'halt_state_unknown',
        headers: { 'retry-after': HALT_RETRY_SECONDS },
      };
    case 'model-not-allowed':
      return forbidden(
        `This key may not use model "${refusal.model}". Allowed: ${refusal.allowed.join(', ')}.`,
        'model_not_allowed',
        { model: refusal.model },
      );
    case 'budget':
      return budgetError(refusal);
    case 'too-many-scopes':
      return {
        status: 503,
        message: `The ledger keeps at most ${refusal.accountsMax} scopes and is full.`,
        type: 'server_error',
        code: 'ledger_full',
      };
    case 'invalid':
    case 'lease-over':
      return invalidRequest(refusal.kind === 'invalid' ? refusal.message : refusal.reason);
    case 'key-exists':
    case 'stale-epoch':
    case 'unknown-request':
      return { status: 500, message: 'An internal error happened.', type: 'server_error', code: 'internal' };
    default:
      return unreachable(refusal);
  }
}

const deadKeyReason = {
  revoked: 'it was revoked',
  released: 'its task has ended',
  expired: 'it has expired',
} as const;

const unauthorised = (message: string, code: string): OpenAiError => ({
  status: 401,
  message,
  type: 'invalid_request_error',
  code,
});

const forbidden = (message: string, code: string, panal: Readonly<Record<string, unknown>>): OpenAiError => ({
  status: 403,
  message,
  type: 'permission_error',
  code,
  headers: NO_RETRY,
  panal,
});

function budgetError(refusal: Extract<LedgerRefusal, { kind: 'budget' }>): OpenAiError {
  const { kind: _kind, mayFree, ...figures } = refusal;
  const resets = refusal.resetsMs > 0 ? `resets at ${new Date(refusal.resetsMs).toISOString()}` : 'never resets';
  const leftNanoUsd = Math.max(0, refusal.limitNanoUsd - refusal.settledNanoUsd);
  const state = mayFree ? 'has no room now' : leftNanoUsd === 0 ? 'is used up' : 'has no room for this request';
  const message =
    `The ${refusal.window} budget of ${scopeLabel(refusal.scope)} ${state}: ` +
    `limit ${formatUsd(refusal.limitNanoUsd)}, ` +
    `spent ${formatUsd(refusal.settledNanoUsd)}, held ${formatUsd(refusal.heldNanoUsd)}, ` +
    `this request could cost ${formatUsd(refusal.wantedNanoUsd)}; it ${resets}.` +
    (mayFree ? ' Others hold what it needs: try again shortly.' : '') +
    (!mayFree && leftNanoUsd > 0 ? ` At most ${formatUsd(leftNanoUsd)} is left: send less, or ask for less output.` : '');
  const panal = { ...figures, scope: scopeLabel(refusal.scope) };
  const headers = mayFree ? ROOM_RETRY : NO_RETRY;
  return { status: 429, message, type: 'insufficient_quota', code: 'insufficient_quota', headers, panal };
}

const CUT_WHY: Readonly<Record<CutReason, string>> = {
  halted: 'it was halted',
  'key-revoked': 'its key was revoked',
  'key-expired': 'its key has expired',
  'lease-ended': 'its task has ended',
};

const CUT_CODE: Readonly<Record<CutReason, string>> = {
  halted: 'halted',
  'key-revoked': 'key_revoked',
  'key-expired': 'key_expired',
  'lease-ended': 'key_revoked',
};

/** A call was under way when its scope was halted or its key ended. What it cost until then is charged. */
export const cutError = (reason: CutReason, scope: string): OpenAiError =>
  forbidden(`This call was ended before its answer was whole: ${CUT_WHY[reason]} (${scopeLabel(scope)}).`, CUT_CODE[reason], {
    scope: scopeLabel(scope),
    cut: reason,
  });
