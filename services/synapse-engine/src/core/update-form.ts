/**
 * Cuts a SPARQL update into its operations, so that what each would change can be found by queries. The engine has checked the
 * whole text before; here only the places of keywords and braces matter. Source: SPARQL 1.1 Update, section 3 and grammar.
 */
import { type Result, ok, refuse } from '@panal/kernel/pure';
import { canonicalQuery } from './canonical-iri.ts';
import { limits } from './limits.ts';
import { skeletonOf } from './sparql-skeleton.ts';

export type GraphVerb = 'LOAD' | 'CLEAR' | 'DROP' | 'CREATE' | 'COPY' | 'MOVE' | 'ADD';

/** A graph as the text names it: a keyword, or an IRI still to be resolved. */
export type GraphText = 'DEFAULT' | 'NAMED' | 'ALL' | { readonly iri: string };

/** A group of quads with variables in it. */
export interface Template {
  /** Empty where there is none. */
  readonly group: string;
  readonly variables: readonly string[];
  /** Whether each solution makes blank nodes of its own. */
  readonly makesBlank: boolean;
}

/** A text for the engine to read, and where its first operation begins. */
export interface UpdateCheck {
  readonly text: string;
  readonly prologueLength: number;
}

/** An update taken apart, which the engine has still to read. */
export interface CheckedUpdate {
  readonly checks: readonly UpdateCheck[];
  readonly operations: readonly UpdateOperation[];
  /** FROM clauses for operations that have none of their own. */
  readonly dataset: string;
}

/** One operation; `prologue` holds every BASE and PREFIX before it, groups keep their braces, IRIs are as written. */
export type UpdateOperation =
  | { readonly kind: 'data'; readonly prologue: string; readonly remove: boolean; readonly group: string }
  | {
      readonly kind: 'modify';
      readonly prologue: string;
      readonly withIri: string;
      readonly remove: Template;
      readonly insert: Template;
      /** As FROM and FROM NAMED clauses. */
      readonly dataset: string;
      readonly where: string;
    }
  | {
      readonly kind: 'graphs';
      readonly prologue: string;
      readonly verb: GraphVerb;
      readonly silent: boolean;
      readonly graphs: readonly GraphText[];
    };

const PROLOGUE = /(?:\s*(?:BASE\s*<_*>|PREFIX\s*[^\s:<]*:\s*<_*>))*\s*/iy;
/** A word, an IRI, or a brace, outside of groups. */
const TOKEN = /<_*>|[{}]|[^\s<{}]+/g;

interface Token {
  /** In capitals where it is a keyword; `{}` for a whole group. */
  readonly word: string;
  readonly text: string;
}

/** Where a group that opens at `start` ends (after its brace). */
function groupEnd(skeleton: string, start: number): number {
  let depth = 0;
  for (let at = start; at < skeleton.length; at += 1) {
    if (skeleton[at] === '{') depth += 1;
    else if (skeleton[at] === '}' && (depth -= 1) === 0) return at + 1;
  }
  return skeleton.length;
}

function tokensOf(text: string, skeleton: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(skeleton); found; found = TOKEN.exec(skeleton)) {
    if (found[0] === '{') {
      const end = groupEnd(skeleton, found.index);
      tokens.push({ word: '{}', text: text.slice(found.index, end) });
      TOKEN.lastIndex = end;
    } else {
      tokens.push({ word: found[0].toUpperCase(), text: text.slice(found.index, found.index + found[0].length) });
    }
  }
  return tokens;
}

/** The segments between the semicolons that stand outside of groups. */
function* segmentsOf(text: string, skeleton: string): Generator<{ text: string; skeleton: string }> {
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= skeleton.length; at += 1) {
    const character = skeleton[at];
    if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    else if (at === skeleton.length || (character === ';' && depth === 0)) {
      yield { text: text.slice(start, at), skeleton: skeleton.slice(start, at) };
      start = at + 1;
    }
  }
}

const VARIABLE = /[?$]([\p{L}\p{M}\p{N}_·‿⁀]+)/gu;

/** Names of the variables in a group or template, each once. */
const variablesOf = (group: string): string[] => [
  ...new Set([...skeletonOf(group).matchAll(VARIABLE)].map((found) => found[1] ?? '')),
];

