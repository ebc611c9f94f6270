import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import {
  AwayError,
  PLACE_ACTIONS_FILTER,
  RefusedError,
  type Trello,
  type TrelloCard,
  type TrelloCredentials,
  type WrittenComment,
} from '../ports.ts';
import { TokenBucket } from './token-bucket.ts';

export interface TrelloRestOptions {
  readonly baseUrl: string;
  readonly credentials: TrelloCredentials;
  /** Sent with every request; Trello gives it back with the deliveries that our own writes cause. */
  readonly clientIdentifier: string;
  readonly clock: () => number;
  readonly stopping: AbortSignal;
  readonly requested: (outcome: 'answered' | 'limited' | 'failed') => void;
}

type Method = 'GET' | 'POST' | 'PUT';
type Json = Readonly<Record<string, unknown>>;

/** Of 100 requests per 10 s and token: at most 20 at once and 60 in 10 s after them. */
const BURST = 20;
const PER_SECOND = 6;
const TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;
/** The window of Trello's limit, and as long as it blocks. */
const LIMITED_PAUSE_MS = 10_000;
const LOCKED_OUT_PAUSE_MS = 60_000;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(objectOf) : []);

const cardOf = (json: Json): TrelloCard => ({
  cardId: textOf(json['id']),
  title: textOf(json['name']),
  description: textOf(json['desc']),
  listId: textOf(json['idList']),
  closed: json['closed'] === true,
  lastActivity: textOf(json['dateLastActivity']),
});

interface Answer {
  readonly json: unknown;
  /** End of the second that the answer's Date header names. */
  readonly atMs: number;
}

/** Trello's REST API: credentials in a header, JSON in bodies, at most 80 requests in any 10 s. */
class TrelloRest implements Trello {
  readonly #options: TrelloRestOptions;
  readonly #agent = new Agent({ headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, connect: { timeout: TIMEOUT_MS } });
  readonly #bucket: TokenBucket;
  readonly #headers: Readonly<Record<string, string>>;
  #ownMemberId = '';

