/**
 * Quads of a store as lines of N-Quads. The engine's own objects for quads cost a hundred times as much at this number, so that
 * everything here goes as text, except for blank nodes: only the objects keep their names.
 */
import oxigraph from 'oxigraph';
import { type GraphName, type QuadText, quadsIn } from '../../ports.ts';
import { type GraphStore, nquads } from './store-set.ts';

const { defaultGraph, namedNode, parse } = oxigraph;
const AT_ONCE = 2_000;

/** The line of a quad, with its line break. */
export const lineOf = ({ subject, predicate, object, graph }: QuadText): string =>
  `${subject} ${predicate} ${object} ${graph === '' ? '' : `${graph} `}.\n`;

const split = (text: string): string[] =>
  text === ''
    ? []
    : text
        .slice(0, -1)
        .split('\n')
        .map((line) => `${line}\n`);

/** Lines of the default graph as those of another one. */
export const inGraph = (lines: readonly string[], iri: string): string[] =>
  lines.map((line) => `${line.slice(0, -2)}<${iri}> .\n`);

/** The lines of a graph, or of all. */
export function linesOf(store: GraphStore, graph: GraphName): string[] {
  if (graph === 'dataset') return split(store.dump({ format: nquads }));
  const name = graph === 'default' ? defaultGraph() : namedNode(graph.iri);
  const lines = split(store.dump({ format: nquads, from_graph_name: name as never }));
  return graph === 'default' ? lines : inGraph(lines, graph.iri);
}

const hasBlank = ({ subject, object, graph }: QuadText): boolean =>
  [subject, object, graph].some((term) => term.startsWith('_:'));

/** Lines without blank nodes by the graph that they are in, and those with. */
function sorted(lines: readonly string[]): { plain: Map<string, QuadText[]>; blank: string[] } {
  const plain = new Map<string, QuadText[]>();
  const blank: string[] = [];
  for (const line of lines) {
    const [quad] = quadsIn(line);
    if (!quad) continue;
    const known = plain.get(quad.graph);
    if (hasBlank(quad)) blank.push(line);
    else if (known) known.push(quad);
    else plain.set(quad.graph, [quad]);
  }
  return { plain, blank };
}

const inBraces = (graph: string, text: string): string => (graph === '' ? text : `GRAPH ${graph} { ${text} }`);

/** Which of the lines a store has. */
export function presentIn(store: GraphStore, lines: readonly string[]): Set<string> {
  const { plain, blank } = sorted(lines);
  const present = new Set(
    blank.filter((line) => parse(line, { format: nquads, lenient: true }).every((quad) => store.has(quad))),
  );
  for (const [graph, quads] of plain) {
    for (let start = 0; start < quads.length; start += AT_ONCE) {
      const part = quads.slice(start, start + AT_ONCE);
      const rows = part.map(({ subject, predicate, object }, index) => `(${index} ${subject} ${predicate} ${object})`).join(' ');
      // EXISTS is looked up for each row; a join might read the whole store.
      const query = `SELECT ?i { VALUES (?i ?s ?p ?o) { ${rows} } FILTER EXISTS { ${inBraces(graph, '?s ?p ?o')} } }`;
      const answer = store.query(query, { results_format: 'csv' }) as string;
      for (const index of answer.trim().split('\r\n').slice(1)) present.add(lineOf(part[Number(index)]!));
    }
  }
  return present;
}

/** Adds lines to a store, or takes them away. */
export function putLines(store: GraphStore, lines: readonly string[], isThere: boolean): void {
  const { plain, blank } = sorted(lines);
  for (const quad of parse(blank.join(''), { format: nquads, lenient: true })) {
    if (isThere) store.add(quad);
    else store.delete(quad);
  }
  for (const [graph, quads] of plain) {
    for (let start = 0; start < quads.length; start += AT_ONCE) {
      const triples = quads.slice(start, start + AT_ONCE).map((quad) => lineOf({ ...quad, graph: '' }));
      store.update(`${isThere ? 'INSERT' : 'DELETE'} DATA { ${inBraces(graph, triples.join(''))} }`);
    }
  }
}
