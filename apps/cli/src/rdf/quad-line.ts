/** Statements of N-Quads and N-Triples as they stand in a file, one a line. Source: RDF 1.1 N-Quads, section 4. */

/** What is wrong with a line; `column` counts from 1. */
export interface LineProblem {
  readonly column: number;
  readonly problem: string;
}

/** A statement in N-Quads; undefined for a line that holds none. */
export type LineResult = { readonly ok: true; readonly quad: string | undefined } | ({ readonly ok: false } & LineProblem);

const IRI = /<[^\u0000-\u0020<>"{}|^`\\]*(?:\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})[^\u0000-\u0020<>"{}|^`\\]*)*>/y;
const LITERAL =
  /"[^"\\\n\r]*(?:\\(?:[tbnrf"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})[^"\\\n\r]*)*"(?:@[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)?/y;
const BLANK = /_:([\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?)/uy;
const SPACE = /[ \t]*/y;
const SCHEME = /^<[A-Za-z][A-Za-z0-9+.-]*:/;
const GENID = 'http://swarm.os/.well-known/genid/';

/**
 * The IRI that stands for a blank node of a document: only what has a name can be imported twice without doubling. `scope` tells
 * documents apart. Source: RDF 1.1 Concepts, section 3.5.
 */
export const blankNodeIri = (scope: string, label: string): string => `<${GENID}${scope}-${encodeURIComponent(label)}>`;

type Place = 'subject' | 'predicate' | 'object' | 'graph';

function match(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

const afterSpace = (text: string, index: number): number => index + (match(SPACE, text, index)?.[0].length ?? 0);
const failed = (index: number, problem: string): LineResult & { ok: false } => ({ ok: false, column: index + 1, problem });

const wanted: Readonly<Record<Place, string>> = {
  subject: 'an IRI in angle brackets or a blank node',
  predicate: 'an IRI in angle brackets',
  object: 'an IRI in angle brackets, a literal or a blank node',
  graph: 'an IRI in angle brackets or a blank node',
};

type TermResult = { readonly ok: true; readonly text: string; readonly end: number } | (LineResult & { ok: false });

function termAt(text: string, index: number, { place, scope }: { place: Place; scope: string }): TermResult {
  const expected = (): TermResult => failed(index, `the ${place} must be ${wanted[place]}`);
  if (text[index] === '<') return iriAt(text, index) ?? expected();
  if (place === 'object' && text[index] === '"') return literalAt(text, index);
  const blank = place === 'predicate' ? null : match(BLANK, text, index);
  if (!blank) return expected();
  return { ok: true, text: blankNodeIri(scope, blank[1] ?? ''), end: index + blank[0].length };
}

function iriAt(text: string, index: number): TermResult | undefined {
  const found = match(IRI, text, index)?.[0];
  if (found === undefined) return undefined;
  if (!SCHEME.test(found)) return failed(index, 'the IRI has no scheme; only absolute IRIs name something');
  return { ok: true, text: found, end: index + found.length };
}

function literalAt(text: string, index: number): TermResult {
  const found = match(LITERAL, text, index)?.[0];
  if (found === undefined) return failed(index, 'the literal is not closed, or holds an unknown escape');
  const end = index + found.length;
  if (!text.startsWith('^^', end)) return { ok: true, text: found, end };
  const datatype = iriAt(text, end + 2) ?? failed(end + 2, 'the datatype must be an IRI in angle brackets');
  return datatype.ok ? { ...datatype, text: `${found}^^${datatype.text}` } : datatype;
}

/** Reads one line; `graphs`: whether a fourth term may name a graph. */
export function readQuadLine(text: string, { scope, graphs }: { readonly scope: string; readonly graphs: boolean }): LineResult {
  const terms: string[] = [];
  let index = afterSpace(text, 0);
  if (index === text.length || text[index] === '#') return { ok: true, quad: undefined };
  for (const place of ['subject', 'predicate', 'object', 'graph'] as const) {
    if (place === 'graph' && (!graphs || text[index] === '.')) break;
    const term = termAt(text, index, { place, scope });
    if (!term.ok) return term;
    terms.push(term.text);
    index = afterSpace(text, term.end);
  }
  if (text[index] !== '.') return failed(index, 'expected the dot that ends the statement');
  index = afterSpace(text, index + 1);
  if (index < text.length && text[index] !== '#') return failed(index, 'unexpected text after the statement; one a line');
  return { ok: true, quad: `${terms.join(' ')} .` };
}
