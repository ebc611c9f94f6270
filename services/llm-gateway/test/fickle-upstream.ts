import { Happenings } from '@panal/testkit';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an upstream does with one request. */
export type Behaviour =
  | { readonly kind: 'answer'; readonly text?: string }
  /** A stream whose second half waits for `release`. */
  | { readonly kind: 'held-stream' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** Takes the request and says nothing. */
  | { readonly kind: 'hang' }
  /** Takes the request and breaks the connection. */
  | { readonly kind: 'reset' };

/** What it would put on its invoice. */
export interface Charged {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const INPUT_TOKENS = 20;
const OUTPUT_TOKENS = 5;

/** An upstream whose behaviour a test chooses request by request; it counts what it bills, by whole answers only. */
export class FickleUpstream {
  readonly keys: string[] = [];
  readonly models: string[] = [];
  /** The most output that each request asked for. */
  readonly limits: number[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  readonly billed: Charged[] = [];
  behave: (count: number, key: string) => Behaviour = () => ({ kind: 'answer' });
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #happenings = new Happenings();
  #held: (() => void)[] = [];
  #left = 0;

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  get count(): number {
    return this.keys.length;
  }

  /** Requests whose connection ended before their answer was whole. */
  get left(): number {
    return this.#left;
  }

  /** Resolves when the condition holds; it is looked at whenever something happens here. */
  until(ready: () => boolean): Promise<void> {
    return this.#happenings.until(ready);
  }

  /** Lets held streams go on to their end. */
  release(): void {
    for (const go of this.#held) go();
    this.#held = [];
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { model: string; stream?: boolean; max_tokens: number };
    const key = request.headers.authorization?.replace('Bearer ', '') ?? '';
    this.keys.push(key);
    this.models.push(body.model);
    this.limits.push(body.max_tokens);
    this.headers.push(request.headers);
    response.on('close', () => {
      if (!response.writableFinished) this.#left += 1;
      this.#happenings.happened();
    });
    this.#happenings.happened();
    this.#answer(response, this.behave(this.count, key), body.stream === true);
  }

  #answer(response: ServerResponse, behaviour: Behaviour, stream: boolean): void {
    switch (behaviour.kind) {
      case 'hang':
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'status': {
        const { status, retryAfter } = behaviour;
        response.writeHead(status, { 'content-type': 'application/json', ...(retryAfter ? { 'retry-after': retryAfter } : {}) });
        response.end(JSON.stringify({ error: { message: 'not now', type: 'some_error', code: 'some_code' } }));
        return;
      }
      case 'held-stream':
        this.#stream(response, true);
        return;
      case 'answer':
        if (stream) this.#stream(response, false);
        else this.#document(response, behaviour.text ?? `answer ${this.count}`);
    }
  }

  #document(response: ServerResponse, content: string): void {
    this.billed.push({ inputTokens: INPUT_TOKENS, outputTokens: OUTPUT_TOKENS });
    const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: 'x', object: 'chat.completion', choices, usage }));
  }

  #stream(response: ServerResponse, held: boolean): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (value: unknown): boolean => response.write(`data: ${JSON.stringify(value)}\n\n`);
    const chunk = (content: string) => ({
      id: 'x',
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta: { content } }],
      usage: null,
    });
    send(chunk(`first ${this.count} `));
    const rest = (): void => {
      send(chunk('last'));
      send({ id: 'x', object: 'chat.completion.chunk', choices: [], usage });
      response.end('data: [DONE]\n\n');
      this.billed.push({ inputTokens: INPUT_TOKENS, outputTokens: OUTPUT_TOKENS });
    };
    if (held) this.#held.push(rest);
    else rest();
  }
}

const usage = { prompt_tokens: INPUT_TOKENS, completion_tokens: OUTPUT_TOKENS, total_tokens: INPUT_TOKENS + OUTPUT_TOKENS };

/** The bill in nano-USD at prices in dollars per million tokens. */
export const billOf = (charged: readonly Charged[], price: { input: number; output: number }): number =>
  charged.reduce(
    (sum, { inputTokens, outputTokens }) => sum + inputTokens * price.input * 1e3 + outputTokens * price.output * 1e3,
    0,
  );
