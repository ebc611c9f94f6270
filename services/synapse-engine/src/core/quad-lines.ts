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
