import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ModelReply } from '../exchange.ts';

/** Beyond it an answer's bytes are written by themselves instead of being copied behind their head. */
const COPY_BYTES_MAX = 64 * 1024;
const HEADER_NAME = /^[a-z0-9-]+$/;
/** Names that were looked at before: they are the same few in each answer. */
const NAMES_REMEMBERED_MAX = 100;
const soundNames = new Set<string>();
/** Printable ASCII: no value can begin a header of its own. */
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

export interface PlainReplyOptions {
  readonly socket: Socket;
  /** `connection` and its fellows: whether the connection is kept. */
  readonly connectionLines: () => string;
  readonly onOver: () => void;
}

/**
 * The answer to one request on a connection of ours, with `content-length` or chunked. What is written within one turn of the event
 * loop goes out as one chunk in one write; so does what comes within a millisecond of the write before. The first bytes and the last
 * ones never wait. Source: RFC 9112, sections 6 and 7.1.
 */
export class PlainReply implements ModelReply {
  headersSent = false;
  writableFinished = false;
  readonly #options: PlainReplyOptions;
  #head = '';
  #chunked = false;
  #parts: Uint8Array[] = [];
  #pendingBytes = 0;
  #scheduled = false;
  #flushedMs = -Infinity;
  #gone = false;
  #onClose: (() => void)[] = [];
  #onDrain: (() => void) | undefined;

  constructor(options: PlainReplyOptions) {
    this.#options = options;
  }

  get destroyed(): boolean {
    return this.#gone || this.#options.socket.destroyed;
  }

  on(event: 'drain' | 'close', listener: () => void): void {
    if (event === 'drain') this.#onDrain = listener;
    else this.#onClose.push(listener);
  }

  writeHead(status: number, headers: Readonly<Record<string, string | number>>): void {
    if (this.headersSent) throw new Error('the head of this answer is written already');
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`;
    let values = '';
    for (const name in headers) {
      const value = headers[name]!;
      if (!isHeaderName(name)) throw new TypeError(`the header "${name}" can't be sent`);
      head += `${name}: ${value}\r\n`;
      if (typeof value === 'string') values += value;
    }
    if (!HEADER_VALUE.test(values)) throw new TypeError('a header holds a character that no header may hold');
    this.#chunked = headers['content-length'] === undefined;
    this.#head = `${head}${this.#chunked ? 'transfer-encoding: chunked\r\n' : ''}${dateLine()}${this.#options.connectionLines()}\r\n`;
    this.headersSent = true;
  }

  write(bytes: Uint8Array | string): boolean {
    const { socket } = this.#options;
    if (this.writableFinished || this.destroyed) return true;
    this.#add(bytes);
    if (!this.#scheduled) {
      this.#scheduled = true;
      if (performance.now() - this.#flushedMs < GAP_MS) flushSoon(this);
      else process.nextTick(() => this.flush());
    }
    return socket.writableLength + this.#pendingBytes < socket.writableHighWaterMark;
  }

  end(bytes?: Uint8Array | string): void {
    if (this.writableFinished || this.#gone) return;
    if (bytes) this.#add(bytes);
    this.writableFinished = true;
    this.#flush(this.#chunked ? '0\r\n\r\n' : '');
    this.#close();
  }

  /** Ends the connection, and with it the answer. */
  destroy(): void {
    this.#options.socket.destroy();
  }

  /** Writes what waits, if anything. */
  flush(): void {
    this.#flush('');
  }

  /** The client reads again after it was slow. */
  drained(): void {
    this.#onDrain?.();
  }

  /** The connection is gone. */
  lost(): void {
    if (this.writableFinished || this.#gone) return;
    this.#gone = true;
    this.#close();
  }

  #add(bytes: Uint8Array | string): void {
    const part = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#pendingBytes += part.length;
  }

  /** Writes what waits, framed, with `tail` behind it. */
  #flush(tail: string): void {
    this.#scheduled = false;
    const size = this.#pendingBytes;
    if (this.destroyed || (size === 0 && this.#head === '' && tail === '')) return;
    const framed = this.#chunked && size > 0;
    const before = `${this.#head}${framed ? `${size.toString(16)}\r\n` : ''}`;
    const after = `${framed ? '\r\n' : ''}${tail}`;
    const parts = this.#parts;
    this.#head = '';
    this.#parts = [];
    this.#pendingBytes = 0;
    if (this.#chunked) this.#flushedMs = performance.now();
    if (size > COPY_BYTES_MAX) this.#writeApart(before, parts, after);
    else this.#options.socket.write(joined(before, parts, size, after));
  }

  #writeApart(before: string, parts: readonly Uint8Array[], after: string): void {
    const { socket } = this.#options;
    socket.cork();
    if (before) socket.write(before, 'latin1');
    for (const part of parts) socket.write(part);
    if (after) socket.write(after, 'latin1');
    socket.uncork();
  }

  #close(): void {
    const listeners = this.#onClose;
    this.#onClose = [];
    this.#onDrain = undefined;
    for (const listener of listeners) listener();
    this.#options.onOver();
  }
}

/** Between two writes of a stream: an upstream that sends faster than that has its events put together. */
const GAP_MS = 1;
let waiting: PlainReply[] = [];

/** One timer for all: at most as many wait as there are answers. */
function flushSoon(reply: PlainReply): void {
  if (waiting.push(reply) === 1) setTimeout(flushWaiting, GAP_MS);
}

function flushWaiting(): void {
  const replies = waiting;
  waiting = [];
  for (const reply of replies) reply.flush();
}

function isHeaderName(name: string): boolean {
  if (soundNames.has(name)) return true;
  if (!HEADER_NAME.test(name)) return false;
  if (soundNames.size < NAMES_REMEMBERED_MAX) soundNames.add(name);
  return true;
}

function joined(before: string, parts: readonly Uint8Array[], ...[size, after]: [number, string]): Buffer {
  const bytes = Buffer.allocUnsafe(before.length + size + after.length);
  let at = bytes.write(before, 'latin1');
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  bytes.write(after, at, 'latin1');
  return bytes;
}

let dateSecond = 0;
let dateText = '';

/** Source: RFC 9110, section 6.6.1; made once a second. */
function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = `date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return dateText;
}
