/** Whole graphs in and out, for the Graph Store Protocol. */
import oxigraph from 'oxigraph';
import type { GraphJob, GraphWriteDelta, RdfBody } from '../../ports.ts';
import { bounded } from './bounded.ts';
import { GraphRefused } from './refused.ts';
import type { GraphStore } from './store-set.ts';
import { type Quad, WorkingCopy } from './working-copy.ts';

type Job<Kind extends GraphJob['kind']> = Extract<GraphJob, { kind: Kind }>;
type Graph = Quad['graph'];

const { blankNode, defaultGraph, namedNode, parse, quad: quadOf } = oxigraph;

const graphOf = (name: { readonly iri: string } | 'default'): Graph =>
  name === 'default' ? defaultGraph() : namedNode(name.iri);

/** Gives the blank nodes of a document names that no other document has. */
function apart(): <T extends { termType: string; value: string }>(term: T) => T {
  const names = new Map<string, unknown>();
  return (term) => {
    if (term.termType !== 'BlankNode') return term;
    let named = names.get(term.value);
    if (!named) names.set(term.value, (named = blankNode()));
    return named as typeof term;
  };
}

/** The quads of a document; `graph` is where its triples go, undefined where it names its graphs itself. */
function quadsIn({ text, mediaType, base }: RdfBody, graph: Graph | undefined): Quad[] {
  const rename = apart();
  return parse(text, { format: mediaType, base_iri: base }).map((quad) => {
    if (graph && quad.graph.termType !== 'DefaultGraph') {
      throw new GraphRefused(
        'invalid-argument',
        'The body names graphs of its own. Send it as N-Quads or TriG to the dataset, without "graph" or "default".',
      );
    }
    return quadOf(rename(quad.subject), quad.predicate, rename(quad.object), graph ?? rename(quad.graph));
  });
}

/** What putting RDF into a graph would change; the store is as before. */
export function graphWriteDelta(store: GraphStore, job: Job<'graph-write'>): GraphWriteDelta {
  const graph = job.graph === 'dataset' ? undefined : graphOf(job.graph);
  const added = job.bodies.flatMap((body) => quadsIn(body, graph));
  const before = !job.replace && !graph ? [] : store.match(null, null, null, graph ?? null);
  const copy = new WorkingCopy(store, job.quadsMax);
  try {
    if (job.replace) for (const quad of before) copy.set(quad, false);
    for (const quad of added) copy.set(quad, true);
    return { ...copy.delta(), existed: before.length > 0 };
  } finally {
    copy.undo();
  }
}

/** A graph in a media type; undefined where it holds nothing, except for the default graph and the dataset, which always are. */
export function readGraph(store: GraphStore, job: Job<'graph-read'>): string | undefined {
  const { graph, mediaType, bytesMax } = job;
  if (graph === 'dataset') return bounded(store.dump({ format: mediaType }), bytesMax);
  const name = graphOf(graph);
  const empty = graph !== 'default' && !store.query('ASK { ?s ?p ?o }', { default_graph: name as never });
  return empty ? undefined : bounded(store.dump({ format: mediaType, from_graph_name: name as never }), bytesMax);
}