  constructor(options: TrelloRestOptions) {
    this.#options = options;
    this.#bucket = new TokenBucket({ burst: BURST, perSecond: PER_SECOND, nowMs: options.clock() });
    const { apiKey, token } = options.credentials;
    this.#headers = {
      authorization: `OAuth oauth_consumer_key="${apiKey}", oauth_token="${token}"`,
      accept: 'application/json',
      'x-trello-client-identifier': options.clientIdentifier,
    };
  }

  async ownMemberId(): Promise<string> {
    this.#ownMemberId ||= textOf(objectOf((await this.#ask('GET', '/members/me?fields=id')).json)['id']);
    return this.#ownMemberId;
  }

  async lists(boardId: string) {
    const { json } = await this.#ask('GET', `/boards/${encodeURIComponent(boardId)}/lists?fields=name`);
    return listOf(json).map((list) => ({ id: textOf(list['id']), name: textOf(list['name']) }));
  }

  async cards(boardId: string) {
    return listOf((await this.#ask('GET', `/boards/${encodeURIComponent(boardId)}/cards`)).json).map(cardOf);
  }

  async card(cardId: string) {
    const fields = 'name,desc,idList,closed,dateLastActivity';
    return cardOf(objectOf((await this.#ask('GET', `${this.#path(cardId)}?fields=${fields}`)).json));
  }

  async placeActions(cardId: string): Promise<readonly unknown[]> {
    return listOf((await this.#ask('GET', `${this.#path(cardId)}/actions?filter=${PLACE_ACTIONS_FILTER}`)).json);
  }

  async comments(cardId: string, page: number) {
    const { json } = await this.#ask('GET', `${this.#path(cardId)}/actions?filter=commentCard&page=${page}`);
    return listOf(json).map((action) => ({
      commentId: textOf(action['id']),
      memberId: textOf(action['idMemberCreator']),
      text: textOf(objectOf(action['data'])['text']),
    }));
  }

  async addComment(cardId: string, text: string): Promise<WrittenComment> {
    const { json, atMs } = await this.#ask('POST', `${this.#path(cardId)}/actions/comments`, { text });
    const { id, date } = objectOf(json);
    if (textOf(id) === '') throw new AwayError('Trello answered a new comment without its id');
    return { commentId: textOf(id), atMs: Date.parse(textOf(date)) || atMs };
  }

  async editComment(cardId: string, commentId: string, text: string): Promise<WrittenComment> {
    const path = `${this.#path(cardId)}/actions/${encodeURIComponent(commentId)}/comments`;
    const { json, atMs } = await this.#ask('PUT', path, { text });
    const { dateLastEdited } = objectOf(objectOf(json)['data']);
    return { commentId, atMs: Date.parse(textOf(dateLastEdited)) || atMs };
  }

  async moveCard(cardId: string, listId: string): Promise<void> {
    await this.#ask('PUT', this.#path(cardId), { idList: listId });
  }

  readonly #path = (cardId: string): string => `/cards/${encodeURIComponent(cardId)}`;

  async #turn(): Promise<void> {
    const { clock, stopping } = this.#options;
    for (;;) {
      stopping.throwIfAborted();
      const waitMs = this.#bucket.take(clock());
      if (waitMs === 0) return;
      await sleep(waitMs, undefined, { signal: stopping });
    }
  }

  async #ask(method: Method, path: string, body?: Json): Promise<Answer> {
    await this.#turn();
    const { baseUrl, requested, stopping, clock } = this.#options;
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
    const url = new URL(baseUrl.replace(/\/$/, '') + path);
    const headers = body ? { ...this.#headers, 'content-type': 'application/json; charset=utf-8' } : this.#headers;
    const payload = body ? JSON.stringify(body) : null;
    try {
      const response = await this.#agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers,
        body: payload,
        signal,
      });
      const text = await readText(response.body);
      const answer = this.#answer(response, text, `${method} ${url.pathname}`);
      requested('answered');
      return { ...answer, atMs: answer.atMs || clock() };
    } catch (error) {
      if (error instanceof AwayError || error instanceof RefusedError) throw error;
      requested('failed');
      throw new AwayError(`Trello does not answer ${method} ${url.pathname}: ${(error as Error).message}`, { cause: error });
    }
  }

  #answer({ statusCode, headers }: Dispatcher.ResponseData, text: string, what: string): Answer {
    const { requested, clock } = this.#options;
    if (statusCode === 429) {
      requested('limited');
      const retryAfterMs = Math.max(LIMITED_PAUSE_MS, Math.min(Number(headers['retry-after']) || 0, 600) * 1000);
      this.#bucket.pause(clock() + retryAfterMs);
      throw new AwayError(`Trello says that there were too many requests (${what})`, { retryAfterMs });
    }
    if (statusCode === 401 || statusCode === 403) {
      requested('failed');
      const retryAfterMs = LOCKED_OUT_PAUSE_MS;
      throw new AwayError(`Trello refuses the token for ${what} (${statusCode}). Check TRELLO_API_KEY and TRELLO_TOKEN.`, {
        retryAfterMs,
      });
    }
    if (statusCode >= 500 || statusCode === 408) {
      requested('failed');
      throw new AwayError(`Trello answered ${what} with ${statusCode}`);
    }
    if (statusCode >= 300) throw new RefusedError(`Trello answered ${what} with ${statusCode}`, { gone: statusCode === 404 });
    const seconds = Date.parse(textOf(headers['date']));
    return { json: JSON.parse(text) as unknown, atMs: seconds ? seconds + 999 : 0 };
  }
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new Error(`the answer is larger than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A client of Trello. */
export const createTrelloRest = (options: TrelloRestOptions): Trello => new TrelloRest(options);
