import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import { NeighborResponse, type NodeRequest } from '@panal/shared-types/synapse';
import type { Direction, NeighbourRequest } from '../core/graph-questions.ts';
import { type Synapse, nodeIds, requireNamespace } from '../shell/synapse.ts';
import { requireIri } from './resolve-id.ts';

const DEPTH_MAX = 5;
const LAYER_DEFAULT = 100;
const LAYER_MAX = 1_000;
const DIRECTIONS: Readonly<Record<string, Direction>> = {
  '': 'both',
  both: 'both',
  out: 'out',
  outgoing: 'out',
  in: 'in',
  incoming: 'in',
};

function neighbourRequestOf(request: NodeRequest, iri: string): NeighbourRequest {
  const direction = DIRECTIONS[request.direction.toLowerCase()];
  if (!direction) throw new ServiceError('invalid-argument', 'direction: use "outgoing", "incoming" or "both".');
  if (request.depth > DEPTH_MAX) throw new ServiceError('invalid-argument', `depth: at most ${DEPTH_MAX}.`);
  if (request.limitPerLayer > LAYER_MAX) throw new ServiceError('invalid-argument', `limit_per_layer: at most ${LAYER_MAX}.`);
  if (!['', 'default', 'depth'].includes(request.scoringStrategy)) {
    throw new ServiceError('unimplemented', 'scoring_strategy: only the default (1 / depth) is built. Leave it empty.');
  }
  return {
    iri,
    direction,
    depth: request.depth || 1,
    property: request.edgeFilter === '' ? undefined : requireIri(request.edgeFilter, 'edge_filter'),
    type: request.nodeTypeFilter === '' ? undefined : requireIri(request.nodeTypeFilter, 'node_type_filter'),
    limitPerLayer: request.limitPerLayer || LAYER_DEFAULT,
  };
}

/** Nodes around a node, each once at its smallest distance; the score is 1 / distance. */
export async function getNeighbors(synapse: Synapse, request: NodeRequest, context: CallContext): Promise<NeighborResponse> {
  const namespace = requireNamespace(request.namespace);
  const iri = synapse.store.state.iris[request.nodeId - 1];
  if (iri === undefined) throw new ServiceError('not-found', `No node has the number ${request.nodeId}. Ask ResolveId for one.`);
  const asked = neighbourRequestOf(request, iri);
  const nodes = await synapse.graph.ask({ kind: 'neighbours', namespace, request: asked }, context.signal);
  const ids = await nodeIds(
    synapse,
    nodes.map((node) => node.iri),
  );
  return NeighborResponse.fromPartial({
    neighbors: nodes.map((node, index) => ({
      nodeId: ids[index] ?? 0,
      edgeType: node.property,
      uri: node.iri,
      direction: node.direction === 'out' ? 'outgoing' : 'incoming',
      depth: node.depth,
      score: 1 / node.depth,
    })),
  });
}
