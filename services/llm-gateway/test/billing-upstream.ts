import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Happenings } from '@panal/testkit';

/** What a test asks the upstream to do, as JSON in the content of the last message. */
export interface Directive {
  readonly tokens?: number;
  /** Pause before each token (streams) or before the answer (documents). */
  readonly delayMs?: number;
  readonly fault?:
    | 'no-usage'
    | 'zero-usage'
    | 'early-zero-usage'
    | 'huge-usage'
    | 'cut'
    | 'reset'
    | 'json-error'
    | 'html-error'
    | 'gzip'
    | 'hang'
    | 'error-in-stream'
    | 'bad-json'
    | 'no-type';
  readonly status?: number;
  /** The status is answered only where this model is asked. */
  readonly statusOf?: string;
  /** Its work is done, and billed, before what stands in between answers with the status. */
  readonly billedFirst?: boolean;
}

/** What the upstream would put on its invoice for one request. */
export interface Billed {
  readonly user: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  outputTokens: number;
  readonly outputLimit: number;
  ended: boolean;
}

const TOKEN_TEXT = ' word';

/** A small OpenAI-shaped server that really counts what it generates, whether or not anyone hears it. */
export class BillingUpstream {
  readonly billed: Billed[] = [];
  readonly headersSeen: IncomingMessage['headers'][] = [];
  readonly bodiesSeen: Record<string, unknown>[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #happenings = new Happenings();
  readonly #underWay = new Set<string>();
  /** While set, documents wait here before they are answered. */
  gate: Promise<void> | undefined;

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

  /** Resolves when the condition holds; it is looked at whenever something happens here. */
  until(ready: () => boolean): Promise<void> {
    return this.#happenings.until(ready);
  }

  /** Whether a request of that user is under way. */
  serves(user: string): boolean {
    return this.#underWay.has(user);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const body = JSON.parse(text) as Record<string, unknown>;
    this.headersSeen.push(request.headers);
    this.bodiesSeen.push(body);
    const model = String(body['model']);
    const directive = directiveFor(model, readDirective(body));
    const inputTokens = Math.ceil(text.length / 4);
    const billed: Billed = {
      user: typeof body['user'] === 'string' ? body['user'] : '',
      model,
      inputTokens,
      cachedTokens: Math.floor(inputTokens / 3),
      outputTokens: 0,
      outputLimit: Number(body['max_tokens']),
      ended: false,
    };
    if (directive.status === undefined || directive.billedFirst) this.billed.push(billed);
    this.#underWay.add(billed.user);
    this.#happenings.happened();
    response.on('close', () => {
      billed.ended = true;
      this.#underWay.delete(billed.user);
      this.#happenings.happened();
    });
    await this.#answer(response, { body, directive, billed });
  }

  async #answer(
    response: ServerResponse,
    given: { body: Record<string, unknown>; directive: Directive; billed: Billed },
  ): Promise<void> {
    const { body, directive } = given;
    if (directive.fault === 'reset') return void response.socket?.resetAndDestroy();
    if (directive.fault === 'hang') return;
    if (directive.status !== undefined) {
      if (directive.billedFirst) given.billed.outputTokens = Math.min(directive.tokens ?? 10, given.billed.outputLimit);
      if (directive.billedFirst && directive.delayMs) await sleep(directive.delayMs);
      const html = directive.fault === 'html-error';
      response.writeHead(directive.status, { 'content-type': html ? 'text/html' : 'application/json', 'retry-after': '7' });
      response.end(
        html
          ? '<h1>Bad gateway</h1>'
          : JSON.stringify({ error: { message: 'key sk-abcdefghijkl is bad', type: 'some_error', code: 'some_code' } }),
      );
      return;
    }
    if (body['stream'] === true) await this.#stream(response, given);
    else await this.#document(response, given);
  }

