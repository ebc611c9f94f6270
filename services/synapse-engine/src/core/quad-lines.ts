import { type Result, ok, refuse } from '@panal/kernel/pure';
import { canonicalQuery } from './canonical-iri.ts';
import { limits } from './limits.ts';

/** Terms of a quad in N-Quads syntax; `graph` is empty for the default graph. */
export interface QuadText {
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
  readonly graph: string;
}

// The literal is unrolled, so that no text makes it slow.
const QUAD = /^(\S+) (\S+) (<[^>]*>|_:\S+|"[^"\\]*(?:\\.[^"\\]*)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?) (?:(\S+) )?\.$/;

/** The terms of canonical lines, as the engine writes them. Throws on any other line: that is a bug. */
export function triplesIn(lines: string): QuadText[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const found = QUAD.exec(line);
      if (!found) throw new TypeError('a line of N-Quads from the engine can not be taken apart');
      const [, subject = '', predicate = '', object = '', graph = ''] = found;
      return { subject, predicate, object, graph };
    });
}

function tooLong({ subject, predicate, object, graph }: QuadText): string | undefined {
  const isIri = (term: string): boolean => term.startsWith('<');
  if ([subject, predicate, object, graph].some((term) => isIri(term) && term.length > limits.iriMax + 2))
    return `an IRI is longer than ${limits.iriMax} characters`;
  return !isIri(object) && object.length > limits.literalMax
    ? `a literal is longer than ${limits.literalMax} characters`
    : undefined;
}

/** Canonical lines that the engine made, under the names that the data has; refuses terms that are too long. */
export function storableLines(lines: string): Result<string, string> {
  // N-Quads write IRIs and strings as SPARQL does.
  const text = canonicalQuery(lines);
  for (const line of text.split('\n')) {
    const problem = line.length > limits.iriMax ? tooLong(triplesIn(line)[0]!) : undefined;
    if (problem !== undefined) return refuse(problem);
  }
  return ok(text);
}
