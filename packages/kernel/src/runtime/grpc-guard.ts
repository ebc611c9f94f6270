import {
  type Metadata,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { type Authenticator, type Principal, type Role, bearerOf } from './auth.ts';
import { ServiceError, type ErrorTable, describeError } from './error-table.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { currentContext, receivedContext, withContext } from './trace.ts';

/** What a handler knows of its call besides the request. */
export interface CallContext {
  readonly principal: Principal;
  readonly traceparent: string;
  readonly metadata: Metadata;
  /** Aborted when the client went away or its deadline passed. */
  readonly signal: AbortSignal;
}

export interface GrpcServerDeps {
  readonly authenticator: Authenticator;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export type StreamCall = ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>;
export type UploadCall = ServerReadableStream<unknown, unknown>;
type AnyCall = ServerUnaryCall<unknown, unknown> | UploadCall | StreamCall;

/** A method of the wire and who may call it. */
export interface GuardedMethod {
  readonly path: string;
  readonly allowed: readonly Role[];
}

/** Stands before every handler: who calls, may they, in which trace, and what a failure becomes on the wire. */
export class CallGuard {
  readonly #deps: GrpcServerDeps;
  readonly #errors: ErrorTable;
  readonly #startTimer: (labels: { method: string }) => (labels: { code: string }) => number;

  constructor(errors: ErrorTable, deps: GrpcServerDeps) {
    this.#errors = errors;
    this.#deps = deps;
    const seconds = deps.metrics.histogram({
      name: 'panal_grpc_server_seconds',
      help: 'Time to answer a gRPC call, by method and status code.',
      labels: ['method', 'code'],
    });
    this.#startTimer = (labels) => seconds.startTimer(labels);
  }

  /** A unary handler as grpc-js wants it. */
  unary(method: GuardedMethod, handler: (request: unknown, context: CallContext) => unknown) {
    return this.#oneReply<ServerUnaryCall<unknown, unknown>>(method, (call, context) => handler(call.request, context));
  }

  /** A handler that reads a stream of requests and answers once, as grpc-js wants it. */
  upload(method: GuardedMethod, handler: (call: UploadCall, context: CallContext) => unknown) {
    return this.#oneReply<UploadCall>(method, (call, context) => {
      call.on('error', () => undefined);
      return handler(call, context);
    });
  }

  #oneReply<Call extends ServerUnaryCall<unknown, unknown> | UploadCall>(
    method: GuardedMethod,
    handler: (call: Call, context: CallContext) => unknown,
  ) {
    return inContextOf((call: Call, reply: sendUnaryData<unknown>): void => {
      const end = this.#startTimer({ method: method.path });
      this.#enter(call, method, (context) => handler(call, context)).then(
        (response) => {
          end({ code: 'OK' });
          reply(null, response);
        },
        (error: unknown) => {
          const failure = this.#failureOf(error, method);
          end({ code: status[failure.code] });
          reply(failure);
        },
      );
    });
  }

  /** A streaming handler as grpc-js wants it; `open` owns the stream once the caller is let in. */
  streaming(method: GuardedMethod, open: (call: StreamCall, context: CallContext) => unknown) {
    return inContextOf((call: StreamCall): void => {
      call.on('error', () => undefined);
      this.#enter(call, method, (context) => open(call, context)).catch((error: unknown) => {
        // Not destroy(): grpc-js would never send the status, and the client would wait for ever.
        call.emit('error', Object.assign(new Error('refused'), this.#failureOf(error, method)));
      });
    });
  }

  async #enter<T>(call: AnyCall, method: GuardedMethod, run: (context: CallContext) => T): Promise<Awaited<T>> {
    const principal = await this.#authorise(call, method);
    return await run(contextOf(call, principal));
  }

  async #authorise(call: AnyCall, { allowed }: GuardedMethod): Promise<Principal> {
    const outcome = await this.#deps.authenticator.authenticate(bearerOf(call.metadata.get('authorization')[0]?.toString()));
    if (!outcome.ok) throw new ServiceError('unauthenticated', `Not authenticated: ${outcome.reason}.`);
    const { principal } = outcome;
    if (allowed.some((role) => principal.roles.includes(role))) return principal;
    throw new ServiceError(
      'forbidden',
      `"${principal.subject}" may not call this method; it needs role ${allowed.join(' or ')}.`,
    );
  }

  #failureOf(error: unknown, method: GuardedMethod): { code: status; details: string } {
    const { code, row, message } = describeError(error, this.#errors);
    if (code === 'internal') this.#deps.log.error({ err: error, method: method.path }, 'internal error');
    else this.#deps.log.debug({ method: method.path, code, cause: (error as Error).cause }, message);
    return { code: row.grpc, details: message };
  }
}

/** Handles a call, and logs what comes of it, in the context that the call carries. */
const inContextOf =
  <Call extends AnyCall, Rest extends unknown[]>(handle: (call: Call, ...rest: Rest) => void) =>
  (call: Call, ...rest: Rest): void =>
    withContext(
      receivedContext((name) => call.metadata.get(name)[0]?.toString()),
      () => handle(call, ...rest),
    );

function contextOf(call: AnyCall, principal: Principal): CallContext {
  const { traceparent } = currentContext()!;
  let signal: AbortSignal | undefined;
  return {
    principal,
    traceparent,
    metadata: call.metadata,
    // Made for the handlers that ask for it, since it costs as much as the rest of the guard.
    get signal() {
      signal ??= signalOf(call);
      return signal;
    },
  };
}

function signalOf(call: AnyCall): AbortSignal {
  if (call.cancelled) return AbortSignal.abort(new Error('the caller went away'));
  const controller = new AbortController();
  (call as ServerUnaryCall<unknown, unknown>).on('cancelled', () => controller.abort(new Error('the caller went away')));
  return controller.signal;
}
