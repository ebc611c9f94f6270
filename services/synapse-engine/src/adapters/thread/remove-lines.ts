import oxigraph from 'oxigraph';
import { type QuadText, quadsIn } from '../../ports.ts';
import { isBroken } from './engine-message.ts';
import type { GraphStore } from './store-set.ts';

const { parse } = oxigraph;
type Quad = InstanceType<typeof oxigraph.Quad>;
type Term = Quad['object'];

const FEW = 50;
const AT_ONCE = 2_000;
/** What SPARQL would read otherwise than N-Quads do: escapes by number, blank nodes, and language tags, which it makes lower case. */
const OTHERWISE_IN_SPARQL = /\\[uU]|(?:^|[ \t])_:|"@[A-Za-z0-9-]*[A-Z]/;

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;

function isTerm(variable: string, term: Term): string {
  const text = `STR(${variable}) = ${quoted(term.value)}`;
  if (term.termType !== 'Literal') return `isIRI(${variable}) && ${text}`;
  const datatype = `STR(DATATYPE(${variable})) = ${quoted(term.datatype.value)}`;
  return `isLiteral(${variable}) && ${text} && ${datatype} && LANG(${variable}) = ${quoted(term.language)}`;
}

/** A pattern that is the quad and nothing else, for a quad that the engine's loader took and its parser of SPARQL does not. */
function patternOf(quad: Quad): string {
  const { subject, predicate, object, graph } = quad;
  const conditions = [isTerm('?s', subject as Term), isTerm('?p', predicate as Term), isTerm('?o', object)];
  if (graph.termType === 'DefaultGraph') return `?s ?p ?o FILTER(${conditions.join(' && ')})`;
  return `GRAPH ?g { ?s ?p ?o FILTER(${[...conditions, isTerm('?g', graph as Term)].join(' && ')}) }`;
}

/** Whether a store has a quad, whose IRIs may be such as only the lenient loader takes; reads the whole store for one of those. */
export function hasQuad(store: GraphStore, quad: Quad): boolean {
  try {
    return store.has(quad);
  } catch (error) {
    if (isBroken(error)) throw error;
    return store.query(`ASK { ${patternOf(quad)} }`) === true;
  }
}

function removeQuad(store: GraphStore, quad: Quad): void {
  try {
    store.delete(quad);
  } catch (error) {
    if (isBroken(error)) throw error;
    const template = quad.graph.termType === 'DefaultGraph' ? '?s ?p ?o' : 'GRAPH ?g { ?s ?p ?o }';
    store.update(`DELETE { ${template} } WHERE { ${patternOf(quad)} }`);
  }
}

function removeOneByOne(store: GraphStore, lines: readonly string[]): void {
  for (const quad of parse(lines.join('\n'), { format: 'application/n-quads', lenient: true })) removeQuad(store, quad);
}

function byGraph(lines: readonly string[]): Map<string, QuadText[]> {
  const graphs = new Map<string, QuadText[]>();
  for (const quad of quadsIn(lines.join('\n'))) {
    const known = graphs.get(quad.graph);
    if (known) known.push(quad);
    else graphs.set(quad.graph, [quad]);
  }
  return graphs;
}

function removeAtOnce(store: GraphStore, lines: readonly string[]): void {
  try {
    const blocks = [...byGraph(lines)].map(([graph, quads]) => {
      const triples = quads.map(({ subject, predicate, object }) => `${subject} ${predicate} ${object} .`).join('\n');
      return graph === '' ? triples : `GRAPH ${graph} { ${triples} }`;
    });
    store.update(`DELETE DATA { ${blocks.join('\n')} }`);
  } catch (error) {
    // An update that can't be parsed has removed nothing.
    if (isBroken(error)) throw error;
    removeOneByOne(store, lines);
  }
}

/** Takes quads (N-Quads, one a line) out of a store. Many go as text: 10 µs of CPU a quad, where the engine's objects take 27. */
export function removeLines(store: GraphStore, text: string): void {
  const lines = text.split('\n').filter((line) => line !== '');
  const few = lines.length < FEW;
  removeOneByOne(
    store,
    lines.filter((line) => few || OTHERWISE_IN_SPARQL.test(line)),
  );
  if (few) return;
  const plain = lines.filter((line) => !OTHERWISE_IN_SPARQL.test(line));
  for (let start = 0; start < plain.length; start += AT_ONCE) removeAtOnce(store, plain.slice(start, start + AT_ONCE));
}
