/**
 * A client's connection, HTTP/1.1, one request at a time:
 *
 * | state    | event                                   | then                                                          |
 * |----------|-----------------------------------------|---------------------------------------------------------------|
 * | idle     | a whole head of a plain model request   | reading; its handler starts (it authenticates before the body)  |
 * | idle     | anything else                           | handed over: node:http reads it from its first byte on          |
 * | idle     | silence for 30 s, or the server drains  | closed                                                          |
 * | reading  | the last byte of the body               | replying                                                        |
 * | reading  | nothing of the body for `bodyIdleMs`    | its handler learns it and answers; then closed                  |
 * | reading  | not whole after 60 s                    | closed                                                          |
 * | reading  | the reply is over before the body       | the rest of the body is thrown away, then idle                  |
 * | replying | the reply is over                       | idle, once the client has taken it; closed where the server drains |
 * | replying | more bytes (the next request)           | kept, up to 64 KiB; then the connection is not read any more    |
 * | any      | end or error of the connection          | closed; a handler under way learns that its client is gone      |
 *
 * A request is read here only if it is flawless and plain (core/http1/request-head.ts), and whole in its head with the first read.
 * Everything else is node:http's, strict parser and time-outs included: no byte is ever looked at by both.
 */
import type { Socket } from 'node:net';
import type { PlainRequestHead } from '../../core/http1/request-head.ts';
import { parsePlainRequest } from '../../core/http1/request-head.ts';
import type { BodyOutcome, ModelRequest } from '../exchange.ts';
import { PlainReply } from './plain-reply.ts';

const HEAD_BYTES_MAX = 16 * 1024;
const AHEAD_BYTES_MAX = 64 * 1024;
const IDLE_MS = 30_000;
const BODY_MS = 60_000;
const HEAD_END = Buffer.from('\r\n\r\n');

/** Requests that are served here: by their request line, with CRLF. */
export type PlainRoutes = ReadonlyMap<string, PlainRoute>;

export interface PlainRoute {
  /** Longer bodies are node:http's. */
  readonly bodyBytesMax: number;
  /** Longest silence within a body. */
  readonly bodyIdleMs: number;
  readonly serve: (request: ModelRequest, reply: PlainReply) => void;
}

export interface PlainConnectionOptions {
  readonly routes: PlainRoutes;
  /** Takes the connection over; the bytes given are what was read of the next request. */
  readonly handOver: (socket: Socket, bytes: Buffer) => void;
  readonly draining: () => boolean;
  readonly onGone: (connection: PlainConnection) => void;
}

interface ReadingBody {
  readonly parts: Buffer[];
  left: number;
  readonly idleMs: number;
  sinceMs: number;
  wanted?: (outcome: BodyOutcome) => void;
}

export class PlainConnection {
  readonly #socket: Socket;
  readonly #options: PlainConnectionOptions;
  #reply: PlainReply | undefined;
  #body: ReadingBody | undefined;
  #ahead: Buffer | undefined;
  #sinceMs = performance.now();
  #over = false;
  #stalled = false;

