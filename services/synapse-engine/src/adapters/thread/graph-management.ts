/**
 * CLEAR, DROP, CREATE, COPY, MOVE and ADD. A graph is there when it holds a quad: empty graphs are not recorded, so CREATE
 * changes nothing. Source: SPARQL 1.1 Update, section 3.2.
 */
import { type GraphName, type GraphText, type UpdateOperation, quadsIn } from '../../ports.ts';
import { lineOf, linesOf } from './quad-lines.ts';
import { GraphRefused } from './refused.ts';
import type { WorkingCopy } from './working-copy.ts';

type GraphsOperation = Extract<UpdateOperation, { kind: 'graphs' }>;
type OneGraph = Exclude<GraphName, 'dataset'>;
type Resolve = (iri: string) => string;

const graphOf = (text: GraphText | undefined, resolve: Resolve): OneGraph =>
  typeof text === 'object' ? { iri: resolve(text.iri) } : 'default';

/** The lines of a graph; refuses a named one that is not there, as the standard asks, unless the operation is SILENT. */
function linesIn(copy: WorkingCopy, graph: OneGraph, silent: boolean): string[] {
  const lines = linesOf(copy.store, graph);
  if (lines.length > 0 || silent || graph === 'default') return lines;
  throw new GraphRefused(
    'invalid-argument',
    `The graph <${graph.iri}> does not exist (or is empty). Add SILENT to go on without it.`,
  );
}

function drop(copy: WorkingCopy, operation: GraphsOperation, resolve: Resolve): void {
  const [target] = operation.graphs;
  if (typeof target === 'object' || target === 'DEFAULT') {
    return copy.change(linesIn(copy, graphOf(target, resolve), operation.silent), []);
  }
  const lines = linesOf(copy.store, 'dataset');
  copy.change(target === 'ALL' ? lines : lines.filter((line) => quadsIn(line)[0]?.graph !== ''), []);
}

function transfer(copy: WorkingCopy, operation: GraphsOperation, resolve: Resolve): void {
  const { verb, silent } = operation;
  const [from = 'default', to = 'default'] = operation.graphs.map((text) => graphOf(text, resolve));
  if (JSON.stringify(from) === JSON.stringify(to)) return;
  const lines = linesIn(copy, from, silent);
  // A source that is not there leaves the target as it is: the operation failed, silently.
  if (lines.length === 0 && from !== 'default') return;
  const replaced = verb === 'ADD' ? [] : linesOf(copy.store, to);
  const graph = to === 'default' ? '' : `<${to.iri}>`;
  const moved = quadsIn(lines.join('')).map((quad) => lineOf({ ...quad, graph }));
  copy.change([...replaced, ...(verb === 'MOVE' ? lines : [])], moved);
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
