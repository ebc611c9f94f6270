import { within } from '@panal/testkit';
import { type Socket, connect } from 'node:net';

/** A client that sends any bytes whatever, and keeps what comes back. */
export class RawClient {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  #text = '';
  #waiters: (() => void)[] = [];

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (bytes: Buffer) => {
      this.#text += bytes.toString('latin1');
      this.#wake();
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
    void this.closed.then(() => this.#wake());
  }

  /** All that came, byte for byte. */
  get text(): string {
    return this.#text;
  }

  /** Status codes of the answers so far. */
  get statuses(): number[] {
    return [...this.#text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1])).filter((status) => status >= 200);
  }

  /** Resolves when the bytes are with the kernel. */
  send(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }

  /** Resolves when the condition holds for what came, or the connection is over. */
  async until(condition: (client: RawClient) => boolean, what: string): Promise<void> {
    const wait = async (): Promise<void> => {
      while (!condition(this) && !this.socket.closed) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    };
    await within(wait(), what, 20_000);
  }

  /** Ends the connection: politely (FIN), or with a reset. */
  async leave(how: 'end' | 'reset'): Promise<void> {
    if (how === 'reset') this.socket.resetAndDestroy();
    else this.socket.destroy();
    await this.closed;
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }
}

/** A request as bytes; `headers` are whole lines, added to those that every request has. */
export function rawRequest(given: {
  readonly key: string;
  readonly body: string | Buffer;
  readonly headers?: readonly string[];
}): Buffer {
  const body = Buffer.from(given.body);
  const lines = [
    'POST /v1/chat/completions HTTP/1.1',
    'host: gateway',
    `authorization: Bearer ${given.key}`,
    'content-type: application/json',
    ...(given.headers ?? [`content-length: ${body.length}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
