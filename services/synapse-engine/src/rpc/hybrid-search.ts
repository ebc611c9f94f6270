import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import { type HybridSearchRequest, SearchMode, type SearchResponse } from '@panal/shared-types/synapse';
import type { SearchQuestion } from '../core/search/search-question.ts';
import { VECTOR_LENGTH_MAX } from '../core/search/quad-text.ts';
import { type Reached, type Scored, expanded, fused, relative } from '../core/search/rank.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { LIMIT_MAX, responseOf, searchQuestionOf } from './search.ts';

const DEPTH_MAX = 5;
/** Hits whose surroundings are looked at, and nodes a step around each. */
const SEEDS_MAX = 10;
const NEIGHBOURS_PER_LAYER = 50;

type Question = SearchQuestion & { readonly namespace: string };

/**
 * Nodes by text, by vector, and by what they are connected with. Scores are relative to the best hit.
 *
 * | mode          | with a `query_vector`                | without                                   |
 * |---------------|--------------------------------------|-------------------------------------------|
 * | `VECTOR_ONLY` | cosine                               | text: Panal makes no vectors of its own yet |
 * | `GRAPH_ONLY`  | text hits and what lies around them  | the same                                  |
 * | `HYBRID`      | text and vector, half each           | text                                      |
 *
 * `graph_depth` (at most 5; 1 where `GRAPH_ONLY` names none) adds what lies around the best ten hits, halved with each step.
 */
export async function hybridSearch(
  synapse: Synapse,
  request: HybridSearchRequest,
  { signal }: CallContext,
): Promise<SearchResponse> {
  const question = questionOf(request);
  const { namespace, limit } = question;
  const found = await hitsOf(synapse, question, { mode: request.mode, vectorLimit: request.vectorK || limit });
  const depth = request.graphDepth || (request.mode === SearchMode.GRAPH_ONLY ? 1 : 0);
  const hits = depth === 0 ? found.slice(0, limit) : await around(synapse, { found, depth, question }, signal);
  const contents = await synapse.search.contents(
    namespace,
    hits.map(({ iri }) => iri),
  );
  return responseOf(
    synapse,
    hits.map((hit, index) => ({ ...hit, content: contents[index] ?? '' })),
  );
}

function questionOf(request: HybridSearchRequest): Question {
  const { queryVector, graphDepth, vectorK } = request;
  if (graphDepth > DEPTH_MAX) throw new ServiceError('invalid-argument', `graph_depth: at most ${DEPTH_MAX}.`);
  if (vectorK > LIMIT_MAX) throw new ServiceError('invalid-argument', `vector_k: at most ${LIMIT_MAX}.`);
  if (queryVector.length > VECTOR_LENGTH_MAX || !queryVector.every(Number.isFinite)) {
    throw new ServiceError('invalid-argument', `query_vector: at most ${VECTOR_LENGTH_MAX} finite numbers.`);
  }
  if (request.query.trim() === '' && queryVector.length === 0) {
    throw new ServiceError('invalid-argument', 'query: say what to look for, or send a query_vector.');
  }
  const vector = queryVector.length > 0 ? queryVector : undefined;
  return { ...searchQuestionOf(request), vector, namespace: requireNamespace(request.namespace) };
}

async function hitsOf(
  synapse: Synapse,
  question: Question,
  { mode, vectorLimit }: { readonly mode: SearchMode; readonly vectorLimit: number },
): Promise<Scored[]> {
  const { limit, vector } = question;
  const usesVector = vector !== undefined && mode !== SearchMode.GRAPH_ONLY;
  const usesText = question.query.trim() !== '' && !(usesVector && mode === SearchMode.VECTOR_ONLY);
  const text = usesText ? await synapse.search.find('text', question) : [];
  if (!usesVector) return relative(text);
  const byVector = await synapse.search.find('vector', { ...question, limit: vectorLimit });
  return usesText ? fused(text, byVector, limit) : relative(byVector.filter(({ score }) => score > 0));
}

async function around(
  synapse: Synapse,
  { found, depth, question }: { readonly found: readonly Scored[]; readonly depth: number; readonly question: Question },
  signal: AbortSignal,
): Promise<Scored[]> {
  const { namespace, limit, types } = question;
  const reached: Reached[] = [];
  for (const seed of found.slice(0, SEEDS_MAX)) {
    const request = {
      iri: seed.iri,
      direction: 'both',
      depth,
      property: undefined,
      type: types.length === 1 ? types[0] : undefined,
      limitPerLayer: NEIGHBOURS_PER_LAYER,
    } as const;
    reached.push({ seed, neighbours: await synapse.graph.ask({ kind: 'neighbours', namespace, request }, signal) });
  }
  return expanded(found, reached, limit);
}
