import { GatewayAdminService, ListUsageRequest, type Usage } from '@panal/shared-types/gateway';
import { until } from '@panal/testkit';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { modelRoutes } from '../../src/http/dialects.ts';
import type { GatewayHome, GatewayProcess } from '../gateway-process.ts';
import { seedAnswer, seedBody } from './fuzz-seeds.ts';
import { mutateJson, mutateStream } from './mutations.ts';

export interface FuzzResult {
  readonly requests: number;
  /** By status, and how streams ended. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

export type Random = () => number;

/** Deterministic numbers from 0 to 1 (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const AT_ONCE = 8;
const BUDGET_NANO_USD = 2_000_000_000;
const UPSTREAMS = ['chat', 'responses', 'messages'] as const;

/** An upstream whose answers are damaged as drawn. */
class DamagedUpstream {
  readonly #random: Random;
  readonly #server: Server;

  constructor(random: Random) {
    this.#random = random;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('error', () => undefined);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const wish = Buffer.concat(chunks).includes('"stream":true');
        const path = (request.url ?? '').replace('/v1/', '');
        const seed = seedAnswer(path, wish);
        const damaged = wish ? mutateStream(seed, this.#random) : mutateJson(seed, this.#random);
        response.writeHead(200, { 'content-type': wish ? 'text/event-stream' : 'application/json' });
        this.#send(response, damaged);
      });
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** In pieces that end anywhere; now and then the connection breaks. */
  #send(response: import('node:http').ServerResponse, bytes: Buffer): void {
    const cut = Math.floor(this.#random() * (bytes.length + 1));
    response.write(bytes.subarray(0, cut));
    setImmediate(() => {
      if (this.#random() < 0.05) response.destroy();
      else response.end(bytes.subarray(cut));
    });
  }
}

/** Sends `count` damaged bodies in every dialect to upstreams whose answers are damaged, too, and compares the books. */
export async function fuzzDialects(given: {
  readonly home: GatewayHome;
  readonly count: number;
  readonly seed: number;
}): Promise<FuzzResult> {
  const random = seeded(given.seed);
  const upstream = await new DamagedUpstream(random).listen();
  try {
    const common = { baseUrl: upstream.baseUrl };
    const gateway = await given.home.start({
      upstreams: [
        { ...common, name: 'chat', kind: 'openai', apis: ['chat', 'completions', 'embeddings'], models: ['chat'] },
        { ...common, name: 'responses', kind: 'openai', apis: ['responses'], models: ['responses'] },
        { ...common, name: 'messages', kind: 'anthropic', models: ['messages'] },
      ],
      prices: Object.fromEntries(UPSTREAMS.map((name) => [name, { input: 1, output: 2 }])),
      unbounded: { inputTokens: 1_000, toolUsd: 0.001 },
      outputTokensMax: 1_000,
      holdWaitMs: 0,
      attemptsMax: 1,
      failuresMax: 1_000,
    });
    return await new Campaign(gateway, random).run(given.count);
  } finally {
    await upstream.close();
  }
}

class Campaign {
  readonly #gateway: GatewayProcess;
  readonly #random: Random;
  readonly #outcomes: Record<string, number> = {};
  readonly #problems: string[] = [];
  readonly #answered = new Set<string>();

  constructor(gateway: GatewayProcess, random: Random) {
    this.#gateway = gateway;
    this.#random = random;
  }

