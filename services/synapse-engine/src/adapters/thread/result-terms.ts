/** A term in SPARQL 1.1 Query Results JSON. */
export interface JsonTerm {
  readonly type: 'uri' | 'literal' | 'bnode' | 'triple';
  readonly value: string;
  readonly datatype?: string;
  readonly 'xml:lang'?: string;
}

const ESCAPED = /[\u0000-\u001f\u007f"\\]/g;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};
const escaped = (character: string): string =>
  SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A term of a result in N-Triples syntax. */
export function termText(term: JsonTerm): string {
  if (term.type === 'uri') return `<${term.value}>`;
  if (term.type === 'bnode') return `_:${term.value}`;
  const literal = `"${term.value.replace(ESCAPED, escaped)}"`;
  if (term['xml:lang'] !== undefined) return `${literal}@${term['xml:lang']}`;
  return term.datatype === undefined ? literal : `${literal}^^<${term.datatype}>`;
}