  async #document(response: ServerResponse, { directive, billed }: { directive: Directive; billed: Billed }): Promise<void> {
    await this.gate;
    if (directive.delayMs) await sleep(directive.delayMs);
    const tokens = Math.min(directive.tokens ?? 10, billed.outputLimit);
    billed.outputTokens = tokens;
    const choices = [{ index: 0, message: { role: 'assistant', content: TOKEN_TEXT.repeat(tokens) }, finish_reason: 'stop' }];
    const usage = directive.fault === 'no-usage' ? {} : { usage: reportOf(billed, directive) };
    const text =
      directive.fault === 'bad-json'
        ? '{"choices": ['
        : JSON.stringify({ id: 'x', object: 'chat.completion', choices, ...usage });
    if (directive.fault === 'gzip') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(text));
    } else {
      response.writeHead(200, directive.fault === 'no-type' ? {} : { 'content-type': 'application/json' });
      response.end(text);
    }
    this.#happenings.happened();
  }

  async #stream(
    response: ServerResponse,
    { body, directive, billed }: { body: Record<string, unknown>; directive: Directive; billed: Billed },
  ): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (value: unknown): boolean =>
      response.write(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
    const chunk = (delta: unknown, finish: string | null = null): unknown => ({
      id: 'x',
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: finish }],
      usage: null,
    });
    if (directive.fault === 'early-zero-usage') send({ id: 'x', choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } });
    const tokens = Math.min(directive.tokens ?? 10, billed.outputLimit);
    for (let count = 0; count < tokens; count += 1) {
      if (directive.delayMs) await sleep(directive.delayMs);
      if (response.destroyed) return;
      billed.outputTokens += 1;
      send(chunk({ content: TOKEN_TEXT }));
      this.#happenings.happened();
      if (directive.fault === 'cut' && count === 2) return void response.destroy();
      if (directive.fault === 'error-in-stream' && count === 2)
        return void response.end(`data: ${JSON.stringify({ error: { message: 'overloaded' } })}\n\n`);
    }
    send(chunk({}, tokens < billed.outputLimit ? 'stop' : 'length'));
    const asked = (body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage;
    if (asked && directive.fault !== 'no-usage')
      send({ id: 'x', object: 'chat.completion.chunk', choices: [], usage: reportOf(billed, directive) });
    send('[DONE]');
    response.end();
  }
}

const usageOf = (billed: Billed): Record<string, unknown> => ({
  prompt_tokens: billed.inputTokens,
  completion_tokens: billed.outputTokens,
  total_tokens: billed.inputTokens + billed.outputTokens,
  prompt_tokens_details: { cached_tokens: billed.cachedTokens },
});

/** What the upstream says that it billed. */
const reportOf = (billed: Billed, { fault }: Directive): Record<string, unknown> => {
  if (fault === 'zero-usage') return { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  return fault === 'huge-usage' ? { ...usageOf(billed), completion_tokens: 1_000_000_000 } : usageOf(billed);
};

const directiveFor = (model: string, { status, statusOf, ...others }: Directive): Directive =>
  status === undefined || (statusOf !== undefined && statusOf !== model) ? others : { ...others, status };

function readDirective(body: Record<string, unknown>): Directive {
  const messages = body['messages'] as { content: string }[];
  try {
    return JSON.parse(messages.at(-1)!.content) as Directive;
  } catch {
    return {};
  }
}

/** Prices of the tests: dollars per million tokens. */
export const testPrice = { input: 1, cachedInput: 0.0375, output: 2.5 };
export const dearModel = 'dear-model';
export const dearPrice = { input: 3, cachedInput: 0.5, output: 12.5 };

/** What a bill amounts to in nano-USD by the prices above, summed exactly and rounded half up. */
export function invoiceOf({ model, inputTokens, cachedTokens, outputTokens }: Billed): number {
  const { input, cachedInput, output } = model === dearModel ? dearPrice : testPrice;
  const uncached = (inputTokens - cachedTokens) * input * 1e9;
  return Math.floor((uncached + cachedTokens * (cachedInput * 1e9) + outputTokens * output * 1e9) / 1e6 + 0.5);
}
