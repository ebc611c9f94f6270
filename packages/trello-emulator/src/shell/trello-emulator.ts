import { EventEmitter, once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, Call } from '../core/call.ts';
import { type Delivery, deliveriesOf } from '../core/deliver.ts';
import { RateLimiter, type RateLimits } from '../core/rate-limit.ts';
import { actionJson, actionsSince } from '../core/record-action.ts';
import { answerCall } from '../core/routes.ts';
import { type Access, type Card, emptyState, newId } from '../core/state.ts';
import { pageAnswer } from '../page/page-answer.ts';
import type { RequestFault } from './faults.ts';
import { type EmulatorRequest, readCall } from './read-call.ts';
import { type DeliveryFate, type SignedDelivery, WebhookDeliverer, signatureOf } from './webhook-deliverer.ts';

export interface TrelloEmulatorOptions {
  /** Of the program that is to talk to it; its token acts as a member of its own. */
  readonly apiKey: string;
  readonly token: string;
  /** Signs deliveries. */
  readonly appSecret: string;
  /** Names of the first board's lists. */
  readonly lists: readonly string[];
  readonly boardName?: string;
  /** People who are members of the board, and whom its page can act as. */
  readonly people?: readonly string[];
  /** Trello's own: 30, 60 and 120 s. */
  readonly retryMs?: readonly number[];
  /** Trello's own where absent; `none` counts nothing. */
  readonly limits?: RateLimits | 'none';
  /** Where deliveries for a callback address really go. */
  readonly deliverTo?: (callbackUrl: string) => string;
  /** Always on loopback; 0, the default: any free port. */
  readonly port?: number;
  /** Whether registering a webhook asks the address first, as Trello does; on by default. */
  readonly checkCallback?: boolean;
}

export interface EmulatedComment {
  readonly commentId: string;
  readonly memberId: string;
  readonly text: string;
  /** Times it was written, the first one included. */
  readonly writes: number;
}

export interface Person {
  readonly memberId: string;
  readonly name: string;
  readonly token: string;
}

const BASE_PATH = '/1';
const RETRY_MS = [30_000, 60_000, 120_000];
/** Requests and deliveries that are remembered for whoever looks at them; older ones are dropped. */
const REMEMBERED_MAX = 20_000;
const HEAD_TIMEOUT_MS = 5_000;

/**
 * A stateful Trello on loopback HTTP: boards with lists, cards, comments, checklists, labels, attachments and custom fields, the
 * actions that they leave behind, signed webhooks with retries, Trello's limits, faults on demand, and a page to look at. Everything
 * is in memory, within the bounds of `core/state.ts`.
 */
export class TrelloEmulator {
  readonly boardId: string;
  /** The member that the program's token acts as. */
  readonly ownMemberId: string;
  /** The newest 20,000. */
  readonly requests: EmulatorRequest[] = [];
  /** As they were first sent; the newest 20,000. */
  readonly deliveries: SignedDelivery[] = [];
  /** What deliveries were answered with; 0: not at all. */
  readonly answered: number[] = [];
  /** Decides what becomes of a request; a promise holds it up. */
  fault: (request: EmulatorRequest) => RequestFault | Promise<RequestFault> = () => undefined;
  /** Decides what becomes of a delivery. */
  fateOf: (delivery: Delivery) => DeliveryFate = () => 'send';
  readonly #options: TrelloEmulatorOptions;
  readonly #state = emptyState();
  /** Whom the page can act as. */
  readonly people: Person[] = [];
  readonly #limiter: RateLimiter | undefined;
  readonly #deliverer: WebhookDeliverer;
  readonly #reroutes = new Map<string, () => string>();
  readonly #server: Server;
  readonly #changed = new EventEmitter();
  #silent = false;
  /** What the board begins with has the same ids each time. */
  #nowMs = (): number => 0;

