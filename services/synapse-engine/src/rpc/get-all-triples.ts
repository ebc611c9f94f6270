import type { CallContext } from '@panal/kernel/runtime';
import { type EmptyRequest, TriplesResponse } from '@panal/shared-types/synapse';
import { limits } from '../core/limits.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';

/** Every triple of a namespace, whatever its graph, in N-Triples terms; refuses what does not fit one message. */
export async function getAllTriples(synapse: Synapse, request: EmptyRequest, context: CallContext): Promise<TriplesResponse> {
  const namespace = requireNamespace(request.namespace);
  const bytesMax = synapse.config.resultBytesMax;
  const triples = await synapse.graph.ask({ kind: 'triples', namespace, countMax: limits.triplesMax, bytesMax }, context.signal);
  return TriplesResponse.fromPartial({ triples: [...triples] });
}
