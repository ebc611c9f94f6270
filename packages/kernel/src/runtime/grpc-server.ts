import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { readFileSync } from 'node:fs';
import { type Role, roles } from './auth.ts';
import { type CommonConfig, ConfigError } from './config.ts';
import type { ErrorTable } from './error-table.ts';
import { type CallContext, CallGuard, type GrpcServerDeps } from './grpc-guard.ts';
import { reflectionServices } from './grpc-reflection.ts';

type KnownKeys<T> = { [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] };

/** Handlers of a generated service interface: unary ones return a reply, as do those that read a stream; server streams write, duplex ones own the call (a rejection ends it with its status). */
export type Handlers<S> = {
  [K in keyof KnownKeys<S>]: S[K] extends handleUnaryCall<infer Request, infer Reply>
    ? (request: Request, context: CallContext) => Promise<Reply> | Reply
    : S[K] extends handleServerStreamingCall<infer Request, infer Reply>
      ? (request: Request, context: CallContext, stream: ServerWritableStream<Request, Reply>) => Promise<void>
      : S[K] extends handleBidiStreamingCall<infer Request, infer Reply>
        ? (stream: ServerDuplexStream<Request, Reply>, context: CallContext) => Promise<void> | void
        : S[K] extends handleClientStreamingCall<infer Request, infer Reply>
          ? (stream: ServerReadableStream<Request, Reply>, context: CallContext) => Promise<Reply>
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

export interface GrpcServer {
  readonly port: number;
  /** Sets what the official health service answers. */
  setServing(serving: boolean): void;
  /** Refuses new calls, lets those under way end until the deadline, then cuts them. */
  drain(deadlineMs: number): Promise<void>;
}

const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;
const KEEPALIVE = {
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
};

function credentialsOf(common: CommonConfig): ServerCredentials {
  if (!common.tls) return ServerCredentials.createInsecure();
  const { certFile, keyFile, clientCaFile } = common.tls;
  const pair = { cert_chain: readFileSync(certFile), private_key: readFileSync(keyFile) };
  return ServerCredentials.createSsl(clientCaFile ? readFileSync(clientCaFile) : null, [pair], clientCaFile !== undefined);
}

/** The handlers of one service behind the guard. */
function implementationOf(entry: GrpcServiceEntry, guard: CallGuard): UntypedServiceImplementation {
  const implementation: UntypedServiceImplementation = {};
  for (const [name, { path, requestStream, responseStream }] of Object.entries(entry.definition)) {
    const handler = entry.handlers[name] as (...args: unknown[]) => unknown;
    const method = { path, allowed: entry.access[name] ?? [] };
    if (requestStream && !responseStream) implementation[name] = guard.upload(method, handler) as never;
    else if (requestStream) implementation[name] = guard.streaming(method, (call, context) => handler(call, context)) as never;
    else if (responseStream) implementation[name] = guard.streaming(method, writeAll(handler)) as never;
    else implementation[name] = guard.unary(method, handler) as never;
  }
  return implementation;
}

/** A server stream ends when its handler has written everything. */
const writeAll =
  (handler: (...args: unknown[]) => unknown) =>
  async (call: unknown, context: CallContext): Promise<void> => {
    const stream = call as ServerWritableStream<unknown, unknown>;
    await handler(stream.request, context, stream);
    stream.end();
  };

function bind(server: Server, { common, port }: GrpcServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${common.host}:${port}`, credentialsOf(common), (error, bound) => {
      if (!error) return resolve(bound);
      reject(
        new ConfigError(
          `Port ${port} on ${common.host} cannot be opened for gRPC: ${error.message}. Stop what uses it or set another port.`,
        ),
      );
    });
  });
}

/** Starts a gRPC server with authentication, roles, health, reflection, metrics, tracing and the service's error table. */
export async function startGrpcServer(options: GrpcServerOptions, deps: GrpcServerDeps): Promise<GrpcServer> {
  const bytesMax = options.messageBytesMax ?? MESSAGE_BYTES_MAX;
  const server = new Server({
    ...KEEPALIVE,
    'grpc.max_receive_message_length': bytesMax,
    'grpc.max_send_message_length': bytesMax,
  });
  const guard = new CallGuard(options.errors, deps);
  for (const entry of options.services) server.addService(entry.definition, implementationOf(entry, guard));
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(server);
  const reflections = reflectionServices(
    options.protoFiles,
    (path, handler) =>
      guard.streaming({ path, allowed: roles }, (call) => handler(call as ServerDuplexStream<unknown, unknown>)) as never,
  );
  for (const { definition, implementation } of reflections) server.addService(definition, implementation);
  const port = await bind(server, options);
  return {
    port,
    setServing: (serving) => health.setStatus('', serving ? 'SERVING' : 'NOT_SERVING'),
    drain(deadlineMs) {
      health.setStatus('', 'NOT_SERVING');
      return drain(server, deadlineMs);
    },
  };
}

function drain(server: Server, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, deadlineMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
