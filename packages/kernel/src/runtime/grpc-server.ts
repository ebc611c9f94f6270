import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type sendUnaryData,
  type ServerUnaryCall,
  status,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { readFileSync } from 'node:fs';
import { type Authenticator, type Principal, type Role, bearerOf, roles } from './auth.ts';
import { type CommonConfig, ConfigError } from './config.ts';
import { ServiceError, type ErrorTable, describeError } from './error-table.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { reflectionServices } from './grpc-reflection.ts';
import { childTraceparent, withContext } from './trace.ts';

/** What a handler knows of its call besides the request. */
export interface CallContext {
  readonly principal: Principal;
  readonly traceparent: string;
  readonly metadata: Metadata;
  /** Aborted when the client went away or its deadline passed. */
  readonly signal: AbortSignal;
}

type KnownKeys<T> = { [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] };

/** Handlers of a generated service interface: unary ones return a reply, server streams write, duplex ones own the call (a rejection ends it with its status). */
export type Handlers<S> = {
  [K in keyof KnownKeys<S>]: S[K] extends handleUnaryCall<infer Request, infer Reply>
    ? (request: Request, context: CallContext) => Promise<Reply> | Reply
    : S[K] extends handleServerStreamingCall<infer Request, infer Reply>
      ? (request: Request, context: CallContext, stream: ServerWritableStream<Request, Reply>) => Promise<void>
      : S[K] extends handleBidiStreamingCall<infer Request, infer Reply>
        ? (stream: ServerDuplexStream<Request, Reply>, context: CallContext) => Promise<void> | void
        : never;
};

/** Which roles may call each method; a method that is missing here does not compile. */
export type Access<S> = { readonly [K in keyof KnownKeys<S>]: readonly Role[] };

export interface GrpcServiceEntry {
  readonly definition: ServiceDefinition;
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly access: Readonly<Record<string, readonly Role[]>>;
}

/** Binds a generated service to its handlers and to who may call them. */
export function grpcService<S extends UntypedServiceImplementation>(
  definition: ServiceDefinition,
  handlers: Handlers<S>,
  access: Access<S>,
): GrpcServiceEntry {
  return { definition, handlers: handlers as Record<string, unknown>, access: access as Record<string, readonly Role[]> };
}

export interface GrpcServerOptions {
  readonly common: CommonConfig;
  readonly port: number;
  readonly services: readonly GrpcServiceEntry[];
  /** Files of the contract that reflection shows, e.g. `analyst.proto`. */
  readonly protoFiles: readonly string[];
  readonly errors: ErrorTable;
  readonly messageBytesMax?: number;
}

