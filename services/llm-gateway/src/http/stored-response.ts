import type { IncomingMessage, ServerResponse } from 'node:http';
import { listItems } from '../core/stored-responses/list-items.ts';
import { keyScope } from '../core/ledger/index.ts';
import { authenticate } from './authenticate.ts';
import type { GatewayContext } from './context.ts';
import { type OpenAiError, invalidRequest, sendError } from './openai-error.ts';

const PATH = /^\/v1\/responses\/([A-Za-z0-9_-]{1,200})(\/input_items)?$/;

export const isStoredPath = (path: string): boolean => PATH.test(path);

/**
 * `GET` and `DELETE /v1/responses/ID`, and `GET /v1/responses/ID/input_items`, of responses that the gateway keeps. What another
 * key's owner keeps is not found, as if it were not there.
 */
export function serveStored(request: IncomingMessage, response: ServerResponse, context: GatewayContext): void {
  const key = authenticate(request, context);
  if (!key.ok) return sendError(response, key.refusal);
  const url = new URL(request.url ?? '/', 'http://gateway');
  const [, id = '', list] = PATH.exec(url.pathname) ?? [];
  const owner = keyScope(key.value.leaseId);
  if (request.method === 'DELETE' && list === undefined) {
    if (!context.stored.erase(owner, id)) return sendError(response, notFound(id));
    return send(response, { id, object: 'response', deleted: true });
  }
  if (request.method !== 'GET') return sendError(response, wrongMethod);
  const found = context.stored.find(owner, id)?.content;
  if (found?.kind !== 'here') return sendError(response, notFound(id));
  if (list === undefined) {
    if (url.searchParams.get('stream') === 'true') return sendError(response, noReplay);
    return send(response, found.response);
  }
  const wish = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const items = listItems(id, found.input, { limit: wish('limit'), order: wish('order'), after: wish('after') });
  if (items.ok) send(response, items.value);
  else sendError(response, invalidRequest(items.refusal.message, items.refusal.param));
}

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

function send(response: ServerResponse, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