const templateOf = (group: string): Template => ({
  group,
  variables: variablesOf(group),
  makesBlank: /_:|\[|\(/.test(skeletonOf(group)),
});

function modifyOf(prologue: string, tokens: readonly Token[]): UpdateOperation {
  const clause = { withIri: '', remove: '', insert: '', dataset: '', where: '' };
  for (const [index, { word }] of tokens.entries()) {
    const next = tokens[index + 1]?.text ?? '';
    if (word === 'WITH') clause.withIri = next;
    else if (word === 'DELETE') clause.remove = next;
    else if (word === 'INSERT') clause.insert = next;
    else if (word === 'WHERE') clause.where = next;
    else if (word === 'USING')
      clause.dataset += next.toUpperCase() === 'NAMED' ? ` FROM NAMED ${tokens[index + 2]?.text ?? ''}` : ` FROM ${next}`;
  }
  // DELETE WHERE: the pattern is the template, too.
  if (clause.remove.toUpperCase() === 'WHERE') clause.remove = clause.where;
  return { kind: 'modify', prologue, ...clause, remove: templateOf(clause.remove), insert: templateOf(clause.insert) };
}

function graphsOf(prologue: string, tokens: readonly Token[]): UpdateOperation {
  const verb = (tokens[0]?.word ?? '') as GraphVerb;
  const silent = tokens[1]?.word === 'SILENT';
  const graphs = tokens.slice(silent ? 2 : 1).flatMap(({ word, text }): GraphText[] => {
    if (word === 'DEFAULT' || word === 'NAMED' || word === 'ALL') return [word];
    return word === 'GRAPH' || word === 'TO' || word === 'INTO' ? [] : [{ iri: text }];
  });
  return { kind: 'graphs', prologue, verb, silent, graphs };
}

function operationOf(prologue: string, tokens: readonly Token[]): UpdateOperation {
  const [first, second, third] = tokens;
  const changes = first?.word === 'INSERT' || first?.word === 'DELETE';
  if (changes && second?.word === 'DATA')
    return { kind: 'data', prologue, remove: first.word === 'DELETE', group: third?.text ?? '{}' };
  return changes || first?.word === 'WITH' ? modifyOf(prologue, tokens) : graphsOf(prologue, tokens);
}

const headOf = (skeleton: string): number => {
  PROLOGUE.lastIndex = 0;
  return PROLOGUE.exec(skeleton)?.[0].length ?? 0;
};

/** The operations of an update that is well formed, in order; of any other text, something. */
function operationsOf(text: string): UpdateOperation[] {
  const operations: UpdateOperation[] = [];
  let prologue = '';
  for (const segment of segmentsOf(text, skeletonOf(text))) {
    const head = headOf(segment.skeleton);
    prologue += `${segment.text.slice(0, head)}\n`;
    const tokens = tokensOf(segment.text.slice(head), segment.skeleton.slice(head));
    if (tokens.length > 0) operations.push(operationOf(prologue, tokens));
  }
  return operations;
}

/**
 * Texts for the engine to check, which together say whether an update is well formed: the whole, except where an operation has a
 * prologue of its own, which the engine can't read. Then each operation alone, at its place, after the prologues before it.
 */
function checksOf(text: string): UpdateCheck[] {
  const segments = [...segmentsOf(text, skeletonOf(text))].map((segment) => ({ ...segment, head: headOf(segment.skeleton) }));
  if (segments.slice(1).every(({ skeleton, head }) => skeleton.slice(0, head).trim() === '')) {
    return [{ text, prologueLength: segments[0]?.head ?? 0 }];
  }
  const checks: UpdateCheck[] = [];
  let before = '';
  for (const { text: part, head } of segments) {
    checks.push({ text: before + part, prologueLength: before.length + head });
    before += `${part.slice(0, head)}${part.slice(head).replaceAll(/[^\n\r]/g, ' ')} `;
  }
  return checks;
}

/** Whether an update says itself which graphs it reads or writes by default. */
const namesDataset = (operations: readonly UpdateOperation[]): boolean =>
  operations.some((operation) => operation.kind === 'modify' && (operation.dataset !== '' || operation.withIri !== ''));

const LABEL = /_:[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?/gu;

/** A blank node label that two INSERT DATA of one request have, which no request may; undefined where there is none. */
function sharedLabel(operations: readonly UpdateOperation[]): string | undefined {
  const seen = new Set<string>();
  for (const operation of operations) {
    if (operation.kind !== 'data') continue;
    const labels = new Set(skeletonOf(operation.group).match(LABEL) ?? []);
    for (const label of labels) if (seen.has(label)) return label;
    for (const label of labels) seen.add(label);
  }
  return undefined;
}

/** What an update does besides adding what it holds; found in the operations that are performed, so that nothing escapes it. */
export interface UpdateDeeds {
  /** It may take facts away, as DELETE, CLEAR, DROP, COPY and MOVE do. */
  readonly removes: boolean;
  /** What it does depends on what is there: it has a WHERE, or is about whole graphs. */
  readonly reads: boolean;
}

const removes = (operation: UpdateOperation): boolean => {
  if (operation.kind === 'data') return operation.remove;
  if (operation.kind === 'modify') return operation.remove.group !== '';
  return !['ADD', 'CREATE', 'LOAD'].includes(operation.verb);
};

/** What an update may do, whatever the graph holds. */
export const deedsOf = ({ operations }: CheckedUpdate): UpdateDeeds => ({
  removes: operations.some(removes),
  reads: operations.some(
    (operation) =>
      operation.kind === 'modify' || (operation.kind === 'graphs' && ['ADD', 'COPY', 'MOVE'].includes(operation.verb)),
  ),
});

export interface UpdateText {
  readonly text: string;
  /** Graphs of `using-graph-uri` and `using-named-graph-uri`. */
  readonly usingGraphs: readonly string[];
  readonly usingNamedGraphs: readonly string[];
}

/** Takes an update apart; refuses what is too long, and what no engine sees. Whether it is well formed, the engine says. */
export function checkUpdate({ text: given, usingGraphs, usingNamedGraphs }: UpdateText): Result<CheckedUpdate, string> {
  if (given.length > limits.updateMax) return refuse(`the update is longer than ${limits.updateMax} characters`);
  const text = canonicalQuery(given);
  const operations = operationsOf(text);
  if (operations.length > limits.updateOperationsMax)
    return refuse(`the update has more than ${limits.updateOperationsMax} operations`);
  const label = sharedLabel(operations);
  if (label !== undefined) return refuse(`two operations have the blank node ${label}; use another label`);
  const from = [...usingGraphs.map((iri) => `FROM <${iri}>`), ...usingNamedGraphs.map((iri) => `FROM NAMED <${iri}>`)];
  if (from.length > 0 && namesDataset(operations))
    return refuse('the update has USING or WITH; using-graph-uri and using-named-graph-uri exclude them');
  return ok({ checks: checksOf(text), operations, dataset: from.join(' ') });
}