export interface GrpcServerDeps {
  readonly authenticator: Authenticator;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export interface GrpcServer {
  readonly port: number;
  /** Sets what the official health service answers. */
  setServing(serving: boolean): void;
  /** Refuses new calls, lets those under way end until the deadline, then cuts them. */
  drain(deadlineMs: number): Promise<void>;
}

const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

type AnyCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>;

function credentialsOf(common: CommonConfig): ServerCredentials {
  if (!common.tls) return ServerCredentials.createInsecure();
  const { certFile, keyFile, clientCaFile } = common.tls;
  const pair = { cert_chain: readFileSync(certFile), private_key: readFileSync(keyFile) };
  return ServerCredentials.createSsl(clientCaFile ? readFileSync(clientCaFile) : null, [pair], clientCaFile !== undefined);
}

/** Starts a gRPC server with authentication, roles, health, reflection, metrics, tracing and the service's error table. */
export async function startGrpcServer(options: GrpcServerOptions, deps: GrpcServerDeps): Promise<GrpcServer> {
  const bytesMax = options.messageBytesMax ?? MESSAGE_BYTES_MAX;
  const server = new Server({
    'grpc.max_receive_message_length': bytesMax,
    'grpc.max_send_message_length': bytesMax,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.keepalive_permit_without_calls': 1,
  });
  const handled = deps.metrics.histogram({
    name: 'panal_grpc_server_seconds',
    help: 'Time to answer a gRPC call, by method and status code.',
    labels: ['method', 'code'],
  });

  const authorise = async (call: AnyCall, allowed: readonly Role[]): Promise<Principal> => {
    const outcome = await deps.authenticator.authenticate(bearerOf(call.metadata.get('authorization')[0]?.toString()));
    if (!outcome.ok) throw new ServiceError('unauthenticated', `Not authenticated: ${outcome.reason}.`);
    if (!allowed.some((role) => outcome.principal.roles.includes(role))) {
      throw new ServiceError(
        'forbidden',
        `"${outcome.principal.subject}" may not call this method; it needs role ${allowed.join(' or ')}.`,
      );
    }
    return outcome.principal;
  };

  const contextOf = (call: AnyCall, principal: Principal): CallContext => {
    const controller = new AbortController();
    (call as ServerUnaryCall<unknown, unknown>).on('cancelled', () => controller.abort(new Error('the caller went away')));
    const traceparent = childTraceparent(call.metadata.get('traceparent')[0]?.toString());
    return { principal, traceparent, metadata: call.metadata, signal: controller.signal };
  };

  const failureOf = (error: unknown, method: string): { code: status; details: string } => {
    const { code, row, message } = describeError(error, options.errors);
    if (code === 'internal') deps.log.error({ err: error, method }, 'internal error');
    else deps.log.debug({ method, code, cause: (error as Error).cause }, message);
    return { code: row.grpc, details: message };
  };

  const enter = async <T>(call: AnyCall, allowed: readonly Role[], run: (context: CallContext) => T): Promise<Awaited<T>> => {
    const principal = await authorise(call, allowed);
    const context = contextOf(call, principal);
    return await withContext({ traceparent: context.traceparent }, () => run(context));
  };

  const unary = (method: string, allowed: readonly Role[], handler: (request: unknown, context: CallContext) => unknown) => {
    return (call: ServerUnaryCall<unknown, unknown>, reply: sendUnaryData<unknown>): void => {
      const end = handled.startTimer({ method });
      enter(call, allowed, (context) => handler(call.request, context)).then(
        (response) => {
          end({ code: 'OK' });
          reply(null, response);
        },
        (error: unknown) => {
          const failure = failureOf(error, method);
          end({ code: status[failure.code] });
          reply(failure);
        },
      );
    };
  };

  const streaming = (method: string, allowed: readonly Role[], open: (call: AnyCall, context: CallContext) => unknown) => {
    return (call: ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>): void => {
      call.on('error', () => undefined);
      enter(call, allowed, (context) => open(call, context)).catch((error: unknown) => {
        // Not destroy(): grpc-js would never send the status, and the client would wait for ever.
        call.emit('error', Object.assign(new Error('refused'), failureOf(error, method)));
      });
    };
  };

  for (const entry of options.services) {
    const implementation: UntypedServiceImplementation = {};
    for (const [name, method] of Object.entries(entry.definition)) {
      const handler = entry.handlers[name] as (...args: unknown[]) => unknown;
      const allowed = entry.access[name] ?? [];
      const path = method.path;
      if (!method.requestStream && !method.responseStream) implementation[name] = unary(path, allowed, handler) as never;
      else if (!method.requestStream) {
        implementation[name] = streaming(path, allowed, async (call, context) => {
          const stream = call as ServerWritableStream<unknown, unknown>;
          await handler(stream.request, context, stream);
          stream.end();
        }) as never;
      } else implementation[name] = streaming(path, allowed, (call, context) => handler(call, context)) as never;
    }
    server.addService(entry.definition, implementation);
  }

  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(server);
  for (const reflection of reflectionServices(
    options.protoFiles,
    (path, handler) => streaming(path, roles, (call) => handler(call as never)) as never,
  )) {
    server.addService(reflection.definition, reflection.implementation);
  }

  const boundPort = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${options.common.host}:${options.port}`, credentialsOf(options.common), (error, bound) => {
      if (error)
        reject(
          new ConfigError(
            `Port ${options.port} on ${options.common.host} cannot be opened for gRPC: ${error.message}. Stop what uses it or set another port.`,
          ),
        );
      else resolve(bound);
    });
  });

  return {
    port: boundPort,
    setServing: (serving) => health.setStatus('', serving ? 'SERVING' : 'NOT_SERVING'),
    drain: (deadlineMs) =>
      new Promise((resolve) => {
        health.setStatus('', 'NOT_SERVING');
        const timer = setTimeout(() => {
          server.forceShutdown();
          resolve();
        }, deadlineMs);
        server.tryShutdown(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
