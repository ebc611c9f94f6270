/**
 * What a SPARQL update would change, without changing it.
 *
 *   the engine reads the text (on an empty store) → each operation in turn, on a working copy:
 *     data    → the engine makes the quads in a scratch store
 *     modify  → the engine solves WHERE as a query, then fills the templates with the solutions in a scratch store
 *     graphs  → quads are copied or dropped
 *   → the difference → the working copy is taken back
 *
 * So the meaning of every pattern, expression and template is the engine's; cost follows what matches, not the size of the graph.
 */
import oxigraph from 'oxigraph';
import {
  type UpdateOperation,
  namesDataset,
  operationsOf,
  prologueLength,
  sharedLabel,
  textsToCheck,
  variablesOf,
} from '../../core/update-form.ts';
import type { GraphJob, UpdateDelta } from '../../ports.ts';
import { copyOrDrop } from './graph-management.ts';
import { GraphRefused } from './refused.ts';
import { type JsonTerm, termText } from './result-terms.ts';
import type { GraphStore } from './store-set.ts';
import { type Quad, WorkingCopy, scratchStore } from './working-copy.ts';

type UpdateJob = Extract<GraphJob, { kind: 'update' }>;
type Modify = Extract<UpdateOperation, { kind: 'modify' }>;
type Row = Readonly<Record<string, JsonTerm>>;

/** Blank nodes of solutions, which can't be written in VALUES, as IRIs. */
const BLANK = 'urn:panal:blank:';
/** Where the caller names none, relative IRIs are below this. */
const DEFAULT_BASE = 'http://swarm.os/';
const ROWS_AT_ONCE = 2_000;
const SYNTAX = /^error at (\d+):(\d+)/;

/** An operation that fails, so that nothing after it is done; all on one line, so that places can be put right. */
const STOP = 'DROP GRAPH <urn:panal:none>;';

/** Throws what the engine says about how a text is written. Nothing in it is carried out. */
function checkSyntax(text: string, base: string): void {
  const head = prologueLength(text);
  const scratch = scratchStore();
  try {
    scratch.update(`${text.slice(0, head)}${STOP}${text.slice(head)}`, { base_iri: base });
  } catch (error) {
    const found = SYNTAX.exec((error as Error).message);
    if (!found) return;
    const [place, line = '', column = ''] = found;
    const before = text.slice(0, head).split('\n');
    const shifted = Number(line) === before.length && Number(column) > (before.at(-1)?.length ?? 0) + STOP.length;
    const column0 = Number(column) - (shifted ? STOP.length : 0);
    throw new Error((error as Error).message.replace(place, `error at ${line}:${column0}`), { cause: error });
  } finally {
    free(scratch);
  }
}

// Not in the declarations, but in every class of the package: gives the memory back now.
const free = (store: GraphStore): void => (store as unknown as { free(): void }).free();

const { quad: quadOf, blankNode } = oxigraph;
const withBlank = <T extends { termType: string; value: string }>(term: T): T =>
  term.termType === 'NamedNode' && term.value.startsWith(BLANK) ? (blankNode(term.value.slice(BLANK.length)) as never) : term;

/** The quads that updates make in an empty store; a blank node as a property is none. */
function quadsMadeBy(updates: Iterable<string>, base: string): Quad[] {
  const scratch = scratchStore();
  try {
    for (const update of updates) scratch.update(update, { base_iri: base });
    return scratch
      .match()
      .filter((quad) => !quad.predicate.value.startsWith(BLANK))
      .map((quad) => quadOf(withBlank(quad.subject), quad.predicate, withBlank(quad.object), withBlank(quad.graph)));
  } finally {
    free(scratch);
  }
}

function solve(store: GraphStore, operation: Modify, query: { readonly text: string; readonly base: string }): Row[] {
  const { withIri, prologue, dataset } = operation;
  const defaultGraph = withIri === '' || dataset !== '' ? undefined : resolveIri(withIri, prologue, query.base);
  const json = store.query(query.text, {
    results_format: 'json',
    base_iri: query.base,
    ...(defaultGraph === undefined ? {} : { default_graph: oxigraph.namedNode(defaultGraph) }),
  }) as string;
  return (JSON.parse(json) as { results: { bindings: Row[] } }).results.bindings;
}

