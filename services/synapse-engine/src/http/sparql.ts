/** SPARQL 1.1 Protocol, query only: GET, and POST both ways. Source: SPARQL 1.1 Protocol, section 2.1. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpContext, type HttpRoute, ServiceError, readBody } from '@panal/kernel/runtime';
import { limits } from '../core/limits.ts';
import { queriers } from '../shell/access.ts';
import { answerQuery } from '../shell/answer-query.ts';
import type { Synapse } from '../shell/synapse.ts';

const BODY_BYTES_MAX = limits.queryMax * 4;

const mediaTypeOf = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

async function parametersOf(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  const parameters = new URLSearchParams(url.search);
  if (request.method !== 'POST') return parameters;
  const body = (await readBody(request, BODY_BYTES_MAX)).toString('utf8');
  const mediaType = mediaTypeOf(request);
  if (mediaType === 'application/sparql-query') parameters.append('query', body);
  else if (mediaType === 'application/x-www-form-urlencoded')
    for (const [name, value] of new URLSearchParams(body)) parameters.append(name, value);
  else if (mediaType === 'application/sparql-update')
    throw new ServiceError('unimplemented', 'Updates are not built in this version. Write over gRPC.');
  else
    throw new ServiceError('invalid-argument', 'Send a query as application/sparql-query or application/x-www-form-urlencoded.');
  return parameters;
}

function queryOf(parameters: URLSearchParams): string {
  const queries = parameters.getAll('query');
  const [query] = queries;
  if (query === undefined || queries.length !== 1) throw new ServiceError('invalid-argument', 'Send exactly one "query".');
  if (parameters.has('default-graph-uri') || parameters.has('named-graph-uri')) {
    throw new ServiceError('unimplemented', 'Name graphs in the query with FROM and FROM NAMED instead.');
  }
  return query;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

async function handle(synapse: Synapse, { request, response, url }: Exchange): Promise<void> {
  const parameters = await parametersOf(request, url);
  const query = queryOf(parameters);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const namespace = parameters.get('namespace') ?? '';
  const { text, form } = await answerQuery(synapse, { query, namespace, format: 'w3c', union: false }, gone.signal);
  const type = form === 'graph' ? 'application/n-triples' : 'application/sparql-results+json';
  const body = Buffer.from(text);
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** `GET /sparql` and `POST /sparql`; parameter `namespace` chooses the dataset, and the default graph is the standard's. */
export function sparqlRoutes(synapse: Synapse): HttpRoute[] {
  const route = (method: string): HttpRoute => ({
    method,
    path: '/sparql',
    access: queriers,
    handle: (request: IncomingMessage, response: ServerResponse, { url }: HttpContext) =>
      handle(synapse, { request, response, url }),
  });
  return [route('GET'), route('POST')];
}
