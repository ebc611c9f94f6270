/**
 * A media type; or `legacy`, which is an array of objects keyed by `?name` with N-Triples terms for SELECT, JSON for ASK and
 * N-Triples for a graph.
 */
export type ResultFormat = 'legacy' | (string & {});

/** Graphs (IRIs) that a query reads, given apart from its text: the merged default graph, and those that it may name. */
export interface DatasetGraphs {
  readonly defaultGraphs: readonly string[];
  readonly namedGraphs: readonly string[];
}

/** Which graph a write or read of the Graph Store Protocol is about; `dataset`: the graphs that the body itself names. */
export type GraphName = { readonly iri: string } | 'default' | 'dataset';

/** RDF as somebody sent it. */
export interface RdfBody {
  readonly text: string;
  readonly mediaType: string;
  /** What relative IRIs are relative to. */
  readonly base: string;
}

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
