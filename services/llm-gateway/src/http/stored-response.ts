import type { IncomingMessage, ServerResponse } from 'node:http';
import { listItems } from '../core/stored-responses/list-items.ts';
import { keyScope } from '../core/ledger/index.ts';
import { authenticate } from './authenticate.ts';
import type { GatewayContext } from './context.ts';
import { type OpenAiError, invalidRequest, sendError } from './openai-error.ts';

const PATH = /^\/v1\/responses\/([A-Za-z0-9_-]{1,200})(\/input_items)?$/;

export const isStoredPath = (path: string): boolean => PATH.test(path);

/**
 * `GET` and `DELETE /v1/responses/ID`, and `GET /v1/responses/ID/input_items`, of responses that the gateway keeps, or that
 * an upstream keeps for the same key. What is another key's is not found, as if it were not there.
 */
export function serveStored(request: IncomingMessage, response: ServerResponse, context: GatewayContext): void {
  const key = authenticate(request, context);
  if (!key.ok) return sendError(response, key.refusal);
  const url = new URL(request.url ?? '/', 'http://gateway');
  const [, id = '', list] = PATH.exec(url.pathname) ?? [];
  const owner = keyScope(key.value.leaseId);
  const found = context.stored.find(owner, id)?.content;
  const erases = request.method === 'DELETE' && list === undefined;
  if (request.method !== 'GET' && !erases) return sendError(response, wrongMethod);
  if (!found) return sendError(response, notFound(id));
  if (url.searchParams.get('stream') === 'true') return sendError(response, noReplay);
  if (found.kind === 'elsewhere') {
    const forget = (): void => void context.stored.erase(owner, id);
    passOn({ id, url, erases, forget, upstream: found.upstream }, response, context);
    return;
  }
  if (erases) {
    context.stored.erase(owner, id);
    return send(response, { id, object: 'response', deleted: true });
  }
  if (list === undefined) return send(response, found.response);
  const wish = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const items = listItems(id, found.input, { limit: wish('limit'), order: wish('order'), after: wish('after') });
  if (items.ok) send(response, items.value);
  else sendError(response, invalidRequest(items.refusal.message, items.refusal.param));
}

interface PassedOn {
  readonly id: string;
  readonly url: URL;
  readonly erases: boolean;
  readonly forget: () => void;
  readonly upstream: string;
}

/** Asks the upstream that keeps it. */
function passOn({ id, url, erases, forget, upstream }: PassedOn, response: ServerResponse, context: GatewayContext): void {
  const ask = context.catalogue.upstreams.find(({ name }) => name === upstream)?.askStored;
  if (!ask) return sendError(response, notFound(id));
  const rest = url.pathname.slice('/v1/responses/'.length);
  ask(erases ? 'DELETE' : 'GET', url.search === '' ? rest : `${rest}?${url.searchParams.toString()}`).then(
    ({ status, body }) => {
      if (status !== 200) return sendError(response, status === 404 ? notFound(id) : upstreamFailed(status));
      if (erases) forget();
      sendBytes(response, body);
    },
    (error: unknown) => {
      context.log.warn({ err: error, upstream }, 'a stored response could not be asked for');
      sendError(response, upstreamFailed(0));
    },
  );
}

const upstreamFailed = (status: number): OpenAiError => ({
  status: 502,
  message: `The upstream that keeps the response ${status === 0 ? 'did not answer' : `answered with status ${status}`}. Try again shortly.`,
  type: 'upstream_error',
  code: 'upstream_broken',
});

const notFound = (id: string): OpenAiError => ({
  status: 404,
  message: `Response with id '${id}' not found. It is gone, was erased, or is another key's.`,
  type: 'invalid_request_error',
  code: 'response_not_found',
  param: 'id',
});

const wrongMethod: OpenAiError = {
  status: 405,
  message: 'A stored response can be read (GET) and erased (DELETE).',
  type: 'invalid_request_error',
  code: 'method_not_allowed',
  headers: { allow: 'GET, DELETE' },
};

const noReplay = invalidRequest('A stored response is given as a whole: leave "stream" out.', 'stream');

const send = (response: ServerResponse, value: unknown): void => sendBytes(response, Buffer.from(JSON.stringify(value)));

function sendBytes(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
