import { ServiceError } from '@panal/kernel/runtime';
import { type SearchRequest, SearchResponse } from '@panal/shared-types/synapse';
import type { SearchHit, SearchQuestion } from '../core/search/search-question.ts';
import { type Synapse, nodeIds, requireNamespace } from '../shell/synapse.ts';

const LIMIT_DEFAULT = 10;
export const LIMIT_MAX = 1_000;
const QUERY_MAX = 4_096;
const TYPES_MAX = 50;

/** What a request of either search asks; throws `invalid-argument`, which names the field. */
export function searchQuestionOf(request: {
  readonly query: string;
  readonly limit: number;
  readonly prefixLen: number;
  readonly types: readonly string[];
}): SearchQuestion {
  const { query, limit, prefixLen, types } = request;
  if (query.length > QUERY_MAX) throw new ServiceError('invalid-argument', `query: at most ${QUERY_MAX} characters.`);
  if (limit > LIMIT_MAX) throw new ServiceError('invalid-argument', `limit: at most ${LIMIT_MAX}.`);
  if (prefixLen < 0) throw new ServiceError('invalid-argument', 'prefix_len: 0 (all numbers of a vector) or more.');
  if (types.length > TYPES_MAX) throw new ServiceError('invalid-argument', `types: at most ${TYPES_MAX} classes.`);
  return { query, types, prefixLength: prefixLen, limit: limit || LIMIT_DEFAULT };
}

/** Hits with the numbers of their nodes. */
export async function responseOf(synapse: Synapse, hits: readonly SearchHit[]): Promise<SearchResponse> {
  const ids = await nodeIds(
    synapse,
    hits.map(({ iri }) => iri),
  );
  return SearchResponse.fromPartial({
    results: hits.map(({ iri, score, content }, index) => ({ nodeId: ids[index] ?? 0, score, content, uri: iri })),
  });
}

/** Nodes by the words of their texts, best first (BM25+); labels count double. `types` narrows to nodes of these classes. */
export async function search(synapse: Synapse, request: SearchRequest): Promise<SearchResponse> {
  const namespace = requireNamespace(request.namespace);
  if (request.query.trim() === '') throw new ServiceError('invalid-argument', 'query: say what to look for.');
  return responseOf(synapse, await synapse.search.find('text', { ...searchQuestionOf(request), namespace }));
}
