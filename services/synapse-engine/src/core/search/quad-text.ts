/** What a canonical quad means to search: a text of a node, its class, its vector, or nothing. */
import { namespaces } from '@panal/shared-types';

/** A vector of a node: base64 of little-endian 32-bit floats, typed `swarm:float32Vector`. */
export const embeddingWord = `<${namespaces.swarm}embedding>`;
const VECTOR_TYPE = `${namespaces.swarm}float32Vector`;
export const VECTOR_LENGTH_MAX = 4_096;

const TYPE_WORD = `<${namespaces.rdf}type>`;
const QUAD =
  /^<([^>]*)> (<[^>]*>) (?:<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|(@[A-Za-z0-9-]+))?)(?: (?:<[^>]*>|_:\S+))? \.$/s;
const STRING_TYPE = `${namespaces.xsd}string`;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs;
const SHORT: Readonly<Record<string, string>> = { t: '\t', b: '\b', n: '\n', r: '\r', f: '\f' };

/** Words whose text names the node. */
const LABELS = new Set(
  [
    'http://www.w3.org/2000/01/rdf-schema#label',
    `${namespaces.skos}prefLabel`,
    'http://purl.org/dc/terms/title',
    'http://schema.org/name',
    `${namespaces.swarm}title`,
  ].map((word) => `<${word}>`),
);

export type SearchFact = { readonly iri: string; readonly key: string } & (
  | { readonly kind: 'text'; readonly text: string; readonly isLabel: boolean }
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'vector'; readonly base64: string }
);

/** Text of a literal as it is between its quotes in N-Quads. */
export const unescapeLiteral = (text: string): string =>
  text.includes('\\')
    ? text.replace(ESCAPE, (_all, short?: string, long?: string, letter: string = '') =>
        short || long ? String.fromCodePoint(Number.parseInt(short ?? long ?? '', 16)) : (SHORT[letter] ?? letter),
      )
    : text;

/** What a quad says, or undefined where search has no use for it. `key` tells the facts of a node apart. */
export function searchFactOf(quad: string): SearchFact | undefined {
  const [, iri, predicate, node, literal, datatype = STRING_TYPE] = QUAD.exec(quad) ?? [];
  if (iri === undefined || predicate === undefined) return undefined;
  const key = quad.slice(iri.length + 3);
  if (node !== undefined) return predicate === TYPE_WORD ? { iri, key, kind: 'type', type: node } : undefined;
  if (literal === undefined) return undefined;
  if (datatype === VECTOR_TYPE) return predicate === embeddingWord ? { iri, key, kind: 'vector', base64: literal } : undefined;
  if (datatype !== STRING_TYPE) return undefined;
  return { iri, key, kind: 'text', text: unescapeLiteral(literal), isLabel: LABELS.has(predicate) };
}

/** A vector as the object of a quad; undefined where it is empty, too long, or not of finite numbers. */
export function vectorTerm(vector: readonly number[]): string | undefined {
  if (vector.length === 0 || vector.length > VECTOR_LENGTH_MAX || !vector.every(Number.isFinite)) return undefined;
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return `"${bytes.toString('base64')}"^^<${VECTOR_TYPE}>`;
}

/** Reads a vector back, scaled to length 1; undefined where it is none, or all zero. */
export function unitVector(base64: string): Float32Array | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0 || bytes.length > VECTOR_LENGTH_MAX * 4) return undefined;
  return scaled(Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4)));
}

/** A vector scaled to length 1; undefined where that can't be. */
export function scaled(vector: Float32Array): Float32Array | undefined {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : undefined;
}
