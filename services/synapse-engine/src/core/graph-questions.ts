/** `legacy`: an array of objects keyed by `?name` with N-Triples terms; `w3c`: SPARQL 1.1 Query Results JSON. */
export type ResultFormat = 'legacy' | 'w3c';

/** Which way edges are followed from a node. */
export type Direction = 'out' | 'in' | 'both';

export interface NeighbourRequest {
  readonly iri: string;
  readonly direction: Direction;
  /** Steps from the node, 1 to 5. */
  readonly depth: number;
  /** Only edges of this property, if given. */
  readonly property: string | undefined;
  /** Only nodes of this class, if given. */
  readonly type: string | undefined;
  readonly limitPerLayer: number;
}

export interface NeighbourNode {
  readonly iri: string;
  readonly property: string;
  readonly direction: 'out' | 'in';
  readonly depth: number;
}

export interface TripleText {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
}

export interface GraphCounts {
  readonly nodes: number;
  readonly namespaces: readonly { readonly namespace: string; readonly quads: number }[];
}
