import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Happenings } from '@panal/testkit';

const TEXT = 'Hello, wörld!';
const IN = 20;
const OUT = 5;

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/v1/chat/completions': {
    id: 'c-1',
    object: 'chat.completion',
    created: 1,
    model: 'real',
    choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
    usage: { prompt_tokens: IN, completion_tokens: OUT, total_tokens: IN + OUT },
  },
  '/v1/completions': {
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1,
    model: 'real',
    choices: [{ index: 0, text: TEXT, finish_reason: 'stop' }],
    usage: { prompt_tokens: IN, completion_tokens: OUT, total_tokens: IN + OUT },
  },
  '/v1/embeddings': {
    object: 'list',
    model: 'real',
    data: [{ object: 'embedding', index: 0, embedding: [0.5, -0.5] }],
    usage: { prompt_tokens: IN, total_tokens: IN },
  },
  '/v1/responses': {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    status: 'completed',
    model: 'real',
    output: [
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: TEXT, annotations: [] }],
      },
    ],
    usage: { input_tokens: IN, output_tokens: OUT, total_tokens: IN + OUT },
  },
  '/v1/messages': {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'real',
    content: [{ type: 'text', text: TEXT }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: IN, output_tokens: OUT },
  },
  '/v1/messages/count_tokens': { input_tokens: IN },
};

/** A server that answers every interface with one short document, and shows what it was sent. */
export class AnyUpstream {
  readonly bodies: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #happenings = new Happenings();
  #gate: Promise<void> | undefined;
  #waiting = 0;

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  get count(): number {
    return this.bodies.length;
  }

  usageOf(wire: string): { readonly inputTokens: number; readonly outputTokens: number } {
    return { inputTokens: IN, outputTokens: wire === 'embeddings' ? 0 : OUT };
  }

  /** What it says there. */
  answerOf(path: string): unknown {
    return ANSWERS[path];
  }

  /** Answers nothing until what it returns is called. */
  hang(): () => void {
    let release = (): void => undefined;
    this.#gate = new Promise((resolve) => (release = resolve));
    return () => {
      this.#gate = undefined;
      release();
    };
  }

  /** Resolves when a request waits. */
  hanging(): Promise<void> {
    return this.#happenings.until(() => this.#waiting > 0);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    this.bodies.push(Buffer.concat(chunks).toString());
    this.headers.push(request.headers);
    this.#waiting += 1;
    this.#happenings.happened();
    await this.#gate;
    this.#waiting -= 1;
    const answer = ANSWERS[request.url ?? ''];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { message: 'no such interface', type: 'invalid_request_error' } }));
  }
}
