import type { GraphJob, TripleText } from '../../ports.ts';
import { GraphRefused } from './refused.ts';
import type { GraphStore } from './store-set.ts';

/** A term in SPARQL 1.1 Query Results JSON. */
interface JsonTerm {
  readonly type: 'uri' | 'literal' | 'bnode' | 'triple';
  readonly value: string;
  readonly datatype?: string;
  readonly 'xml:lang'?: string;
}

interface JsonResults {
  readonly results: { readonly bindings: readonly Readonly<Record<string, JsonTerm>>[] };
}

const ESCAPED = /[\u0000-\u001f\u007f"\\]/g;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};
const escaped = (character: string): string =>
  SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A term of a result in N-Triples syntax. */
function termText(term: JsonTerm): string {
  if (term.type === 'uri') return `<${term.value}>`;
  if (term.type === 'bnode') return `_:${term.value}`;
  const literal = `"${term.value.replace(ESCAPED, escaped)}"`;
  if (term['xml:lang'] !== undefined) return `${literal}@${term['xml:lang']}`;
  return term.datatype === undefined ? literal : `${literal}^^<${term.datatype}>`;
}

/** The array that clients of the original contract read: `[{"?v": "<iri>"}]`. */
function legacyArray(json: string): string {
  const { results } = JSON.parse(json) as JsonResults;
  return JSON.stringify(
    results.bindings.map((row) => Object.fromEntries(Object.entries(row).map(([name, term]) => [`?${name}`, termText(term)]))),
  );
}

function bounded(text: string, bytesMax: number): string {
  // A UTF-16 unit is at most three bytes, so most answers need no count.
  if (text.length * 3 > bytesMax && Buffer.byteLength(text) > bytesMax) {
    throw new GraphRefused('too-large', `The answer is larger than ${bytesMax} bytes. Add LIMIT, or ask for less.`);
  }
  return text;
}

/** Runs a read-only query; graphs come back as N-Triples. The engine's message goes to the caller, whose query it is about. */
export function runQuery(store: GraphStore, job: Extract<GraphJob, { kind: 'query' }>): string {
  const { query, format, union, bytesMax } = job;
  const text = store.query(query.text, {
    results_format: query.form === 'graph' ? 'application/n-triples' : 'json',
    use_default_graph_as_union: union && !query.hasDataset,
  }) as string;
  const answer = bounded(text, bytesMax);
  return query.form === 'select' && format === 'legacy' ? bounded(legacyArray(answer), bytesMax) : answer;
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
