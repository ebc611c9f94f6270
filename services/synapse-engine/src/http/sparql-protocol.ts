/** SPARQL 1.1 Protocol: queries by GET and POST, updates by POST. Source: SPARQL 1.1 Protocol, section 2. */
import { ServiceError } from '@panal/kernel/runtime';
import type { DatasetGraphs } from '../core/graph-questions.ts';
import { limits } from '../core/limits.ts';
import { offerFor } from '../core/media-types.ts';
import { iriTerm } from '../core/nquads.ts';
import { requirePermission, requireWriter } from '../shell/access.ts';
import { answerQuery } from '../shell/answer-query.ts';
import type { Synapse } from '../shell/synapse.ts';
import { runUpdate } from '../shell/write-batch.ts';
import { type Exchange, bodyOf, mediaTypeOf, negotiate, refuseMethod, sendOptions, sendText, textOf } from './exchange.ts';
import { sendServiceDescription } from './service-description.ts';

const METHODS = 'GET, HEAD, POST, OPTIONS';
/** UTF-8 takes up to three bytes for a UTF-16 unit, and the form encoding three for a byte. */
const BODY_BYTES_MAX = limits.updateMax * 3;

const QUERY = 'application/sparql-query';
const UPDATE = 'application/sparql-update';
const FORM = 'application/x-www-form-urlencoded';

async function parametersOf(exchange: Exchange): Promise<URLSearchParams> {
  const parameters = new URLSearchParams(exchange.url.search);
  if (exchange.request.method !== 'POST') {
    if (parameters.has('update')) throw new ServiceError('invalid-argument', 'An update must be sent by POST.');
    return parameters;
  }
  const { type, charset } = mediaTypeOf(exchange.request.headers['content-type']);
  if (type !== QUERY && type !== UPDATE && type !== FORM) {
    throw new ServiceError('unsupported-media-type', `Send a query or update as ${QUERY}, ${UPDATE} or ${FORM}.`);
  }
  const text = textOf(await bodyOf(exchange, BODY_BYTES_MAX), charset);
  if (type !== FORM) parameters.append(type === QUERY ? 'query' : 'update', text);
  else for (const [name, value] of new URLSearchParams(text)) parameters.append(name, value);
  return parameters;
}

/** IRIs of a parameter that may come several times. */
function graphsOf(parameters: URLSearchParams, name: string): string[] {
  return parameters.getAll(name).map((iri) => {
    const term = iriTerm(iri);
    if (!term.ok) throw new ServiceError('invalid-argument', `${name}: ${term.refusal}.`);
    return term.value.slice(1, -1);
  });
}

function datasetOf(parameters: URLSearchParams): DatasetGraphs | undefined {
  const defaultGraphs = graphsOf(parameters, 'default-graph-uri');
  const namedGraphs = graphsOf(parameters, 'named-graph-uri');
  return defaultGraphs.length + namedGraphs.length > 0 ? { defaultGraphs, namedGraphs } : undefined;
}

/** The one value of a parameter; refuses several. */
function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  if (values.length > 1) throw new ServiceError('invalid-argument', `Send exactly one "${name}".`);
  return values[0];
}

async function query(synapse: Synapse, exchange: Exchange, parameters: URLSearchParams): Promise<void> {
  const { endpoint, namespace, principal, signal } = exchange;
  requirePermission(principal, namespace, 'read');
  const text = single(parameters, 'query');
  if (text === undefined) throw new ServiceError('invalid-argument', 'Send exactly one "query".');
  const answer = await answerQuery(
    synapse,
    {
      query: text,
      namespace,
      format: (form) => negotiate(exchange, offerFor(form)),
      union: false,
      bytesMax: synapse.config.streamBytesMax,
      dataset: datasetOf(parameters),
      base: endpoint,
    },
    signal,
  );
  await sendText(exchange, answer.format, answer.text);
}

async function update(synapse: Synapse, exchange: Exchange, parameters: URLSearchParams): Promise<void> {
  const { endpoint, namespace, principal, response, signal } = exchange;
  requireWriter(principal);
  requirePermission(principal, namespace, 'write');
  if (parameters.has('query')) throw new ServiceError('invalid-argument', 'Send a query or an update, not both.');
  const outcome = await runUpdate(
    synapse,
    {
      principal,
      namespace,
      text: single(parameters, 'update') ?? '',
      usingGraphs: graphsOf(parameters, 'using-graph-uri'),
      usingNamedGraphs: graphsOf(parameters, 'using-named-graph-uri'),
      base: endpoint,
    },
    signal,
  );
  response.writeHead(204, { 'panal-position': outcome.position });
  response.end();
}

/** Answers a request to a SPARQL endpoint; a GET without parameters asks for its description. */
export async function sparqlProtocol(synapse: Synapse, exchange: Exchange): Promise<void> {
  const { method = '' } = exchange.request;
  if (method === 'OPTIONS') return sendOptions(exchange, METHODS);
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') refuseMethod(exchange, METHODS);
  const parameters = await parametersOf(exchange);
  const asksNothing = [...parameters.keys()].every((name) => name === 'namespace');
  if (method !== 'POST' && asksNothing) return sendServiceDescription(synapse, exchange);
  return parameters.has('update') ? update(synapse, exchange, parameters) : query(synapse, exchange, parameters);
}