  constructor(socket: Socket, options: PlainConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', this.#onData);
    socket.on('drain', this.#onDrain);
    socket.on('end', this.#onGone);
    socket.on('error', this.#onGone);
    socket.on('close', this.#onGone);
  }

  /** Closes it where it took too long, or stands idle while the server drains. */
  check(nowMs: number): void {
    const forMs = nowMs - this.#sinceMs;
    if (this.#body) {
      if (forMs >= BODY_MS) this.#socket.destroy();
      else if (nowMs - this.#body.sinceMs >= this.#body.idleMs) this.#giveUpBody(this.#body);
    } else if (!this.#reply && (this.#options.draining() || forMs >= IDLE_MS)) this.#socket.destroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Whoever waits for the body may say why; nothing more is read. */
  #giveUpBody({ wanted }: ReadingBody): void {
    if (this.#stalled || !this.#reply || !wanted) {
      this.#socket.destroy();
      return;
    }
    this.#stalled = true;
    this.#body!.sinceMs = performance.now();
    this.#socket.pause();
    wanted({ kind: 'stalled' });
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#body) this.#readBody(this.#body, bytes);
    else if (this.#reply || this.#ahead || this.#socket.writableNeedDrain) this.#keep(bytes);
    else this.#readHead(bytes);
  };

  #readHead(bytes: Buffer): void {
    const end = bytes.indexOf(HEAD_END);
    const head = end >= 0 && end <= HEAD_BYTES_MAX ? this.#routed(bytes.toString('latin1', 0, end + 2)) : undefined;
    if (head) this.#begin(head, bytes.subarray(end + HEAD_END.length));
    else this.#handOver(bytes);
  }

  #routed(text: string): (PlainRequestHead & { readonly route: PlainRoute }) | undefined {
    const requestLine = text.slice(0, text.indexOf('\r\n') + 2);
    const route = this.#options.routes.get(requestLine);
    const head = route && parsePlainRequest(text, requestLine);
    return route && head && head.contentLength <= route.bodyBytesMax ? { ...head, route } : undefined;
  }

  #begin({ route, fields, contentLength }: PlainRequestHead & { readonly route: PlainRoute }, rest: Buffer): void {
    this.#sinceMs = performance.now();
    const body: ReadingBody = { parts: [], left: contentLength, idleMs: route.bodyIdleMs, sinceMs: this.#sinceMs };
    this.#body = body;
    this.#reply = new PlainReply({
      socket: this.#socket,
      connectionLines: () => (this.#options.draining() || this.#stalled ? CLOSE : KEEP_ALIVE),
      onOver: () => this.#replied(),
    });
    const reply = this.#reply;
    // What came along is taken in first, so that a whole body is there when the handler asks for it.
    this.#readBody(body, rest);
    route.serve({ headers: fields, readBody: () => this.#bodyOf(body) }, reply);
  }

  #bodyOf(body: ReadingBody): Promise<BodyOutcome> {
    if (body.left === 0) return Promise.resolve(whole(body));
    if (this.#over) return Promise.resolve({ kind: 'gone' });
    return new Promise((resolve) => (body.wanted = resolve));
  }

  #readBody(body: ReadingBody, bytes: Buffer): void {
    const taken = Math.min(body.left, bytes.length);
    body.left -= taken;
    if (body.left > 0) body.sinceMs = performance.now();
    // Nobody wants it any more once the reply is over.
    if (this.#reply && taken > 0) body.parts.push(taken === bytes.length ? bytes : bytes.subarray(0, taken));
    if (body.left > 0) return;
    this.#body = undefined;
    body.wanted?.(whole(body));
    if (taken < bytes.length) this.#keep(bytes.subarray(taken));
    if (!this.#reply) this.#next();
  }

  #keep(bytes: Buffer): void {
    this.#ahead = this.#ahead ? Buffer.concat([this.#ahead, bytes]) : bytes;
    if (this.#ahead.length > AHEAD_BYTES_MAX) this.#socket.pause();
  }

  #replied(): void {
    this.#reply = undefined;
    if (this.#stalled) this.#socket.destroySoon();
    else if (!this.#body) this.#next();
  }

  /** To the next request, once the client has taken the answer: what it doesn't read must not pile up here. */
  #next(): void {
    this.#sinceMs = performance.now();
    if (this.#over || this.#socket.writableNeedDrain) return;
    if (this.#options.draining()) {
      this.#socket.end();
      return;
    }
    // Not from within the end of the answer before.
    if (this.#ahead) setImmediate(() => this.#goOn());
  }

  #goOn(): void {
    const bytes = this.#ahead;
    if (this.#over || !bytes) return;
    this.#ahead = undefined;
    if (this.#socket.isPaused()) this.#socket.resume();
    this.#readHead(bytes);
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket;
    this.#over = true;
    socket.off('data', this.#onData);
    socket.off('drain', this.#onDrain);
    for (const event of ['end', 'error', 'close']) socket.off(event, this.#onGone);
    this.#options.onGone(this);
    this.#options.handOver(socket, bytes);
  }

  readonly #onDrain = (): void => {
    if (this.#reply) this.#reply.drained();
    else if (!this.#body) this.#next();
  };

  /** Half a connection is none: a client that ends its side waits for nothing. */
  readonly #onGone = (): void => {
    if (this.#over) return;
    this.#over = true;
    this.#options.onGone(this);
    this.#body?.wanted?.({ kind: 'gone' });
    this.#reply?.lost();
    if (this.#socket.writableLength === 0) this.#socket.destroy();
    else this.#socket.destroySoon();
  };
}

const KEEP_ALIVE = `connection: keep-alive\r\nkeep-alive: timeout=${IDLE_MS / 1000}\r\n`;
const CLOSE = 'connection: close\r\n';

const whole = ({ parts }: ReadingBody): BodyOutcome => ({
  kind: 'body',
  bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts),
});