/** An IRI as an update writes it (in brackets or with a prefix), in full. */
export function resolveIri(text: string, prologue: string, base: string): string {
  const json = scratchStore().query(`${prologue} SELECT ?g { VALUES ?g { ${text} } }`, {
    results_format: 'json',
    base_iri: base,
  });
  return (JSON.parse(json as string) as { results: { bindings: Row[] } }).results.bindings[0]?.['g']?.value ?? '';
}

/** Updates that fill a template with solutions in an otherwise empty store. */
function* fillings(operation: Modify, template: string, rows: readonly Row[]): Generator<string> {
  const variables = variablesOf(template);
  const head = `${operation.prologue} ${operation.withIri === '' ? '' : `WITH ${operation.withIri}`} INSERT ${template} WHERE`;
  const names = variables.map((name) => `?${name}`).join(' ');
  const cell = (term: JsonTerm | undefined): string => {
    if (!term) return 'UNDEF';
    return term.type === 'bnode' ? `<${BLANK}${term.value}>` : termText(term);
  };
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const part = rows.slice(start, start + ROWS_AT_ONCE);
    const cells = part.map((row) => `(${variables.map((name) => cell(row[name])).join(' ')})`);
    yield `${head} { VALUES (${names}) { ${cells.join(' ')} } }`;
  }
}

function modify(copy: WorkingCopy, operation: Modify, { dataset, base }: { dataset: string; base: string }): void {
  const { prologue, remove, insert, where } = operation;
  const names = [...new Set([...variablesOf(remove), ...variablesOf(insert)])];
  // Each solution makes blank nodes of its own, so solutions may be merged only where the template makes none.
  const makesBlank = /_:|\[|\(/.test(insert);
  const projection = names.length > 0 ? names.map((name) => `?${name}`).join(' ') : '(1 AS ?panal)';
  const select = `${prologue} SELECT ${makesBlank ? '' : 'DISTINCT'} ${projection}`;
  const text = `${select} ${operation.dataset === '' ? dataset : operation.dataset} WHERE ${where}`;
  const rows = solve(copy.store, operation, { text, base });
  const removed = remove === '' ? [] : quadsMadeBy(fillings(operation, remove, rows), base);
  const inserted = insert === '' ? [] : quadsMadeBy(fillings(operation, insert, rows), base);
  for (const quad of removed) copy.set(quad, false);
  for (const quad of inserted) copy.set(quad, true);
}

function perform(copy: WorkingCopy, operation: UpdateOperation, context: { dataset: string; base: string }): void {
  const { base } = context;
  if (operation.kind === 'modify') return modify(copy, operation, context);
  if (operation.kind === 'graphs') return copyOrDrop(copy, operation, (iri) => resolveIri(iri, operation.prologue, base));
  const made = quadsMadeBy([`${operation.prologue} INSERT DATA ${operation.group}`], base);
  for (const quad of made) copy.set(quad, !operation.remove);
}

/** What an update comes to; the store is as before. Refuses what the engine can't read and what must not be done. */
export function updateDelta(store: GraphStore, job: UpdateJob): UpdateDelta {
  const { text, usingGraphs, usingNamedGraphs, base = DEFAULT_BASE } = job;
  const operations = operationsOf(text);
  if (!operations.ok) throw new GraphRefused('too-large', `${operations.refusal}.`);
  for (const part of textsToCheck(text)) checkSyntax(part, base);
  const shared = sharedLabel(operations.value);
  if (shared !== undefined)
    throw new GraphRefused('invalid-argument', `Two operations have the blank node ${shared}; use another label.`);
  const from = usingGraphs.map((iri) => `FROM <${iri}>`);
  const dataset = [...from, ...usingNamedGraphs.map((iri) => `FROM NAMED <${iri}>`)].join(' ');
  if (dataset !== '' && namesDataset(operations.value)) {
    throw new GraphRefused(
      'invalid-argument',
      'The update has USING or WITH; using-graph-uri and using-named-graph-uri exclude them.',
    );
  }
  const copy = new WorkingCopy(store);
  try {
    for (const operation of operations.value) perform(copy, operation, { dataset, base });
    return copy.delta();
  } finally {
    copy.undo();
  }
}
