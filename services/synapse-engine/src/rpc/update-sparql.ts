import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import type { UpdateSparqlRequest, WriteReply } from '@panal/shared-types/synapse';
import { iriTerm } from '../core/nquads.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { runUpdate } from '../shell/write-batch.ts';

const irisOf = (iris: readonly string[], field: string): string[] =>
  iris.map((iri, index) => {
    const term = iriTerm(iri);
    if (!term.ok) throw new ServiceError('invalid-argument', `${field}[${index}]: ${term.refusal}.`);
    return term.value.slice(1, -1);
  });

/** A SPARQL 1.1 update, all of it or nothing; the answer follows the flush. LOAD is refused: nothing is fetched. */
export function updateSparql(
  synapse: Synapse,
  request: UpdateSparqlRequest,
  { signal, principal }: CallContext,
): Promise<WriteReply> {
  const { update, ifPosition, idempotencyKey } = request;
  return runUpdate(
    synapse,
    {
      principal,
      namespace: requireNamespace(request.namespace),
      text: update,
      usingGraphs: irisOf(request.usingGraphs, 'using_graphs'),
      usingNamedGraphs: irisOf(request.usingNamedGraphs, 'using_named_graphs'),
      ifPosition: ifPosition === 0 ? undefined : ifPosition,
      idempotencyKey,
    },
    signal,
  );
}
