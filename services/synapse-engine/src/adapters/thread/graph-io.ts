/** Whole graphs in and out, for the Graph Store Protocol. */
import oxigraph from 'oxigraph';
import type { GraphJob, GraphName, GraphWriteDelta, RdfBody } from '../../ports.ts';
import { bounded } from './bounded.ts';
import { inGraph, linesOf, presentIn } from './quad-lines.ts';
import { GraphRefused } from './refused.ts';
import type { GraphStore } from './store-set.ts';
import { onScratch, tooLarge } from './working-copy.ts';

type Job<Kind extends GraphJob['kind']> = Extract<GraphJob, { kind: Kind }>;

const { defaultGraph, namedNode } = oxigraph;

const engineName = (graph: Exclude<GraphName, 'dataset'>): never =>
  (graph === 'default' ? defaultGraph() : namedNode(graph.iri)) as never;

/** The lines that a document comes to; loading it gives its blank nodes names that no other document has. */
function linesFrom({ text, mediaType, base }: RdfBody, graph: GraphName): string[] {
  return onScratch((scratch) => {
    scratch.load(text, { format: mediaType, base_iri: base });
    if (graph === 'dataset') return linesOf(scratch, 'dataset');
    if (scratch.query('ASK { GRAPH ?g { ?s ?p ?o } }') === true) {
      throw new GraphRefused(
        'invalid-argument',
        'The body names graphs of its own. Send it as N-Quads or TriG to the dataset, without "graph" or "default".',
      );
    }
    const lines = linesOf(scratch, 'default');
    return graph === 'default' ? lines : inGraph(lines, graph.iri);
  });
}

/** What putting RDF into a graph would change; the store stays as it is. */
export function graphWriteDelta(store: GraphStore, { graph, bodies, replace, quadsMax }: Job<'graph-write'>): GraphWriteDelta {
  const wanted = new Set(bodies.flatMap((body) => linesFrom(body, graph)));
  const before = replace ? linesOf(store, graph) : [];
  const there = replace ? new Set(before) : presentIn(store, [...wanted]);
  const removed = before.filter((line) => !wanted.has(line));
  const added = [...wanted].filter((line) => !there.has(line));
  if (removed.length + added.length > quadsMax) throw tooLarge(quadsMax);
  const existed = replace ? before.length > 0 : graph !== 'dataset' && holdsAnything(store, graph);
  return { removed: removed.join(''), added: added.join(''), existed };
}

const holdsAnything = (store: GraphStore, graph: Exclude<GraphName, 'dataset'>): boolean =>
  store.query('ASK { ?s ?p ?o }', { default_graph: engineName(graph) }) === true;

/** A graph in a media type; undefined where it holds nothing, except for the default graph and the dataset, which always are. */
export function readGraph(store: GraphStore, { graph, mediaType, bytesMax, quadsMax }: Job<'graph-read'>): string | undefined {
  if (quadsMax !== undefined && store.size > quadsMax)
    throw new GraphRefused('too-large', `The graph has more than ${quadsMax} quads. Ask for less, or export it.`);
  if (graph === 'dataset') return bounded(store.dump({ format: mediaType }), bytesMax);
  if (graph !== 'default' && !holdsAnything(store, graph)) return undefined;
  return bounded(store.dump({ format: mediaType, from_graph_name: engineName(graph) }), bytesMax);
}
