/**
 * What a SPARQL update would change, without changing it.
 *
 *   the engine reads the text, so that it is refused before anything is done → each operation in turn, on a working copy:
 *     data    → the engine makes the quads in a scratch store
 *     modify  → the engine solves WHERE as a query, then fills the templates with the solutions in a scratch store
 *     graphs  → quads are copied or dropped
 *   → the difference → the working copy is taken back
 *
 * So the meaning of every pattern, expression and template is the engine's; cost follows what matches, not the size of the graph.
 */
import oxigraph from 'oxigraph';
import { type GraphJob, type Template, type UpdateDelta, type UpdateOperation, quadsIn } from '../../ports.ts';
import { copyOrDrop } from './graph-management.ts';
import { lineOf, linesOf } from './quad-lines.ts';
import { type JsonTerm, termText } from './result-terms.ts';
import type { GraphStore } from './store-set.ts';
import { type BaseOptions, checkSyntax } from './update-syntax.ts';
import { WorkingCopy, onScratch, tooLarge } from './working-copy.ts';

type UpdateJob = Extract<GraphJob, { kind: 'update' }>;
type Modify = Extract<UpdateOperation, { kind: 'modify' }>;
type Row = Readonly<Record<string, JsonTerm>>;

/** What all operations of an update share. */
interface Context {
  readonly copy: WorkingCopy;
  readonly options: BaseOptions;
  readonly dataset: string;
  readonly rowsMax: number;
}

/** Blank nodes of solutions, which can't be written in VALUES, as IRIs. */
const BLANK = 'urn:panal:blank:';
const ROWS_AT_ONCE = 2_000;

/** A line with the blank nodes that stood in solutions; none where one would be a property. */
function withBlank(line: string): string[] {
  if (!line.includes(`<${BLANK}`)) return [line];
  const [quad] = quadsIn(line);
  if (!quad || quad.predicate.startsWith(`<${BLANK}`)) return [];
  const own = (term: string): string => (term.startsWith(`<${BLANK}`) ? `_:${term.slice(BLANK.length + 1, -1)}` : term);
  return [lineOf({ ...quad, subject: own(quad.subject), object: own(quad.object), graph: own(quad.graph) })];
}

/** The quads that updates make in an empty store. */
const linesMadeBy = (updates: Iterable<string>, options: BaseOptions): string[] =>
  onScratch((scratch) => {
    for (const update of updates) scratch.update(update, options);
    return linesOf(scratch, 'dataset').flatMap(withBlank);
  });

function rowsOf(store: GraphStore, query: string, options: object): Row[] {
  const json = store.query(query, { results_format: 'json', ...options }) as string;
  return (JSON.parse(json) as { results: { bindings: Row[] } }).results.bindings;
}

/** An IRI as an update writes it (in brackets or with a prefix), in full. */
const resolveIri = (text: string, prologue: string, options: BaseOptions): string =>
  onScratch((scratch) => rowsOf(scratch, `${prologue} SELECT ?g { VALUES ?g { ${text} } }`, options)[0]?.['g']?.value ?? '');

/** Solutions of WHERE, as far as the templates need them. */
function solutionsOf(operation: Modify, { copy, options, dataset, rowsMax }: Context): Row[] {
  const { prologue, remove, insert, where, withIri } = operation;
  const names = [...new Set([...remove.variables, ...insert.variables])];
  const projection = names.length > 0 ? names.map((name) => `?${name}`).join(' ') : '(1 AS ?panal)';
  // Each solution makes blank nodes of its own, so solutions may be merged only where the template makes none.
  const select = `${prologue} SELECT ${insert.makesBlank ? '' : 'DISTINCT'} ${projection}`;
  const query = `${select} ${operation.dataset || dataset} WHERE ${where} LIMIT ${rowsMax + 1}`;
  const isWith = withIri !== '' && operation.dataset === '';
  const graph = isWith ? { default_graph: oxigraph.namedNode(resolveIri(withIri, prologue, options)) } : {};
  const rows = rowsOf(copy.store, query, { ...options, ...graph });
  if (rows.length > rowsMax) throw tooLarge(rowsMax);
  return rows;
}

function cellOf(term: JsonTerm | undefined): string {
  if (!term) return 'UNDEF';
  return term.type === 'bnode' ? `<${BLANK}${term.value}>` : termText(term);
}

/** Updates that fill a template with solutions in an otherwise empty store. */
function* fillings({ prologue, withIri }: Modify, { group, variables }: Template, rows: readonly Row[]): Generator<string> {
  const head = `${prologue} ${withIri === '' ? '' : `WITH ${withIri}`} INSERT ${group} WHERE`;
  const names = variables.map((name) => `?${name}`).join(' ');
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const part = rows.slice(start, start + ROWS_AT_ONCE);
    const cells = part.map((row) => `(${variables.map((name) => cellOf(row[name])).join(' ')})`);
    yield `${head} { VALUES (${names}) { ${cells.join(' ')} } }`;
  }
}

function modify(operation: Modify, context: Context): void {
  const { copy, options } = context;
  const rows = solutionsOf(operation, context);
  const filled = (template: Template): string[] =>
    template.group === '' ? [] : linesMadeBy(fillings(operation, template, rows), options);
  copy.change(filled(operation.remove), filled(operation.insert));
}

function perform(operation: UpdateOperation, context: Context): void {
  const { copy, options } = context;
  if (operation.kind === 'modify') return modify(operation, context);
  if (operation.kind === 'graphs') return copyOrDrop(copy, operation, (iri) => resolveIri(iri, operation.prologue, options));
  const made = linesMadeBy([`${operation.prologue} INSERT DATA ${operation.group}`], options);
  return operation.remove ? copy.change(made, []) : copy.change([], made);
}

/** What an update comes to; the store is as before. Refuses what the engine can't read and what must not be done. */
export function updateDelta(store: GraphStore, { update, base, quadsMax }: UpdateJob): UpdateDelta {
  const options = base === undefined ? {} : { base_iri: base };
  for (const check of update.checks) checkSyntax(check, options);
  const copy = new WorkingCopy(store, quadsMax);
  const context = { copy, options, dataset: update.dataset, rowsMax: quadsMax };
  try {
    for (const operation of update.operations) perform(operation, context);
    return copy.delta();
  } finally {
    copy.undo();
  }
}
