import { LiveList } from '@panal/kernel/pure';
import { type LookupFunction, connect, isIP } from 'node:net';
import { type TLSSocket, connect as connectTls } from 'node:tls';
import type { Fields } from '../../ports.ts';
import { copyOfRead, readBuffer } from './read-buffer.ts';
import { type ExchangeHandler, UpstreamConnection } from './upstream-connection.ts';

export interface PoolTimeouts {
  readonly connectMs: number;
  /** From the request's last byte to the head of the answer. */
  readonly firstByteMs: number;
  /** Between two reads of an answer; doesn't run while the call is paused. */
  readonly idleMs: number;
  readonly totalMs: number;
}

export interface PoolOptions {
  /** `http:` or `https:`, host and port. */
  readonly origin: URL;
  readonly timeouts: PoolTimeouts;
  /** Chooses the address of the host, or refuses it; by default the system's. */
  readonly lookup?: LookupFunction;
  /** Certificates to trust besides none other: by default the system's. */
  readonly ca?: string | Buffer;
}

export type TimedPhase = 'connect' | 'first-byte' | 'idle' | 'total';

/** What a call hears; exactly one of `onEnd`, `onError` and `onTimeout` last. */
export interface PoolHandler extends ExchangeHandler {
  onTimeout(phase: TimedPhase): void;
}

/** A call under way. */
export interface PooledCall {
  abort(): void;
  pause(): void;
  resume(): void;
}

/** Idle connections that are kept; the ones used last are used first. */
const IDLE_MAX = 256;
/** How long an idle connection is used again where the upstream doesn't say, and how much earlier than what it says. */
const KEEP_ALIVE_MS = 4_000;
const KEEP_ALIVE_MAX_MS = 60_000;
const KEEP_ALIVE_MARGIN_MS = 1_000;
const TICK_MIN_MS = 5;
const TICK_MAX_MS = 500;

