import type { CallContext } from '@panal/kernel/runtime';
import type { SparqlRequest, SparqlResponse } from '@panal/shared-types/synapse';
import { answerQuery } from '../shell/answer-query.ts';
import type { Synapse } from '../shell/synapse.ts';

const W3C_JSON = 'application/sparql-results+json';

/**
 * SPARQL over the union of a namespace's graphs. SELECT answers an array of `{"?name": term}` unless metadata `accept` asks for
 * W3C JSON; ASK answers `{"head":{},"boolean":…}`; CONSTRUCT and DESCRIBE answer N-Triples as one JSON string.
 */
export async function querySparql(synapse: Synapse, request: SparqlRequest, context: CallContext): Promise<SparqlResponse> {
  const w3c = String(context.metadata.get('accept')[0] ?? '').includes(W3C_JSON);
  const { query, namespace } = request;
  const bytesMax = synapse.config.resultBytesMax;
  const asked = { query, namespace, bytesMax, union: true } as const;
  const { text, form } = await answerQuery(
    synapse,
    { ...asked, format: (kind) => (w3c && kind === 'select' ? W3C_JSON : 'legacy') },
    context.signal,
  );
  return { resultsJson: form === 'graph' ? JSON.stringify(text) : text };
}
