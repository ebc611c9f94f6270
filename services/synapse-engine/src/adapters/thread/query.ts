import oxigraph from 'oxigraph';
import type { GraphJob, TripleText } from '../../ports.ts';
import { bounded } from './bounded.ts';
import { GraphRefused } from './refused.ts';
import { type JsonTerm, termText } from './result-terms.ts';
import type { GraphStore } from './store-set.ts';

interface JsonResults {
  readonly results: { readonly bindings: readonly Readonly<Record<string, JsonTerm>>[] };
}

/** The array that clients of the original contract read: `[{"?v": "<iri>"}]`. */
function legacyArray(json: string): string {
  const { results } = JSON.parse(json) as JsonResults;
  return JSON.stringify(
    results.bindings.map((row) => Object.fromEntries(Object.entries(row).map(([name, term]) => [`?${name}`, termText(term)]))),
  );
}

/** The engine's options for the graphs that a query reads. */
function datasetOptions({ dataset, union, query }: Extract<GraphJob, { kind: 'query' }>): object {
  if (!dataset) return { use_default_graph_as_union: union && !query.hasDataset };
  return {
    default_graph: dataset.defaultGraphs.map(oxigraph.namedNode),
    named_graphs: dataset.namedGraphs.map(oxigraph.namedNode),
  };
}

const JSON_RESULTS = 'application/sparql-results+json';

/** Runs a read-only query. The engine's message goes to the caller, whose query it is about. */
export function runQuery(store: GraphStore, job: Extract<GraphJob, { kind: 'query' }>): string {
  const { query, format, base, bytesMax } = job;
  const legacy = format === 'legacy';
  const mediaType = legacy ? (query.form === 'graph' ? 'application/n-triples' : JSON_RESULTS) : format;
  const text = store.query(query.text, {
    results_format: mediaType,
    ...datasetOptions(job),
    ...(base === undefined ? {} : { base_iri: base }),
  }) as string;
  const answer = bounded(text, bytesMax);
  return legacy && query.form === 'select' ? bounded(legacyArray(answer), bytesMax) : answer;
}

/** Rows of a SELECT over the union of graphs. */
export function selectRows(store: GraphStore, query: string): Readonly<Record<string, JsonTerm>>[] {
  const json = store.query(query, { results_format: 'json', use_default_graph_as_union: true }) as string;
  return [...(JSON.parse(json) as JsonResults).results.bindings];
}

/** Every triple of a namespace, in N-Triples terms; refuses when there are more than fit one answer. */
export function allTriples(store: GraphStore, job: Extract<GraphJob, { kind: 'triples' }>): TripleText[] {
  const tooLarge = `The namespace has more triples than one answer holds (${job.countMax}). Use QuerySparql with LIMIT and OFFSET, or WatchChanges.`;
  if (store.size > job.countMax) throw new GraphRefused('too-large', tooLarge);
  let size = 0;
  return selectRows(store, 'SELECT ?s ?p ?o WHERE { ?s ?p ?o }').map(({ s, p, o }) => {
    if (!s || !p || !o) throw new TypeError('a triple came back without one of its terms');
    const triple = { subject: termText(s), predicate: termText(p), object: termText(o) };
    size += 3 * (triple.subject.length + triple.predicate.length + triple.object.length) + 16;
    if (size > job.bytesMax) throw new GraphRefused('too-large', tooLarge);
    return triple;
  });
}
