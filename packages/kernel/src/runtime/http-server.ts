import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { type Authenticator, type Principal, type Role, bearerOf } from './auth.ts';
import { type CommonConfig, ConfigError } from './config.ts';
import { type ErrorTable, ServiceError, describeError } from './error-table.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { currentContext, receivedContext, withContext } from './trace.ts';

export interface HttpContext {
  /** Who calls; undefined on a public route. */
  readonly principal: Principal | undefined;
  readonly traceparent: string;
  readonly url: URL;
}

export interface HttpRoute {
  /** `*`: the handler takes every method that no other route of the path takes, and refuses those it does not know. */
  readonly method: string;
  /** Ending in `/*` (with method `*`): everything below it. */
  readonly path: string;
  /** Roles that may call it, or `public` for routes that authenticate otherwise (a signature) or hold no secret. */
  readonly access: readonly Role[] | 'public';
  readonly handle: (request: IncomingMessage, response: ServerResponse, context: HttpContext) => Promise<void> | void;
}

/** Takes each connection first; what it doesn't serve itself it hands over to node:http. */
export interface ConnectionFront {
  /** `handOver` gives the connection on, with what was read of its next request. The socket is not being read yet. */
  take(socket: Socket, handOver: (socket: Socket, bytes: Buffer) => void): void;
  /** From now on connections are closed as soon as their requests are answered. */
  drain(): void;
  /** Closes what is left. */
  destroy(): void;
}

export interface HttpServerOptions {
  readonly common: CommonConfig;
  readonly port: number;
  /** Several processes listen on the same port, and the system spreads connections over them (Linux). */
  readonly reusePort?: boolean;
  readonly routes?: readonly HttpRoute[];
  readonly errors?: ErrorTable;
  /** Takes requests that no route matches, unauthenticated: the handler authenticates itself (the gateway's virtual keys). */
  readonly fallback?: (request: IncomingMessage, response: ServerResponse) => void;
  readonly front?: ConnectionFront;
  /** Why the process is not ready, or undefined when it is. */
  readonly notReady: () => string | undefined;
}

export interface HttpServerDeps {
  readonly authenticator: Authenticator;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export interface HttpServer {
  readonly port: number;
  readonly server: Server;
  drain(deadlineMs: number): Promise<void>;
}

const IDLE_SWEEP_MS = 50;

/** Reads a request body of at most `bytesMax`; refuses a longer one with `too-large`, without keeping it. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax) throw new ServiceError('too-large', `The body is larger than ${bytesMax} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, statusCode: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(statusCode, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
}

function sendText(response: ServerResponse, statusCode: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(statusCode, { 'content-type': type });
  response.end(text);
}

function builtInRoutes(options: HttpServerOptions, deps: HttpServerDeps): HttpRoute[] {
  return [
    { method: 'GET', path: '/healthz', access: 'public', handle: (_request, response) => sendText(response, 200, 'ok\n') },
    {
      method: 'GET',
      path: '/readyz',
      access: 'public',
      handle: (_request, response) => {
        const reason = options.notReady();
        sendText(response, reason ? 503 : 200, `${reason ?? 'ready'}\n`);
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      access: ['viewer', 'operator', 'service'],
      handle: async (_request, response) =>
        sendText(response, 200, await deps.metrics.render(), 'text/plain; version=0.0.4; charset=utf-8'),
    },
  ];
}

/** Finds the route of a request, lets in who may call it, and turns what is thrown into an answer. */
class Router {
  readonly #options: HttpServerOptions;
  readonly #deps: HttpServerDeps;
  readonly #routes = new Map<string, HttpRoute>();
  readonly #below: readonly { readonly prefix: string; readonly route: HttpRoute }[];

  constructor(options: HttpServerOptions, deps: HttpServerDeps) {
    this.#options = options;
    this.#deps = deps;
    for (const route of [...builtInRoutes(options, deps), ...(options.routes ?? [])])
      this.#routes.set(`${route.method} ${route.path}`, route);
    this.#below = (options.routes ?? [])
      .filter((route) => route.path.endsWith('/*'))
      .map((route) => ({ prefix: route.path.slice(0, -1), route }));
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const work = receivedContext((name) => request.headers[name]?.toString());
    void withContext(work, () =>
      this.#dispatch(request, response).catch((error: unknown) => this.#refuse(response, error, request.url ?? '')),
    );
  }

