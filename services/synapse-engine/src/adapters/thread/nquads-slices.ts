import type { BlankNode } from 'oxigraph';
import { type GraphStore, nquads } from './store-set.ts';

/** Up to here one text is faster, and done within half a second; JavaScript's strings end at some four million quads. */
const WHOLE_QUADS_MAX = 100_000;
const SLICE_QUADS = 50_000;

interface GraphTerm {
  readonly termType: string;
  readonly value: string;
}

interface Slice {
  readonly text: string;
  readonly quads: number;
}

/** All quads of a store as N-Quads: in one text, or graph by graph in slices where it is large (about twice the work). */
export function* textSlices(store: GraphStore, wholeMax = WHOLE_QUADS_MAX, sliceQuads = SLICE_QUADS): Generator<Slice> {
  if (store.size <= wholeMax) {
    yield { text: store.dump({ format: nquads }), quads: store.size };
    return;
  }
  yield* slicesOf(store, undefined, sliceQuads);
  const graphs = store.query('SELECT DISTINCT ?g WHERE { GRAPH ?g {} }') as Map<string, GraphTerm>[];
  for (const row of graphs) {
    const graph = row.get('g');
    if (graph?.termType === 'NamedNode') yield* slicesOf(store, graph.value, sliceQuads);
    else if (graph) yield blankGraph(store, graph);
  }
}

/** No query can name such a graph, so it comes in one text. */
function blankGraph(store: GraphStore, graph: GraphTerm): Slice {
  const triples = store.dump({ format: 'application/n-triples', from_graph_name: graph as BlankNode });
  return { text: triples.replaceAll(' .\n', ` _:${graph.value} .\n`), quads: lineCount(triples) };
}

function* slicesOf(store: GraphStore, graph: string | undefined, sliceQuads: number): Generator<Slice> {
  const where = graph === undefined ? '?s ?p ?o' : `GRAPH <${graph}> { ?s ?p ?o }`;
  for (let offset = 0; ; offset += sliceQuads) {
    const query = `CONSTRUCT { ?s ?p ?o } WHERE { ${where} } OFFSET ${offset} LIMIT ${sliceQuads}`;
    const triples = store.query(query, { results_format: 'application/n-triples' }) as string;
    if (triples === '') return;
    // A line break stands nowhere but at the end of a statement.
    const text = graph === undefined ? triples : triples.replaceAll(' .\n', ` <${graph}> .\n`);
    const quads = lineCount(triples);
    yield { text, quads };
    if (quads < sliceQuads) return;
  }
}

function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
