import {
  type ChannelCredentials,
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientWritableStream,
  Metadata,
  credentials,
  type ServiceError as GrpcFailure,
  status,
} from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import type { CommonConfig, ServiceName } from './config.ts';
import { contextHeaders, currentContext } from './trace.ts';

/** A method of a generated service definition. */
export interface Method<Request, Reply> {
  readonly path: string;
  readonly requestSerialize: (value: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Reply;
}

export interface CallOptions {
  /** Time after which the call fails with DEADLINE_EXCEEDED; default 10 s for unary calls, none for streams. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly traceparent?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

const UNARY_TIMEOUT_MS = 10_000;
const MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

const channelOptions: ChannelOptions = {
  'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
  'grpc.max_send_message_length': MESSAGE_BYTES_MAX,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.service_config_disable_resolution': 1,
};

/** How a client trusts a server, and shows who it is where the server asks for a certificate. */
export interface ClientTls {
  readonly caFile: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

function clientCredentials({ caFile, certFile, keyFile }: ClientTls): ChannelCredentials {
  if (!certFile || !keyFile) return credentials.createSsl(readFileSync(caFile));
  return credentials.createSsl(readFileSync(caFile), readFileSync(keyFile), readFileSync(certFile));
}

/** A channel to one gRPC server, authenticated, carrying trace, task and mission of the running work. */
export class GrpcChannel {
  readonly #client: Client;
  readonly #token: () => string;

  constructor(options: { address: string; token: () => string; tls?: ClientTls | undefined }) {
    const secure = options.tls ? clientCredentials(options.tls) : credentials.createInsecure();
    this.#client = new Client(options.address, secure, channelOptions);
    this.#token = options.token;
  }

  #metadata(options: CallOptions): Metadata {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${this.#token()}`);
    const { traceparent } = options;
    const context = contextHeaders(traceparent ? { ...currentContext(), traceparent } : currentContext());
    for (const [key, value] of Object.entries({ ...context, ...options.metadata })) metadata.set(key, value);
    return metadata;
  }

  /** One request, one reply. Rejects with grpc-js's ServiceError (`code`, `details`). */
  call<Request, Reply>(method: Method<Request, Reply>, request: Request, options: CallOptions = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + (options.timeoutMs ?? UNARY_TIMEOUT_MS);
      const call = this.#client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        this.#metadata(options),
        { deadline },
        (error, reply) => {
          options.signal?.removeEventListener('abort', cancel);
          if (error) reject(error);
          else resolve(reply!);
        },
      );
      const cancel = (): void => call.cancel();
      if (options.signal?.aborted) cancel();
      else options.signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** One request, a stream of replies; the caller cancels it. */
  serverStream<Request, Reply>(
    method: Method<Request, Reply>,
    request: Request,
    options: CallOptions = {},
  ): ClientReadableStream<Reply> {
    const stream = this.#client.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      this.#metadata(options),
    );
    options.signal?.addEventListener('abort', () => stream.cancel(), { once: true });
    return stream;
  }

  /** A stream of requests, one reply after the caller has ended it; `reply` rejects with grpc-js's ServiceError. */
  upload<Request, Reply>(
    method: Method<Request, Reply>,
    options: CallOptions = {},
  ): { readonly stream: ClientWritableStream<Request>; readonly reply: Promise<Reply> } {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const stream = this.#client.makeClientStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      this.#metadata(options),
      options.timeoutMs === undefined ? {} : { deadline: Date.now() + options.timeoutMs },
      (error, reply) => (error ? reject(error) : resolve(reply!)),
    );
    options.signal?.addEventListener('abort', () => stream.cancel(), { once: true });
    return { stream, reply: promise };
  }

  /** A stream each way. */
  duplex<Request, Reply>(method: Method<Request, Reply>, options: CallOptions = {}): ClientDuplexStream<Request, Reply> {
    return this.#client.makeBidiStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      this.#metadata(options),
    );
  }

  close(): void {
    this.#client.close();
  }
}

/** Whether a failed call is worth trying again later: the server was away, busy or slow, rather than refusing. */
export function isRetryable(error: unknown): boolean {
  const code = (error as Partial<GrpcFailure>).code;
  return (
    code === status.UNAVAILABLE ||
    code === status.DEADLINE_EXCEEDED ||
    code === status.RESOURCE_EXHAUSTED ||
    code === status.ABORTED
  );
}

/** What a failed call said, for people. */
export const grpcReason = (error: unknown): string => (error as Partial<GrpcFailure>).details || (error as Error).message;

/** Address of a service of this installation. */
export const serviceAddress = (common: CommonConfig, name: Exclude<ServiceName, 'bridge'>): string =>
  `${common.host}:${common.ports[name].grpc}`;

/** How processes of one installation reach each other: the server's certificate serves as the client's, too. */
export const clientTlsOf = ({ tls }: CommonConfig): ClientTls | undefined =>
  tls && { caFile: tls.caFile ?? tls.certFile, certFile: tls.certFile, keyFile: tls.keyFile };

/** A channel to a service of this installation, with the token read from its file at each call (it may be renewed). */
export function serviceChannel(common: CommonConfig, name: Exclude<ServiceName, 'bridge'>, token: () => string): GrpcChannel {
  return new GrpcChannel({ address: serviceAddress(common, name), token, tls: clientTlsOf(common) });
}
