/**
 * CLEAR, DROP, CREATE, COPY, MOVE and ADD. A graph is there when it holds a quad: empty graphs are not recorded, so CREATE
 * changes nothing. Source: SPARQL 1.1 Update, section 3.2.
 */
import oxigraph from 'oxigraph';
import type { GraphText, UpdateOperation } from '../../ports.ts';
import { GraphRefused } from './refused.ts';
import type { Quad, WorkingCopy } from './working-copy.ts';

type GraphsOperation = Extract<UpdateOperation, { kind: 'graphs' }>;
type Graph = Quad['graph'];
type Resolve = (iri: string) => string;

const { defaultGraph, namedNode, quad: quadOf } = oxigraph;

const quadsOf = (copy: WorkingCopy, graph: Graph): Quad[] => copy.store.match(null, null, null, graph);

const graphOf = (text: GraphText | undefined, resolve: Resolve): Graph =>
  typeof text === 'object' ? namedNode(resolve(text.iri)) : defaultGraph();

const nameOf = (graph: Graph): string => (graph.termType === 'DefaultGraph' ? 'the default graph' : `<${graph.value}>`);

/** Refuses a named graph that is not there, as the standard asks, unless the operation is SILENT. */
function requireGraph(graph: Graph, quads: readonly Quad[], silent: boolean): void {
  if (quads.length > 0 || silent || graph.termType === 'DefaultGraph') return;
  throw new GraphRefused(
    'invalid-argument',
    `The graph ${nameOf(graph)} does not exist (or is empty). Add SILENT to go on without it.`,
  );
}

function drop(copy: WorkingCopy, operation: GraphsOperation, resolve: Resolve): void {
  const [target] = operation.graphs;
  if (typeof target === 'object' || target === 'DEFAULT') {
    const graph = graphOf(target, resolve);
    const quads = quadsOf(copy, graph);
    requireGraph(graph, quads, operation.silent);
    for (const quad of quads) copy.set(quad, false);
    return;
  }
  for (const quad of copy.store.match()) if (target === 'ALL' || quad.graph.termType !== 'DefaultGraph') copy.set(quad, false);
}

function transfer(copy: WorkingCopy, operation: GraphsOperation, resolve: Resolve): void {
  const { verb, silent } = operation;
  const [from, to] = operation.graphs.map((text) => graphOf(text, resolve));
  if (!from || !to || from.equals(to)) return;
  const quads = quadsOf(copy, from);
  requireGraph(from, quads, silent);
  // A source that is not there leaves the target as it is: the operation failed, silently.
  if (quads.length === 0 && from.termType !== 'DefaultGraph') return;
  if (verb !== 'ADD') for (const quad of quadsOf(copy, to)) copy.set(quad, false);
  for (const quad of quads) copy.set(quadOf(quad.subject, quad.predicate, quad.object, to), true);
  if (verb === 'MOVE') for (const quad of quads) copy.set(quad, false);
}

/** Performs an operation on whole graphs; `resolve` gives the full IRI of one as written. */
export function copyOrDrop(copy: WorkingCopy, operation: GraphsOperation, resolve: Resolve): void {
  const { verb, silent } = operation;
  if (verb === 'CLEAR' || verb === 'DROP') return drop(copy, operation, resolve);
  if (verb === 'COPY' || verb === 'MOVE' || verb === 'ADD') return transfer(copy, operation, resolve);
  if (verb === 'LOAD' && !silent) {
    throw new GraphRefused(
      'no-network',
      'LOAD is refused: this server fetches nothing. Send the data to the Graph Store Protocol, or use IngestFile.',
    );
  }
}