  constructor(options: TrelloEmulatorOptions) {
    this.#options = options;
    this.#limiter = options.limits === 'none' ? undefined : new RateLimiter(options.limits);
    this.#deliverer = new WebhookDeliverer({
      appSecret: options.appSecret,
      retryMs: options.retryMs ?? RETRY_MS,
      deliverTo: (url) => this.#reroutes.get(url)?.() ?? options.deliverTo?.(url) ?? url,
      fateOf: (delivery) => this.fateOf(delivery),
      answered: (delivery, status) => this.#answered(delivery, status),
    });
    this.ownMemberId = this.#addMember('panal', options.token).memberId;
    this.boardId = this.#ask('POST', '/boards/', { name: options.boardName ?? 'Board', defaultLists: false })['id'] as string;
    for (const name of options.lists) this.#ask('POST', '/lists', { name, idBoard: this.boardId });
    for (const name of options.people ?? []) this.addPerson(name);
    this.#nowMs = Date.now;
    this.#changed.setMaxListeners(0);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<this> {
    this.#server.listen(this.#options.port ?? 0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    this.#deliverer.stop();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** Where the REST API is. */
  get baseUrl(): string {
    return `${this.pageUrl}${BASE_PATH}`;
  }

  /** Where the board can be looked at. */
  get pageUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A fresh id of 24 hexadecimal digits. */
  newId(): string {
    return newId(this.#state, this.#nowMs());
  }

  /** Adds a member of the board; returns their id. */
  addPerson(name: string): string {
    const person = this.#addMember(name, `person-${this.people.length}`);
    this.people.push(person);
    this.#state.boards.get(this.boardId)?.memberIds.add(person.memberId);
    return person.memberId;
  }

  /** Does what a member would do, by the operations of the REST API; throws where they are refused. */
  by(memberId: string, operation: string, fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    const [method = '', path = ''] = operation.split(' ');
    return this.#ask(method, path, fields, memberId);
  }

  /** Runs `work` without telling any webhook of it, as when deliveries are lost. */
  silently<T>(work: () => T): T {
    this.#silent = true;
    try {
      return work();
    } finally {
      this.#silent = false;
    }
  }

  /** A person creates a card; returns its id. */
  createCard(card: { list: string; name: string; desc?: string; by: string; silent?: boolean }): string {
    const { list, name, desc = '', by, silent } = card;
    const create = (): string => this.by(by, 'POST /cards', { name, desc, idList: this.#listId(list) })['id'] as string;
    return silent ? this.silently(create) : create();
  }

  /** A person moves a card. */
  moveCard(cardId: string, list: string, by: string, options: { silent?: boolean } = {}): void {
    const move = (): void => void this.by(by, `PUT /cards/${cardId}`, { idList: this.#listId(list) });
    if (options.silent) this.silently(move);
    else move();
  }

  /** A person comments on a card. */
  comment(cardId: string, text: string, by: string): void {
    this.by(by, `POST /cards/${cardId}/actions/comments`, { text });
  }

  /** Name of the list that a card is in. */
  listOf(cardId: string): string {
    return this.#state.lists.get(this.card(cardId).idList)?.name ?? '';
  }

  /** A card as it is now. */
  card(cardId: string): Readonly<Card> {
    const card = this.#state.cards.get(cardId);
    if (!card) throw new Error(`there is no card ${cardId} here`);
    return card;
  }

  /** The comments on a card, oldest first. */
  comments(cardId: string): EmulatedComment[] {
    const edits = this.#state.actions.filter(({ type, cardId: on }) => type === 'updateComment' && on === cardId);
    return this.#state.actions
      .filter(({ type, cardId: on }) => type === 'commentCard' && on === cardId)
      .map(({ id, idMemberCreator, data }) => ({
        commentId: id,
        memberId: idMemberCreator,
        text: data['text'] as string,
        writes: 1 + edits.filter((edit) => (edit.data['action'] as { id: string }).id === id).length,
      }));
  }

  /** Registers a webhook on the board; what is signed for `callbackUrl` goes to `deliverTo`, in real life the same address. */
  registerWebhook(callbackUrl: string, deliverTo: () => string = () => callbackUrl): void {
    this.#reroutes.set(callbackUrl, deliverTo);
    this.#ask('POST', '/webhooks/', { callbackURL: callbackUrl, idModel: this.boardId });
  }

  /** Signs a body as Trello does; for the first webhook's address where none is named. */
  sign(body: string, callbackUrl = [...this.#state.webhooks.values()][0]?.callbackURL ?? ''): string {
    return signatureOf(this.#options.appSecret, body, callbackUrl);
  }

  /** Sends a delivery again, exactly as it was; resolves with the answer's status. */
  replay(delivery: SignedDelivery): Promise<number> {
    return this.#deliverer.send(delivery);
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

  #addMember(name: string, token: string): Person {
    const memberId = this.newId();
    const username = name.toLowerCase().replace(/[^a-z0-9_]+/g, '_');
    this.#state.members.set(memberId, { id: memberId, username, fullName: name });
    this.#state.tokens.set(token, { token, apiKey: this.#options.apiKey, memberId });
    return { memberId, name, token };
  }

  #listId(name: string): string {
    const list = [...this.#state.lists.values()].find((one) => one.name === name && one.idBoard === this.boardId);
    if (!list) throw new Error(`the board has no list "${name}"`);
    return list.id;
  }

  #accessOf(memberId: string): Access {
    const found = [...this.#state.tokens.values()].find((access) => access.memberId === memberId);
    return found ?? { token: `of ${memberId}`, apiKey: this.#options.apiKey, memberId };
  }

  /** Carries out an operation in the process itself; anybody who is named may, for whoever starts the emulator owns it. */
  #ask(
    method: string,
    path: string,
    fields: Readonly<Record<string, unknown>>,
    memberId = this.ownMemberId,
  ): Readonly<Record<string, unknown>> {
    const { members, boards } = this.#state;
    if (!members.has(memberId))
      members.set(memberId, { id: memberId, username: `member_${members.size}`, fullName: `Member ${members.size}` });
    boards.get(this.boardId)?.memberIds.add(memberId);
    const access = this.#accessOf(memberId);
    const { status, json } = this.#carryOut(method, path, { access, fields });
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`);
    return json as Readonly<Record<string, unknown>>;
  }

  #carryOut(
    method: string,
    path: string,
    given: Pick<Call, 'access' | 'fields'> & { readonly clientIdentifier?: string },
  ): Answer {
    const before = this.#state.nextId;
    const answer = answerCall(method, path, {
      state: this.#state,
      nowMs: this.#nowMs(),
      access: given.access,
      fields: given.fields,
    });
    const made = actionsSince(this.#state, before);
    for (const action of this.#silent ? [] : made) {
      for (const delivery of deliveriesOf(this.#state, action, given.clientIdentifier)) {
        const signed = this.#deliverer.sign(delivery);
        remember(this.deliveries, signed);
        this.#deliverer.deliver(signed);
      }
    }
    this.#changed.emit('changed');
    return answer;
  }

  #answered({ webhookId }: Delivery, status: number): void {
    remember(this.answered, status);
    const webhook = this.#state.webhooks.get(webhookId);
    if (webhook) webhook.consecutiveFailures = status === 200 ? 0 : webhook.consecutiveFailures + 1;
    this.#changed.emit('changed');
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!incoming.url?.startsWith(`${BASE_PATH}/`)) return this.#servePage(incoming, response);
    const read = await readCall(incoming, BASE_PATH);
    if (!read.ok) return send(response, { status: read.status, json: read.why });
    remember(this.requests, read.request);
    const fault = await this.fault(read.request);
    if (fault && fault !== 'lose-answer') return send(response, { status: fault.status, json: 'fault' }, fault.headers);
    const answer = await this.#answer(read.request);
    if (fault === 'lose-answer') response.destroy();
    else send(response, answer);
    this.#changed.emit('changed');
  }

  async #answer(request: EmulatorRequest): Promise<Answer> {
    const { method, path, query, body, headers, atMs } = request;
    const { key: _key, token: _token, ...asked } = Object.fromEntries(query);
    const access = this.#authenticate(request);
    if (!access) return { status: 401, json: 'invalid token' };
    const limited = this.#limiter?.take({ apiKey: access.apiKey, token: access.token, path, nowMs: atMs });
    if (limited) return { status: 429, json: limited };
    const fields = { ...asked, ...body };
    if (method === 'POST' && /^\/webhooks\/?$/.test(path) && this.#options.checkCallback !== false) {
      const refused = await this.#checkCallback(fields['callbackURL']);
      if (refused) return refused;
    }
    const identifier = headers['x-trello-client-identifier'];
    return this.#carryOut(method, path, {
      access,
      fields,
      ...(typeof identifier === 'string' ? { clientIdentifier: identifier } : {}),
    });
  }

  /** Credentials in the header, or in the address as the API allows. */
  #authenticate({ headers, query }: EmulatorRequest): Access | undefined {
    const header = /^OAuth oauth_consumer_key="([^"]*)", oauth_token="([^"]*)"$/.exec(headers.authorization ?? '');
    const [apiKey, token] = header ? [header[1], header[2]] : [query.get('key'), query.get('token')];
    const access = this.#state.tokens.get(token ?? '');
    return access?.apiKey === apiKey ? access : undefined;
  }

  async #checkCallback(callbackUrl: unknown): Promise<Answer | undefined> {
    if (typeof callbackUrl !== 'string' || !URL.canParse(callbackUrl)) return undefined;
    const url = this.#reroutes.get(callbackUrl)?.() ?? this.#options.deliverTo?.(callbackUrl) ?? callbackUrl;
    const status = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(HEAD_TIMEOUT_MS) }).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return undefined;
    return {
      status: 400,
      json: { message: `URL (${callbackUrl}) did not return 200 status code, got ${status}`, error: 'ERROR' },
    };
  }

  #servePage(incoming: IncomingMessage, response: ServerResponse): void {
    incoming.resume();
    const { status, type, text } = pageAnswer(incoming, {
      state: this.#state,
      boardId: this.boardId,
      apiKey: this.#options.apiKey,
      people: this.people,
      actionJson: (action) => actionJson(this.#state, action),
    });
    const headers = {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': PAGE_POLICY,
    };
    response.writeHead(status, headers).end(text);
  }
}

const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > REMEMBERED_MAX) list.splice(0, list.length - REMEMBERED_MAX);
}

function send(response: ServerResponse, { status, json }: Answer, headers: Readonly<Record<string, string>> = {}): void {
  const isText = typeof json === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { ...headers, 'content-type': type }).end(isText ? json : JSON.stringify(json));
}

/** Starts an emulated Trello on this machine. */
export const startTrelloEmulator = (options: TrelloEmulatorOptions): Promise<TrelloEmulator> =>
  new TrelloEmulator(options).start();