  async #dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    if (!url) throw new ServiceError('invalid-argument', 'The address is not valid.');
    const route = this.#find(request.method ?? '', url.pathname);
    if (!route) {
      if (this.#options.fallback) return this.#options.fallback(request, response);
      throw new ServiceError('not-found', `There is no ${request.method} ${url.pathname} here.`);
    }
    const principal = await this.#authorise(request, route);
    const { traceparent } = currentContext()!;
    await route.handle(request, response, { principal, traceparent, url });
  }

  /** HEAD is answered where GET is. */
  #find(method: string, path: string): HttpRoute | undefined {
    const exact = this.#routes.get(`${method} ${path}`) ?? (method === 'HEAD' ? this.#routes.get(`GET ${path}`) : undefined);
    return exact ?? this.#routes.get(`* ${path}`) ?? this.#below.find(({ prefix }) => path.startsWith(prefix))?.route;
  }

  async #authorise(request: IncomingMessage, { access }: HttpRoute): Promise<Principal | undefined> {
    if (access === 'public') return undefined;
    const outcome = await this.#deps.authenticator.authenticate(bearerOf(request.headers.authorization));
    if (!outcome.ok) throw new ServiceError('unauthenticated', `Not authenticated: ${outcome.reason}.`);
    if (!access.some((role) => outcome.principal.roles.includes(role))) throw new ServiceError('forbidden');
    return outcome.principal;
  }

  #refuse(response: ServerResponse, error: unknown, path: string): void {
    const { code, row, message } = describeError(error, this.#options.errors ?? {});
    if (code === 'internal') this.#deps.log.error({ err: error, path }, 'internal error');
    if (response.headersSent) response.destroy();
    else sendJson(response, row.http, { error: { code, message } });
  }
}

const LIMITS = {
  requestTimeout: 60_000,
  headersTimeout: 20_000,
  keepAliveTimeout: 30_000,
  maxHeaderSize: 16_384,
  noDelay: true,
};

function listen(server: Server, { common, port, reusePort = false }: HttpServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new ConfigError(
          `Port ${port} on ${common.host} cannot be opened for HTTP: ${error.message}. Stop what uses it or set another port.`,
        ),
      );
    });
    server.listen({ port, host: common.host, reusePort }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Puts a front before node:http's own way to take a connection. */
function putBefore(server: Server, front: ConnectionFront, event: 'connection' | 'secureConnection'): void {
  const [serve] = server.listeners(event) as ((socket: Socket) => void)[];
  server.removeAllListeners(event);
  const handOver = (socket: Socket, bytes: Buffer): void => {
    socket.pause();
    serve!.call(server, socket);
    socket.unshift(bytes);
    socket.resume();
  };
  server.on(event, (socket: Socket) => front.take(socket, handOver));
}

function drain(server: Server, deadlineMs: number, front?: ConnectionFront): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
      front?.destroy();
    }, deadlineMs);
    front?.drain();
    // A connection that ends its answer only now would be kept alive until its client leaves.
    const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Starts a process's HTTP server: its own routes, `/healthz`, `/readyz`, and `/metrics` for viewers. */
export async function startHttpServer(options: HttpServerOptions, deps: HttpServerDeps): Promise<HttpServer> {
  const router = new Router(options, deps);
  const listener = (request: IncomingMessage, response: ServerResponse): void => router.handle(request, response);
  const { tls } = options.common;
  const server = tls
    ? (createTlsServer({ ...LIMITS, cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, listener) as Server)
    : createServer(LIMITS, listener);
  if (options.front) putBefore(server, options.front, tls ? 'secureConnection' : 'connection');
  const port = await listen(server, options);
  return { port, server, drain: (deadlineMs) => drain(server, deadlineMs, options.front) };
}
