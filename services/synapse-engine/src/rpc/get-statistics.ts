import type { CallContext } from '@panal/kernel/runtime';
import { type EmptyRequest, Statistics } from '@panal/shared-types/synapse';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';

/** Counts of one namespace, or of all where none is named; counting nodes reads everything once. */
export async function getStatistics(synapse: Synapse, request: EmptyRequest, context: CallContext): Promise<Statistics> {
  const namespace = request.namespace === '' ? undefined : requireNamespace(request.namespace);
  const { nodes, namespaces } = await synapse.graph.ask({ kind: 'counts', namespace }, context.signal);
  const quads = namespaces.reduce((sum, entry) => sum + entry.quads, 0);
  const { lagChanges, appliedPosition: position } = synapse.graph;
  const kept = [...synapse.store.state.quarantine.batches.values()];
  const quarantined = kept.filter((batch) => namespace === undefined || batch.namespace === namespace).length;
  return Statistics.fromPartial({ quads, nodes, position, namespaces: [...namespaces], lagChanges, quarantined });
}
