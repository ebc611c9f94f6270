import { namespaces } from '@panal/shared-types';
import type { NeighbourNode, NeighbourRequest } from '../../ports.ts';
import { selectRows } from './query.ts';
import type { GraphStore } from './store-set.ts';

/** Nodes that the request's node reaches, nearest first; each once, at its smallest depth. At most `limitPerLayer` a depth. */
export function neighboursOf(store: GraphStore, request: NeighbourRequest): NeighbourNode[] {
  const seen = new Set([request.iri]);
  const found: NeighbourNode[] = [];
  let layer = [request.iri];
  for (let depth = 1; depth <= request.depth && layer.length > 0; depth += 1) {
    const next: NeighbourNode[] = [];
    for (const iri of layer) {
      for (const node of adjacent(store, iri, { ...request, limitPerLayer: request.limitPerLayer - next.length })) {
        if (seen.has(node.iri)) continue;
        seen.add(node.iri);
        next.push({ ...node, depth });
      }
      if (next.length >= request.limitPerLayer) break;
    }
    found.push(...next);
    layer = next.map((node) => node.iri);
  }
  return found;
}

type Adjacent = Omit<NeighbourNode, 'depth'>;

function adjacent(store: GraphStore, iri: string, request: NeighbourRequest): Adjacent[] {
  const nodes: Adjacent[] = [];
  if (request.direction !== 'in') nodes.push(...edges(store, request, { pattern: `<${iri}> ?p ?n`, direction: 'out' }));
  if (request.direction !== 'out') nodes.push(...edges(store, request, { pattern: `?n ?p <${iri}>`, direction: 'in' }));
  return nodes.slice(0, request.limitPerLayer);
}

function edges(
  store: GraphStore,
  request: NeighbourRequest,
  { pattern, direction }: { readonly pattern: string; readonly direction: 'out' | 'in' },
): Adjacent[] {
  const property = request.property === undefined ? '' : `FILTER(?p = <${request.property}>)`;
  const type = request.type === undefined ? '' : `?n <${namespaces.rdf}type> <${request.type}> .`;
  const query = `SELECT DISTINCT ?p ?n WHERE { ${pattern} . ${type} FILTER(isIRI(?n)) ${property} } LIMIT ${request.limitPerLayer}`;
  return selectRows(store, query).flatMap(({ p, n }) => (p && n ? [{ iri: n.value, property: p.value, direction }] : []));
}