  async run(count: number): Promise<FuzzResult> {
    const { key } = await this.#gateway.mint({ leaseId: 'fuzz.1', missionId: 'm-fuzz', missionLimitNanoUsd: BUDGET_NANO_USD });
    let sent = 0;
    const worker = async (): Promise<void> => {
      while (sent < count) {
        sent += 1;
        await this.#one(key, sent);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await this.#compareBooks();
    return { requests: sent, outcomes: this.#outcomes, problems: this.#problems };
  }

  async #one(key: string, number: number): Promise<void> {
    const routes = [...modelRoutes];
    const [path, { wire }] = routes[Math.floor(this.#random() * routes.length)]!;
    const stream = this.#random() < 0.5 && wire !== 'embeddings' && wire !== 'count-tokens';
    const model = wire === 'embeddings' ? 'chat' : UPSTREAMS[Math.floor(this.#random() * UPSTREAMS.length)]!;
    const seed = Buffer.from(JSON.stringify({ ...seedBody(wire), model, ...(stream ? { stream } : {}) }));
    // A third is sound, so that the answers' damage is met, too.
    const body = this.#random() < 0.33 ? seed : mutateJson(seed, this.#random);
    try {
      const reply = await fetch(this.#gateway.baseUrl.replace('/v1', path), {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await reply.text();
      const id = reply.headers.get('x-panal-request-id');
      if (id) this.#answered.add(id);
      const isStream = reply.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
      const problem = isStream ? streamProblem(wire, text) : documentProblem(wire, { status: reply.status, text });
      const outcome = `${isStream ? 'stream ' : ''}${reply.status}`;
      this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
      if (problem) this.#problems.push(`request ${number}, ${path} to ${model}: ${problem}: ${text.slice(0, 300)}`);
    } catch (error) {
      this.#problems.push(`request ${number}, ${path} to ${model}: no reply (${String(error)})`);
    }
  }

  /** Each request that was answered has one record, and all of them together passed no limit. */
  async #compareBooks(): Promise<void> {
    const usages = await until(async () => {
      const found = await this.#usages();
      const known = new Set(found.map(({ requestId }) => requestId));
      return [...this.#answered].every((id) => known.has(id)) ? found : undefined;
    }, 'a record of each request that was answered');
    const ids = usages.map(({ requestId }) => requestId);
    if (new Set(ids).size !== ids.length) this.#problems.push('a request has two records');
    const spent = usages.reduce((sum, usage) => sum + usage.costNanoUsd, 0);
    if (spent > BUDGET_NANO_USD) this.#problems.push(`spent ${spent} of ${BUDGET_NANO_USD} nano-USD`);
  }

  async #usages(): Promise<readonly Usage[]> {
    const request = ListUsageRequest.fromPartial({ limit: 1_000 });
    return (await this.#gateway.operator.call(GatewayAdminService.listUsage, request)).usages;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isAnthropic = (wire: string): boolean => wire === 'messages' || wire === 'count-tokens';

/** What is wrong with an answer as a client of the dialect sees it; undefined where nothing is. */
function documentProblem(wire: string, { status, text }: { readonly status: number; readonly text: string }): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'no JSON';
  }
  if (!isObject(value)) return 'no object';
  return status === 200 ? undefined : errorProblem(wire, value);
}

function errorProblem(wire: string, value: Record<string, unknown>): string | undefined {
  const error = value['error'];
  if (!isObject(error) || typeof error['message'] !== 'string' || typeof error['type'] !== 'string')
    return 'no error of the dialect';
  if (isAnthropic(wire) !== (value['type'] === 'error')) return 'an error of another dialect';
  return undefined;
}

/** A stream ends by its dialect's last event, or by an error of the dialect. */
function streamProblem(wire: string, text: string): string | undefined {
  const blocks = text.split(/\r?\n\r?\n/).filter((block) => block.trim() !== '');
  const last = blocks.at(-1) ?? '';
  const data = /^data: ?(.*)$/m.exec(last)?.[1] ?? '';
  if (data === '[DONE]') return wire === 'messages' || wire === 'responses' ? 'a chat end' : undefined;
  let event: unknown;
  try {
    event = JSON.parse(data);
  } catch {
    return 'the last event is no JSON';
  }
  if (!isObject(event)) return 'the last event is no object';
  if (wire === 'messages') return event['type'] === 'message_stop' ? undefined : errorProblem(wire, event);
  if (wire === 'responses') {
    const ends = ['response.completed', 'response.incomplete', 'response.failed', 'error'];
    return ends.includes(String(event['type'])) ? undefined : 'no end of a response';
  }
  // Some compatible servers end a chat by its finish reason alone.
  return Array.isArray(event['choices']) ? undefined : errorProblem(wire, event);
}
