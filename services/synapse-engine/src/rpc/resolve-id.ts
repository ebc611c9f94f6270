import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import type { ResolveRequest, ResolveResponse } from '@panal/shared-types/synapse';
import { ingestTerm } from '../core/legacy-term.ts';
import { type Synapse, nodeIds, requireNamespace } from '../shell/synapse.ts';

/** The IRI (without brackets) that a client's text names, as in IngestTriples; throws `invalid-argument`. */
export function requireIri(text: string, field: string): string {
  const term = ingestTerm(text, 'subject', 'none');
  if (!term.ok) throw new ServiceError('invalid-argument', `${field}: ${term.refusal}.`);
  return term.value.slice(1, -1);
}

/** The number of a node of the namespace; the same for ever. */
export async function resolveId(synapse: Synapse, request: ResolveRequest, context: CallContext): Promise<ResolveResponse> {
  const namespace = requireNamespace(request.namespace);
  const iri = requireIri(request.content, 'content');
  const found = await synapse.graph.ask({ kind: 'has-node', namespace, iri }, context.signal);
  if (!found) return { nodeId: 0, found: false };
  const [nodeId = 0] = await nodeIds(synapse, [iri]);
  return { nodeId, found: true };
}
