/**
 * One connection to an upstream, HTTP/1.1, one call at a time:
 *
 * | state      | event                              | then                                                        |
 * |------------|------------------------------------|-------------------------------------------------------------|
 * | connecting | connected (TLS: and verified)      | the request is written: head                                 |
 * | head       | a whole head, status 200 or above  | body; heads of status 1xx are passed over                    |
 * | body       | the body's end                     | idle where the connection may be used again, else closed     |
 * | idle       | a call                             | the request is written: head                                 |
 * | idle       | anything from the upstream         | closed: nothing was asked                                    |
 * | any        | end or error of the connection     | closed; a call under way learns whether its body was whole   |
 *
 * `sent` is true from the moment at which the request is handed to the system.
 */
import type { Socket } from 'node:net';
import { ChunkedDecoder, type Fields, type ResponseHead, parseResponseHead } from '../../ports.ts';

/** What a call hears of its exchange; after `onEnd` or `onError` nothing more. */
export interface ExchangeHandler {
  onSent(): void;
  onHead(status: number, fields: Fields): void;
  /** Pieces of the body as they came with one read. */
  onData(pieces: readonly Buffer[]): void;
  onEnd(): void;
  onError(error: Error): void;
}

const HEAD_BYTES_MAX = 64 * 1024;
/** Larger bodies are written by themselves instead of being copied behind their head. */
const COPY_BYTES_MAX = 64 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');
const NOTHING: Buffer = Buffer.alloc(0);

/** How the body under way is read. */
type BodyReader = { readonly kind: 'length'; left: number } | ChunkedDecoder | 'until-close';

export class UpstreamConnection {
  readonly socket: Socket;
  /** When it became idle, by performance.now(). */
  idleSinceMs = 0;
  /** How long the upstream keeps it open while it is idle, as it said; undefined where it didn't. */
  keepAliveMs: number | undefined;
  readonly #onIdle: (connection: UpstreamConnection) => void;
  #handler: ExchangeHandler | undefined;
  #request: { readonly head: string; readonly body: Buffer } | undefined;
  #ready = false;
  #head: Buffer = NOTHING;
  #reader: BodyReader | undefined;
  #reusable = false;

  constructor(
    socket: Socket,
    options: { readonly readyEvent: string; readonly onIdle: (connection: UpstreamConnection) => void },
  ) {
    this.socket = socket;
    this.#onIdle = options.onIdle;
    socket.once(options.readyEvent, () => {
      this.#ready = true;
      this.#write();
    });
    socket.on('data', (bytes: Buffer) => this.read(bytes));
    socket.on('end', () => this.#ended());
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new ConnectionLost()));
  }

  get usable(): boolean {
    return this.socket.writable && !this.socket.readableEnded && !this.socket.destroyed;
  }

  get ready(): boolean {
    return this.#ready;
  }

  send(request: { readonly head: string; readonly body: Buffer }, handler: ExchangeHandler): void {
    this.#handler = handler;
    this.#request = request;
    if (this.#ready) this.#write();
  }

  /** Gives the call up without a word to it. */
  abort(): void {
    this.#handler = undefined;
    this.socket.destroy();
  }

  #write(): void {
    const request = this.#request;
    if (!request) return;
    this.#request = undefined;
    const { head, body } = request;
    this.#handler?.onSent();
    if (!this.#handler) return;
    if (body.length > COPY_BYTES_MAX) {
      this.socket.cork();
      this.socket.write(head, 'latin1');
      this.socket.write(body);
      this.socket.uncork();
      return;
    }
    const bytes = Buffer.allocUnsafe(head.length + body.length);
    bytes.write(head, 'latin1');
    bytes.set(body, head.length);
    this.socket.write(bytes);
  }

  /** Takes what came in. */
  read(bytes: Buffer): void {
    if (!this.#handler) {
      this.socket.destroy();
      return;
    }
    try {
      const rest = this.#reader ? bytes : this.#readHead(bytes);
      if (rest && this.#reader) this.#readBody(rest);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** What follows the head, once it is whole. */
  #readHead(bytes: Buffer): Buffer | undefined {
    const all = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    const end = all.indexOf(HEAD_END);
    if (end < 0 || end > HEAD_BYTES_MAX) {
      if (all.length > HEAD_BYTES_MAX) throw new UnsoundAnswer('its header is too large');
      this.#head = all;
      return undefined;
    }
    this.#head = NOTHING;
    const head = parseResponseHead(all.toString('latin1', 0, end + 2));
    if (typeof head === 'string') throw new UnsoundAnswer(head);
    const rest = all.subarray(end + HEAD_END.length);
    if (head.status === 101) throw new UnsoundAnswer('it changes the protocol');
    if (head.status < 200) return this.#readHead(rest);
    this.#begin(head);
    return rest;
  }

  #begin({ status, fields, framing, reusable }: ResponseHead): void {
    this.#reusable = reusable;
    this.keepAliveMs = keepAliveMsOf(fields['keep-alive']);
    if (framing.kind === 'length') this.#reader = { kind: 'length', left: framing.length };
    else this.#reader = framing.kind === 'chunked' ? new ChunkedDecoder() : 'until-close';
    this.#handler?.onHead(status, fields);
  }

  #readBody(bytes: Buffer): void {
    const reader = this.#reader!;
    if (reader === 'until-close') {
      if (bytes.length > 0) this.#handler?.onData([bytes]);
      return;
    }
    const pieces: Buffer[] = [];
    let used = bytes.length;
    if (reader instanceof ChunkedDecoder) used = reader.push(bytes, (piece) => pieces.push(piece));
    else {
      used = Math.min(bytes.length, reader.left);
      reader.left -= used;
      if (used > 0) pieces.push(used === bytes.length ? bytes : bytes.subarray(0, used));
    }
    if (pieces.length > 0) this.#handler?.onData(pieces);
    const done = reader instanceof ChunkedDecoder ? reader.done : reader.left === 0;
    if (done) this.#finish(used === bytes.length);
  }

  /** The answer is whole. What came after it belongs to nothing, so that the connection is not used again. */
  #finish(exact: boolean): void {
    const handler = this.#handler;
    this.#handler = undefined;
    this.#reader = undefined;
    const again = exact && this.#reusable && this.usable && this.socket.writableLength === 0;
    if (again) {
      // A call that had paused the connection left it paused.
      if (this.socket.isPaused()) this.socket.resume();
      this.#onIdle(this);
    } else this.socket.destroy();
    handler?.onEnd();
  }

  #ended(): void {
    if (this.#handler && this.#reader === 'until-close') this.#finish(true);
    else this.#fail(new ConnectionLost());
  }

  #fail(error: Error): void {
    const handler = this.#handler;
    this.#handler = undefined;
    this.#request = undefined;
    this.socket.destroy();
    handler?.onError(error);
  }
}

/** Source: the `timeout` parameter, in seconds, that servers commonly send. */
function keepAliveMsOf(value: string | undefined): number | undefined {
  const seconds = /\btimeout=(\d{1,5})\b/.exec(value ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** The upstream closed the connection before its answer was whole. */
class ConnectionLost extends Error {
  readonly code = 'CONNECTION_LOST';
  constructor() {
    super('the upstream closed the connection');
  }
}

/** The answer is not HTTP/1.1 as it should be. */
class UnsoundAnswer extends Error {
  readonly code = 'UNSOUND_ANSWER';
}
