import { createHmac } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TrelloFakeOptions {
  readonly apiKey: string;
  readonly token: string;
  readonly appSecret: string;
  /** Names of the board's lists. */
  readonly lists: readonly string[];
  /** Waits before an undelivered delivery is tried again; Trello's own are 30, 60 and 120 s. */
  readonly retryMs?: readonly number[];
}

/** A request as it came in. */
export interface TrelloRequest {
  readonly method: string;
  /** Without the base path and the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

/**
 * What becomes of a request: nothing special, an answer without an effect, or an effect whose answer is lost. A promise holds the
 * request up until it is settled.
 */
export type TrelloFault = undefined | { readonly status: number; readonly headers?: Record<string, string> } | 'lose-answer';

export interface FakeComment {
  readonly commentId: string;
  readonly memberId: string;
  readonly text: string;
  /** Times it was written, the first one included. */
  readonly writes: number;
}

export interface FakeDelivery {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface StoredCard {
  readonly id: string;
  name: string;
  desc: string;
  idList: string;
  closed: boolean;
  dateLastActivity: string;
}

type Action = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string; readonly date: string };

interface StoredAction {
  action: Action;
  readonly cardId: string;
  writes: number;
}

interface Webhook {
  /** The address that is signed. */
  readonly callbackUrl: string;
  /** Where deliveries really go now. */
  readonly deliverTo: () => string;
}

interface Outcome {
  readonly status: number;
  readonly json: unknown;
}

const BASE_PATH = '/1';
const RETRY_MS = [30_000, 60_000, 120_000];
const PAGE_SIZE = 50;
const COMMENT_CHARS_MAX = 16_384;

const notFound: Outcome = { status: 404, json: 'The requested resource was not found.' };
const done = (json: unknown): Outcome => ({ status: 200, json });

/**
 * A small stateful Trello with one board on loopback HTTP, for tests: lists, cards, comments, the actions that they leave behind,
 * and signed webhooks with retries. It checks the credentials' header as strictly as it can, and records every request.
 */
export class TrelloFake {
  readonly boardId: string;
  readonly ownMemberId: string;
  readonly requests: TrelloRequest[] = [];
  /** Every delivery as it was first sent. */
  readonly deliveries: FakeDelivery[] = [];
  /** What deliveries were answered with; 0: not at all. */
  readonly answered: number[] = [];
  /** Decides what becomes of a request; tests replace it. */
  fault: (request: TrelloRequest) => TrelloFault | Promise<TrelloFault> = () => undefined;
  readonly #options: TrelloFakeOptions;
  readonly #server: Server;
  readonly #lists = new Map<string, string>();
  readonly #cards = new Map<string, StoredCard>();
  readonly #actions: StoredAction[] = [];
  readonly #changed = new EventEmitter();
  readonly #retries = new Set<NodeJS.Timeout>();
  #webhook: Webhook | undefined;
  #nextId = 1;
  #stopped = false;

