/**
 * SPARQL 1.1 Graph Store HTTP Protocol: whole graphs by GET, PUT, POST and DELETE. A graph is named by `?graph=IRI`, is the default
 * one by `?default`, or is named by the address itself below the endpoint. The endpoint alone stands for the dataset in formats
 * that name graphs; plain RDF posted to it becomes a new graph. Source: the recommendation, sections 4 and 5.
 */
import { randomUUID } from 'node:crypto';
import { ServiceError } from '@panal/kernel/runtime';
import type { GraphName, RdfBody } from '../core/graph-questions.ts';
import { limits } from '../core/limits.ts';
import { datasetOffer, namesGraphs, offerFor, readableType } from '../core/media-types.ts';
import { iriTerm } from '../core/nquads.ts';
import { requirePermission, requireReader, requireWriter } from '../shell/access.ts';
import type { Synapse } from '../shell/synapse.ts';
import { runGraphWrite } from '../shell/write-batch.ts';
import { type Exchange, bodyOf, mediaTypeOf, negotiate, refuseMethod, sendOptions, sendText, textOf } from './exchange.ts';

const METHODS = 'GET, HEAD, PUT, POST, DELETE, OPTIONS';
/** Any RDF format may be longer than the quads that come of it. */
const BODY_BYTES_MAX = limits.batchBytesMax * 2;

/** The graph that a request is about; `dataset` where it names none. */
function graphOf({ url, endpoint }: Exchange, below: string): GraphName {
  const names = url.searchParams.getAll('graph');
  const isDefault = url.searchParams.has('default');
  if (names.length + Number(isDefault) + Number(below !== '') > 1)
    throw new ServiceError('invalid-argument', 'Name one graph: by "graph", by "default", or by the address below the endpoint.');
  if (isDefault) return 'default';
  const [iri] = below === '' ? names : [`${endpoint}/${below}`];
  if (iri === undefined) return 'dataset';
  const term = iriTerm(iri);
  if (!term.ok) throw new ServiceError('invalid-argument', `graph: ${term.refusal}.`);
  return { iri: term.value.slice(1, -1) };
}

async function get(synapse: Synapse, exchange: Exchange, graph: GraphName): Promise<void> {
  const { namespace, principal, signal } = exchange;
  requireReader(principal);
  requirePermission(principal, namespace, 'read');
  const mediaType = negotiate(exchange, graph === 'dataset' ? datasetOffer : offerFor('graph'));
  const bytesMax = synapse.config.streamBytesMax;
  const text = await synapse.graph.ask({ kind: 'graph-read', namespace, graph, mediaType, bytesMax }, signal);
  if (text === undefined) throw new ServiceError('not-found', 'There is no such graph in this dataset.');
  await sendText(exchange, mediaType, text);
}

function rdfBody(header: string | undefined, bytes: Uint8Array, base: string): RdfBody {
  const { type, charset } = mediaTypeOf(header);
  const mediaType = readableType(type);
  if (mediaType === undefined) {
    throw new ServiceError(
      'unsupported-media-type',
      `Media type "${type}" is not read here. There are ${offerFor('graph').types.join(', ')}.`,
    );
  }
  return { text: textOf(bytes, charset), mediaType, base };
}

/** The files of a form, or the one body. */
async function bodiesOf(exchange: Exchange, base: string): Promise<RdfBody[]> {
  const header = exchange.request.headers['content-type'];
  const bytes = await bodyOf(exchange, BODY_BYTES_MAX);
  if (mediaTypeOf(header).type !== 'multipart/form-data') return [rdfBody(header, bytes, base)];
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': header ?? '' } })
    .formData()
    .catch((error: unknown) => {
      throw new ServiceError('invalid-argument', 'The form can not be read.', { cause: error });
    });
  const files = [...form.values()].filter((part) => typeof part !== 'string');
  return Promise.all(files.map(async (file) => rdfBody(file.type, new Uint8Array(await file.arrayBuffer()), base)));
}

/** Where a body without a graph's name goes: into the graphs that it names, or into a new one. */
function targetOf(exchange: Exchange, graph: GraphName, bodies: readonly RdfBody[]): GraphName {
  if (graph !== 'dataset' || (bodies.length > 0 && bodies.every((body) => namesGraphs(body.mediaType)))) return graph;
  if (exchange.request.method === 'POST') return { iri: `${exchange.endpoint}/${randomUUID()}` };
  throw new ServiceError(
    'invalid-argument',
    'Name the graph to be replaced: by "graph", by "default", or by the address below the endpoint.',
  );
}

async function write(synapse: Synapse, exchange: Exchange, named: GraphName): Promise<void> {
  const { endpoint, namespace, principal, request, response, signal } = exchange;
  requireWriter(principal);
  requirePermission(principal, namespace, 'write');
  const replace = request.method === 'PUT';
  if (replace) requirePermission(principal, namespace, 'delete');
  const bodies = await bodiesOf(exchange, typeof named === 'object' ? named.iri : endpoint);
  const graph = targetOf(exchange, named, bodies);
  const { position, existed } = await runGraphWrite(synapse, { namespace, graph, replace, bodies }, signal);
  const isNew = typeof graph === 'object' && !existed;
  const location = graph !== named && typeof graph === 'object' ? { location: graph.iri } : {};
  response.writeHead(isNew ? 201 : 204, { 'panal-position': position, ...location });
  response.end();
}

async function drop(synapse: Synapse, exchange: Exchange, graph: GraphName): Promise<void> {
  const { namespace, principal, response, signal } = exchange;
  requireWriter(principal);
  requirePermission(principal, namespace, 'delete');
  if (graph === 'dataset') throw new ServiceError('invalid-argument', 'Name the graph to be deleted.');
  const { position, existed } = await runGraphWrite(synapse, { namespace, graph, replace: true, bodies: [] }, signal);
  if (!existed && graph !== 'default') throw new ServiceError('not-found', 'There is no such graph in this dataset.');
  response.writeHead(204, { 'panal-position': position });
  response.end();
}

/** Answers a request to a graph store; `below` is what follows the endpoint's address. */
export async function graphStore(synapse: Synapse, exchange: Exchange, below: string): Promise<void> {
  const { method = '' } = exchange.request;
  if (method === 'OPTIONS') return sendOptions(exchange, METHODS);
  if (!METHODS.split(', ').includes(method)) refuseMethod(exchange, METHODS);
  const graph = graphOf(exchange, below);
  if (method === 'GET' || method === 'HEAD') return get(synapse, exchange, graph);
  return method === 'DELETE' ? drop(synapse, exchange, graph) : write(synapse, exchange, graph);
}
