import { Happenings } from '@panal/testkit';
import { type Server, type Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface StrangeCall {
  readonly socket: Socket;
  readonly head: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers calls with any bytes whatever, as the test says. */
export class StrangeUpstream {
  readonly calls: StrangeCall[] = [];
  readonly #happenings = new Happenings();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  /** What to do with a call; set before it is made. */
  answer: (call: StrangeCall) => unknown = () => undefined;

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  /** Connections that are open now, idle ones included. */
  get connections(): number {
    return this.#sockets.size;
  }

  until(condition: () => boolean): Promise<void> {
    return this.#happenings.until(condition);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#happenings.happened();
    });
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const headEnd = bytes.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = bytes.subarray(0, headEnd).toString('latin1');
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (bytes.length < headEnd + 4 + length) return;
      const body = JSON.parse(bytes.subarray(headEnd + 4, headEnd + 4 + length).toString('utf8')) as Record<string, unknown>;
      bytes = bytes.subarray(headEnd + 4 + length);
      const call = { socket, head, body };
      this.calls.push(call);
      this.answer(call);
      this.#happenings.happened();
    });
  }
}

export const reported = { prompt_tokens: 40, completion_tokens: 12, total_tokens: 52 };
/** Text whose characters take one to four bytes. */
export const manyBytes = 'a é 漢字 👩‍👩‍👧 ü\u2028 end';

export const documentText = (more: object = { usage: reported }): string =>
  JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: manyBytes }, finish_reason: 'stop' }],
    ...more,
  });

const event = (value: object): string => `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', ...value })}\n\n`;
export const wordEvent = event({ choices: [{ index: 0, delta: { content: manyBytes }, finish_reason: null }] });
export const stopEvent = event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
export const usageEvent = (usage: object = reported): string => event({ choices: [], usage });
export const doneEvent = 'data: [DONE]\n\n';
export const streamText = `${wordEvent}${wordEvent}${stopEvent}${usageEvent()}${doneEvent}`;

/** A whole answer with a length. */
export const answerText = (body: string, type = 'application/json', headers: readonly string[] = []): string =>
  ['HTTP/1.1 200 OK', `content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n');

export const SSE = 'text/event-stream';
export const CHUNKED_HEAD = `HTTP/1.1 200 OK\r\ncontent-type: ${SSE}\r\ntransfer-encoding: chunked\r\n\r\n`;
export const framed = (part: string | Buffer): Buffer => {
  const bytes = Buffer.from(part);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
};