  constructor(options: TrelloFakeOptions) {
    this.#options = options;
    this.boardId = this.newId();
    this.ownMemberId = this.newId();
    for (const name of options.lists) this.#lists.set(name, this.newId());
    this.#changed.setMaxListeners(0);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#retries) clearTimeout(timer);
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${BASE_PATH}`;
  }

  /** A fresh id of 24 hexadecimal digits; also for members. */
  newId(): string {
    return (this.#nextId++).toString(16).padStart(24, '5');
  }

  /** Delivers to `deliverTo`, signed for `callbackUrl`, which in real life is the same address. */
  registerWebhook(callbackUrl: string, deliverTo: () => string): void {
    this.#webhook = { callbackUrl, deliverTo };
  }

  /** A person creates a card. */
  createCard(card: { list: string; name: string; desc?: string; by: string; silent?: boolean }): string {
    const id = this.newId();
    const idList = this.#listId(card.list);
    this.#cards.set(id, { id, name: card.name, desc: card.desc ?? '', idList, closed: false, dateLastActivity: '' });
    const data = { board: { id: this.boardId }, list: { id: idList, name: card.list }, card: { id, name: card.name } };
    this.#act({ type: 'createCard', cardId: id, by: card.by, data, ...(card.silent ? { silent: true } : {}) });
    return id;
  }

  /** A person moves a card. */
  moveCard(cardId: string, list: string, by: string, options: { silent?: boolean } = {}): void {
    this.#move(this.#card(cardId), this.#listId(list), { by, ...options });
  }

  /** Name of the list that a card is in. */
  listOf(cardId: string): string {
    const { idList } = this.#card(cardId);
    return [...this.#lists].find(([, id]) => id === idList)?.[0] ?? '';
  }

  /** The comments on a card, oldest first. */
  comments(cardId: string): FakeComment[] {
    return this.#actions
      .filter((stored) => stored.cardId === cardId && stored.action.type === 'commentCard')
      .map(({ action, writes }) => ({
        commentId: action.id,
        memberId: String(action['idMemberCreator']),
        text: (action['data'] as { text: string }).text,
        writes,
      }));
  }

  /** A person comments on a card. */
  comment(cardId: string, text: string, by: string): void {
    this.#comment(cardId, text, { by });
  }

  /** Signs a body as Trello does. */
  sign(body: string, callbackUrl = this.#webhook?.callbackUrl ?? ''): string {
    return createHmac('sha1', this.#options.appSecret)
      .update(body + callbackUrl)
      .digest('base64');
  }

  /** Sends a delivery again, exactly as it was; resolves with the answer's status. */
  async replay({ body, headers }: FakeDelivery): Promise<number> {
    const response = await fetch(this.#webhook!.deliverTo(), { method: 'POST', headers, body });
    await response.arrayBuffer();
    return response.status;
  }

  /** Waits until the condition holds; looked at whenever something happened here. */
  async until(condition: () => boolean, what: string, boundMs = 60_000): Promise<void> {
    const signal = AbortSignal.timeout(boundMs);
    while (!condition()) {
      await once(this.#changed, 'changed', { signal }).catch(() => {
        throw new Error(`${what}: did not happen within ${boundMs} ms`);
      });
    }
  }

  #listId(name: string): string {
    const id = this.#lists.get(name);
    if (!id) throw new Error(`the fake board has no list "${name}"`);
    return id;
  }

  #card(cardId: string): StoredCard {
    const card = this.#cards.get(cardId);
    if (!card) throw new Error(`the fake board has no card ${cardId}`);
    return card;
  }

  #move(card: StoredCard, idList: string, origin: { by: string; silent?: boolean; identifier?: string }): void {
    const before = card.idList;
    if (before === idList) return;
    card.idList = idList;
    const data = {
      board: { id: this.boardId },
      card: { id: card.id, name: card.name, idList },
      listBefore: { id: before },
      listAfter: { id: idList },
      old: { idList: before },
    };
    this.#act({ type: 'updateCard', cardId: card.id, data, ...origin });
  }

  #comment(cardId: string, text: string, origin: { by: string; identifier?: string }): Action {
    const data = { board: { id: this.boardId }, card: { id: cardId }, text };
    return this.#act({ type: 'commentCard', cardId, data, ...origin });
  }

  #act(made: { type: string; cardId: string; by: string; data: object; silent?: boolean; identifier?: string }): Action {
    const { type, cardId, by, data } = made;
    const action = { id: this.newId(), idMemberCreator: by, type, date: new Date().toISOString(), data };
    this.#actions.push({ action, cardId, writes: 1 });
    this.#card(cardId).dateLastActivity = `${action.date} ${action.id}`;
    if (!made.silent) this.#notify(action, made.identifier);
    this.#changed.emit('changed');
    return action;
  }

  #notify(action: Action, identifier: string | undefined): void {
    if (!this.#webhook) return;
    const body = JSON.stringify({ action, model: { id: this.boardId } });
    const headers = {
      'content-type': 'application/json',
      'x-trello-webhook': this.sign(body),
      ...(identifier ? { 'x-trello-client-identifier': identifier } : {}),
    };
    const delivery = { body, headers };
    this.deliveries.push(delivery);
    void this.#deliver(delivery, [...(this.#options.retryMs ?? RETRY_MS)]);
  }

  async #deliver(delivery: FakeDelivery, waits: number[]): Promise<void> {
    const status = await this.replay(delivery).catch(() => 0);
    this.answered.push(status);
    this.#changed.emit('changed');
    const waitMs = waits.shift();
    if (status === 200 || waitMs === undefined || this.#stopped) return;
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      void this.#deliver(delivery, waits);
    }, waitMs);
    this.#retries.add(timer);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const text = Buffer.concat(chunks).toString('utf8');
    const seen: TrelloRequest = {
      method: request.method ?? '',
      path: url.pathname.slice(BASE_PATH.length),
      query: url.searchParams,
      headers: request.headers,
      body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
      atMs: Date.now(),
    };
    this.requests.push(seen);
    const fault = await this.fault(seen);
    const lost = fault === 'lose-answer';
    const headers = fault && !lost ? (fault.headers ?? {}) : {};
    const { status, json } = fault && !lost ? { status: fault.status, json: 'fault' } : this.#answer(seen);
    if (lost) response.destroy();
    else response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(json));
    this.#changed.emit('changed');
  }

  #answer(request: TrelloRequest): Outcome {
    const { apiKey, token } = this.#options;
    const expected = `OAuth oauth_consumer_key="${apiKey}", oauth_token="${token}"`;
    if (request.headers.authorization !== expected) return { status: 401, json: 'invalid token' };
    const [kind = '', id = '', ...rest] = request.path.slice(1).split('/');
    if (kind === 'members' && id === 'me') return done({ id: this.ownMemberId });
    if (kind === 'boards' && id === this.boardId && request.method === 'GET') return this.#board(rest.join('/'));
    const card = kind === 'cards' ? this.#cards.get(id) : undefined;
    return card ? this.#answerCard(card, rest, request) : notFound;
  }

  #board(part: string): Outcome {
    if (part === 'lists') return done([...this.#lists].map(([name, id]) => ({ id, name })));
    if (part === 'cards') return done([...this.#cards.values()].filter(({ closed }) => !closed));
    return notFound;
  }

  #answerCard(card: StoredCard, rest: readonly string[], request: TrelloRequest): Outcome {
    const { method, query, body, headers } = request;
    const identifier = headers['x-trello-client-identifier'];
    const origin = { by: this.ownMemberId, ...(typeof identifier === 'string' ? { identifier } : {}) };
    const part = rest.join('/');
    if (part === '' && method === 'GET') return done(card);
    if (part === '' && method === 'PUT') {
      if (![...this.#lists.values()].includes(String(body['idList']))) return { status: 400, json: 'invalid value for idList' };
      this.#move(card, String(body['idList']), origin);
      return done(card);
    }
    if (part === 'actions' && method === 'GET') return done(this.#listActions(card.id, query));
    const text = typeof body['text'] === 'string' ? body['text'] : '';
    if (rest.at(-1) !== 'comments' || text === '' || text.length > COMMENT_CHARS_MAX)
      return { status: 400, json: 'invalid value for text' };
    if (part === 'actions/comments' && method === 'POST') return done(this.#comment(card.id, text, origin));
    return method === 'PUT' ? this.#editComment(rest[1] ?? '', text) : notFound;
  }

  #editComment(commentId: string, text: string): Outcome {
    const stored = this.#actions.find(({ action }) => action.id === commentId && action.type === 'commentCard');
    if (!stored) return notFound;
    if (stored.action['idMemberCreator'] !== this.ownMemberId) return { status: 401, json: 'not your comment' };
    const data = { ...(stored.action['data'] as object), text, dateLastEdited: new Date().toISOString() };
    stored.action = { ...stored.action, data };
    stored.writes += 1;
    return done(stored.action);
  }

  #listActions(cardId: string, query: URLSearchParams): Action[] {
    const wanted = (query.get('filter') ?? 'all').split(',');
    const page = Number(query.get('page') ?? 0);
    const fits = ({ type, data }: Action): boolean =>
      wanted.some(
        (filter) =>
          filter === 'all' ||
          filter === type ||
          (filter === 'updateCard:idList' && type === 'updateCard' && 'listAfter' in (data as object)),
      );
    const newestFirst = this.#actions.filter((stored) => stored.cardId === cardId && fits(stored.action)).toReversed();
    return newestFirst.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE).map(({ action }) => action);
  }
}

/** Starts a fake Trello on a free port of this machine. */
export const startTrelloFake = (options: TrelloFakeOptions): Promise<TrelloFake> => new TrelloFake(options).start();