/** Keep-alive connections to one origin, HTTP/1.1. As many as there are calls at once; nothing is ever sent twice. */
export class UpstreamPool {
  readonly #options: PoolOptions;
  readonly #idle: UpstreamConnection[] = [];
  readonly #connections = new Set<UpstreamConnection>();
  readonly #calls = new LiveList<Call>();
  readonly #tickMs: number;
  #ticker: NodeJS.Timeout | undefined;
  #session: Buffer | undefined;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    const { connectMs, firstByteMs, idleMs, totalMs } = options.timeouts;
    const shortest = Math.min(connectMs, firstByteMs, idleMs, totalMs);
    // One timer for all calls: a time-out comes at most a tenth of the shortest one late.
    this.#tickMs = Math.max(TICK_MIN_MS, Math.min(TICK_MAX_MS, Math.floor(shortest / 10)));
  }

  /** `head` is the whole request head, the empty line included. */
  send(request: { readonly head: string; readonly body: Buffer }, handler: PoolHandler): PooledCall {
    const connection = this.#takeIdle() ?? this.#connect();
    const call = new Call(connection, {
      handler,
      timeouts: this.#options.timeouts,
      onOver: () => this.#calls.remove(place),
    });
    const place = this.#calls.add(call);
    this.#ticker ??= setInterval(() => this.#tick(), this.#tickMs).unref();
    connection.send(request, call);
    return call;
  }

  close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#ticker);
    for (const connection of this.#connections) connection.socket.destroy();
    return Promise.resolve();
  }

  #takeIdle(): UpstreamConnection | undefined {
    const nowMs = performance.now();
    for (let found = this.#idle.pop(); found; found = this.#idle.pop()) {
      if (found.usable && nowMs - found.idleSinceMs < keptMs(found)) return found;
      found.socket.destroy();
    }
    return undefined;
  }

  #connect(): UpstreamConnection {
    const { origin } = this.#options;
    const tls = origin.protocol === 'https:';
    const read = (length: number): boolean => {
      connection.read(copyOfRead(length));
      return true;
    };
    const onread = { buffer: readBuffer, callback: read };
    const socket = tls ? this.#openTls() : connect({ ...this.#address(), noDelay: true, ...this.#resolver(), onread });
    const connection: UpstreamConnection = new UpstreamConnection(socket, {
      readyEvent: tls ? 'secureConnect' : 'connect',
      onIdle: (idle) => this.#putBack(idle),
    });
    this.#connections.add(connection);
    socket.once('close', () => this.#forget(connection));
    return connection;
  }

  #openTls(): TLSSocket {
    const { host, port } = this.#address();
    const socket = connectTls({
      host,
      port,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(this.#session ? { session: this.#session } : {}),
      ...(this.#options.ca ? { ca: this.#options.ca } : {}),
      ...this.#resolver(),
    });
    socket.setNoDelay(true);
    socket.on('session', (session: Buffer) => (this.#session = session));
    return socket;
  }

  #address(): { host: string; port: number } {
    const { origin } = this.#options;
    const host = origin.hostname.replace(/^\[|\]$/g, '');
    return { host, port: Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80) };
  }

  #resolver(): { lookup?: LookupFunction } {
    return this.#options.lookup ? { lookup: this.#options.lookup } : {};
  }

  #putBack(connection: UpstreamConnection): void {
    if (this.#closed || this.#idle.length >= IDLE_MAX) {
      connection.socket.destroy();
      return;
    }
    connection.idleSinceMs = performance.now();
    this.#idle.push(connection);
  }

  #forget(connection: UpstreamConnection): void {
    this.#connections.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  /** Ends what took too long, and closes connections that stood idle; stops when there is nothing left to look at. */
  #tick(): void {
    const nowMs = performance.now();
    for (const call of this.#calls.items()) call.check(nowMs);
    for (const connection of this.#idle.filter((idle) => nowMs - idle.idleSinceMs >= keptMs(idle))) connection.socket.destroy();
    if (this.#connections.size > 0) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }
}

function keptMs({ keepAliveMs }: UpstreamConnection): number {
  if (keepAliveMs === undefined) return KEEP_ALIVE_MS;
  return Math.min(KEEP_ALIVE_MAX_MS, Math.max(0, keepAliveMs - KEEP_ALIVE_MARGIN_MS));
}

interface CallOptions {
  readonly handler: PoolHandler;
  readonly timeouts: PoolTimeouts;
  readonly onOver: () => void;
}

/** One call: passes on what its connection says, and knows what it waits for and since when. */
class Call implements ExchangeHandler, PooledCall {
  readonly #connection: UpstreamConnection;
  readonly #options: CallOptions;
  readonly #startedMs = performance.now();
  #phase: TimedPhase = 'connect';
  #phaseSinceMs = this.#startedMs;
  #paused = false;
  #over = false;

  constructor(connection: UpstreamConnection, options: CallOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  check(nowMs: number): void {
    const { timeouts } = this.#options;
    const limitMs =
      this.#phase === 'connect' ? timeouts.connectMs : this.#phase === 'idle' ? timeouts.idleMs : timeouts.firstByteMs;
    if (nowMs - this.#startedMs >= timeouts.totalMs) this.#timeOut('total');
    else if (!this.#paused && nowMs - this.#phaseSinceMs >= limitMs) this.#timeOut(this.#phase);
  }

  abort(): void {
    if (this.#finish()) this.#connection.abort();
  }

  pause(): void {
    if (this.#over) return;
    this.#paused = true;
    this.#connection.socket.pause();
  }

  resume(): void {
    if (this.#over || !this.#paused) return;
    this.#paused = false;
    this.#phaseSinceMs = performance.now();
    this.#connection.socket.resume();
  }

  onSent(): void {
    this.#enter('first-byte');
    this.#options.handler.onSent();
  }

  onHead(status: number, fields: Fields): void {
    this.#enter('idle');
    this.#options.handler.onHead(status, fields);
  }

  onData(pieces: readonly Buffer[]): void {
    this.#phaseSinceMs = performance.now();
    this.#options.handler.onData(pieces);
  }

  onEnd(): void {
    if (this.#finish()) this.#options.handler.onEnd();
  }

  onError(error: Error): void {
    if (this.#finish()) this.#options.handler.onError(error);
  }

  #enter(phase: TimedPhase): void {
    this.#phase = phase;
    this.#phaseSinceMs = performance.now();
  }

  #timeOut(phase: TimedPhase): void {
    if (!this.#finish()) return;
    this.#connection.abort();
    this.#options.handler.onTimeout(phase);
  }

  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#options.onOver();
    return true;
  }
}
