import type { GrpcChannel } from '@panal/kernel/runtime';
import { SemanticEngineService, SparqlRequest } from '@panal/shared-types/synapse';

const SPARQL_RESULTS_JSON = 'application/sparql-results+json';

/** One term of a result. Source: SPARQL 1.1 Query Results JSON Format, section 3.2.2. */
export interface SparqlTerm {
  readonly type: 'uri' | 'literal' | 'bnode';
  readonly value: string;
  readonly datatype?: string;
  readonly 'xml:lang'?: string;
}

/** A solution: the variables that are bound, without `?`. */
export type SparqlRow = Readonly<Record<string, SparqlTerm>>;

export interface SparqlOptions {
  readonly namespace?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

async function run(channel: GrpcChannel, query: string, options: SparqlOptions): Promise<unknown> {
  const { namespace = '', ...call } = options;
  const request = SparqlRequest.fromPartial({ query, namespace });
  const reply = await channel.call(SemanticEngineService.querySparql, request, {
    ...call,
    metadata: { accept: SPARQL_RESULTS_JSON },
  });
  return JSON.parse(reply.resultsJson);
}

/** Runs a SELECT over all graphs of a namespace and returns its solutions; rejects as `GrpcChannel.call` does. */
export async function selectRows(channel: GrpcChannel, query: string, options: SparqlOptions = {}): Promise<SparqlRow[]> {
  const answer = (await run(channel, query, options)) as { results?: { bindings: SparqlRow[] } };
  if (!answer.results) throw new TypeError('The query is no SELECT: its answer has no solutions.');
  return answer.results.bindings;
}

/** Runs an ASK over all graphs of a namespace; rejects as `GrpcChannel.call` does. */
export async function ask(channel: GrpcChannel, query: string, options: SparqlOptions = {}): Promise<boolean> {
  const answer = (await run(channel, query, options)) as { boolean?: boolean };
  if (typeof answer.boolean !== 'boolean') throw new TypeError('The query is no ASK: its answer is no truth value.');
  return answer.boolean;
}
