/** SPARQL text without what only looks like syntax, so that keywords and braces can be found in it. Source: SPARQL 1.1, section 19. */

// Comments, IRIs, strings and escapes of local names, in which keywords mean nothing.
const OPAQUE =
  /<(?:[^<>"{}|^`\\\s]|\\[uU])*>|"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|\\[^]|#[^\n\r]*/g;

const blanked = (part: string): string => {
  if (part.startsWith('#') || part.startsWith('\\')) return part.replaceAll(/[^]/g, part.startsWith('#') ? ' ' : '_');
  return part[0] + '_'.repeat(part.length - 2) + part.at(-1);
};

/** The same text, of the same length, with comments blank and IRIs, strings and escapes filled: `<____>`, `"__"`. */
export const skeletonOf = (text: string): string => text.replace(OPAQUE, blanked);

/** The text with every IRI in angle brackets replaced by what `rename` makes of it (without the brackets). */
export const renameIris = (text: string, rename: (iri: string) => string): string =>
  text.replace(OPAQUE, (part) => (part.startsWith('<') ? `<${rename(part.slice(1, -1))}>` : part));
