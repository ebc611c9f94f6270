import { type Socket, connect } from 'node:net';

/** What a client speaks. */
export type Dialect = 'chat' | 'messages';

const PATHS: Readonly<Record<Dialect, string>> = { chat: '/v1/chat/completions', messages: '/v1/messages' };

/** Somebody who answers `POST /v1/chat/completions` on 127.0.0.1, or another dialect. */
export interface Target {
  readonly port: number;
  /** Of its requests, in turns. */
  readonly headers: readonly Readonly<Record<string, string>>[];
  /** Chat where nothing is said. */
  readonly dialect?: Dialect;
  /** `bench` where nothing is said. */
  readonly model?: string;
}

/** One answer; times by performance.now(). */
export interface Exchange {
  readonly sentMs: number;
  /** When the first byte of the body came. */
  readonly firstMs: number;
  readonly endMs: number;
  /** How long the upstream says that it took until its first byte. */
  readonly upstreamMs: number;
}

const prompt = 'Please look at this function and say what it does. '.repeat(25);

/** The bytes of one request to a target. */
function requestBytes(target: Target, own: Readonly<Record<string, string>>, stream: boolean): Buffer {
  const body = JSON.stringify({
    model: target.model ?? 'bench',
    max_tokens: 64,
    ...(stream ? { stream: true } : {}),
    messages: [{ role: 'user', content: prompt }],
  });
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length), ...own };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `POST ${PATHS[target.dialect ?? 'chat']} HTTP/1.1\r\nhost: 127.0.0.1:${target.port}\r\n${lines.join('')}\r\n${body}`,
  );
}

interface Under {
  readonly sentMs: number;
  readonly done: (error: Error | undefined, exchange: Exchange | undefined) => void;
  readonly stream: boolean;
  firstMs: number;
  /** Characters of the body still to come; undefined while the head is not whole, -1 where it is chunked. */
  left: number | undefined;
  text: string;
}

const LENGTH = /\r\ncontent-length: *(\d+)/i;
const UPSTREAM_US = /"id":"c-(\d+)"/;
const TAIL_CHARS = 64;

/** One kept-open connection on a bare socket, one request at a time: a client of node:http would cost more than some of those measured. */
class Connection {
  readonly #socket: Socket;
  #under: Under | undefined;
  #upstreamMs = 0;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (bytes: Buffer) => this.#read(bytes));
    this.#socket.on('error', (error) => this.#finish(error));
    this.#socket.on('close', () => this.#finish(new Error('the connection was closed')));
  }

  get usable(): boolean {
    return !this.#socket.destroyed && !this.#under;
  }

  send(bytes: Buffer, stream: boolean, done: Under['done']): void {
    this.#under = { sentMs: performance.now(), done, stream, firstMs: 0, left: undefined, text: '' };
    this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    const under = this.#under;
    if (!under) return;
    under.text += bytes.toString('latin1');
    if (under.left === undefined && !this.#readHead(under)) return;
    if (under.firstMs === 0 && under.text.length > 0) this.#readFirst(under);
    if (under.left === -1) {
      if (under.text.endsWith('\r\n0\r\n\r\n')) this.#finishWhole(under);
      else under.text = under.text.slice(-TAIL_CHARS);
    } else if (under.text.length >= under.left!) this.#finishWhole(under);
  }

  #readHead(under: Under): boolean {
    const end = under.text.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const head = under.text.slice(0, end);
    if (!head.startsWith('HTTP/1.1 200')) {
      this.#finish(new Error(`the answer was ${under.text.slice(0, 600)}`));
      this.#socket.destroy();
      return false;
    }
    const length = LENGTH.exec(head);
    under.left = length ? Number(length[1]) : -1;
    under.text = under.text.slice(end + 4);
    return true;
  }

  #readFirst(under: Under): void {
    under.firstMs = performance.now();
    const found = UPSTREAM_US.exec(under.text.length > 400 ? under.text.slice(0, 400) : under.text);
    this.#upstreamMs = found ? Number(found[1]) / 1_000 : Number.NaN;
  }

  #finishWhole(under: Under): void {
    if (under.stream && !/\[DONE\]|message_stop/.test(under.text)) return this.#finish(new Error('the stream had no end'));
    this.#under = undefined;
    const { sentMs, firstMs } = under;
    under.done(undefined, { sentMs, firstMs, endMs: performance.now(), upstreamMs: this.#upstreamMs });
  }

  #finish(error: Error): void {
    const under = this.#under;
    this.#under = undefined;
    under?.done(error, undefined);
  }
}

/** Connections to one target; as many as requests were ever under way at once. */
export class LoadClient {
  readonly #target: Target;
  readonly #free: Connection[] = [];
  readonly #all = new Set<Connection>();
  readonly #bytes: Readonly<Record<'stream' | 'document', readonly Buffer[]>>;
  #asked = 0;

  constructor(target: Target) {
    this.#target = target;
    const all = (stream: boolean): Buffer[] => target.headers.map((own) => requestBytes(target, own, stream));
    this.#bytes = { stream: all(true), document: all(false) };
  }

  /** Sends one request and hands over its answer, or why there was none. */
  ask(stream: boolean, done: Under['done']): void {
    let connection = this.#free.pop();
    while (connection && !connection.usable) {
      this.#all.delete(connection);
      connection = this.#free.pop();
    }
    const mine = connection ?? new Connection(this.#target.port);
    this.#all.add(mine);
    const bytes = stream ? this.#bytes.stream : this.#bytes.document;
    mine.send(bytes[(this.#asked += 1) % bytes.length]!, stream, (error, exchange) => {
      if (mine.usable) this.#free.push(mine);
      done(error, exchange);
    });
  }

  exchange(stream: boolean): Promise<Exchange> {
    return new Promise((resolve, reject) =>
      this.ask(stream, (error, exchange) => (exchange ? resolve(exchange) : reject(error ?? new Error('no answer')))),
    );
  }

  close(): void {
    for (const connection of this.#all) connection.end();
  }
}

/** Closed loop: `concurrency` requests under way until `count` are answered; `onAnswer` gets each. Rejects at the first failure. */
export function closedLoop(
  client: LoadClient,
  given: {
    readonly count: number;
    readonly concurrency: number;
    readonly stream: boolean;
    readonly onAnswer?: (exchange: Exchange) => void;
  },
): Promise<void> {
  const { count, concurrency, stream, onAnswer } = given;
  return new Promise((resolve, reject) => {
    let asked = 0;
    let answered = 0;
    const next = (): void => {
      if (asked >= count) return;
      asked += 1;
      client.ask(stream, (error, exchange) => {
        if (!exchange) return reject(error ?? new Error('no answer'));
        onAnswer?.(exchange);
        answered += 1;
        if (answered === count) resolve();
        else next();
      });
    };
    for (let index = 0; index < Math.min(concurrency, count); index += 1) next();
  });
}

/** Open loop: `count` requests at `perSecond`, whether or not earlier ones are answered. */
export async function openLoop(
  client: LoadClient,
  given: { readonly count: number; readonly perSecond: number; readonly stream: boolean },
): Promise<Exchange[]> {
  const { count, perSecond, stream } = given;
  const startMs = performance.now();
  const answers: Promise<Exchange>[] = [];
  while (answers.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startMs) * perSecond) / 1_000) + 1);
    while (answers.length < due) answers.push(client.exchange(stream));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Promise.all(answers);
}
