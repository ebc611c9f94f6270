/** Terms in N-Quads syntax, as `Change.quad` carries them. Source: RDF 1.1 N-Quads, section 4; XML Schema 1.1 part 2. */
import type { Change } from '@panal/shared-types/synapse';
import { namespaces } from '@panal/shared-types';

declare const termBrand: unique symbol;

/** A term in N-Quads syntax, e.g. `<http://swarm.os/task/7>` or `"text"@en`; made by the functions of this file only. */
export type Term = string & { readonly [termBrand]: 'term' };

const ABSOLUTE_IRI = /^[A-Za-z][A-Za-z0-9+.-]*:/;
// What IRIREF can't hold: controls, space and these eight.
const FORBIDDEN_IN_IRI = /[\u0000-\u0020<>"{}|^`\\]/g;
// Controls may stand in a literal, but only the escaped form survives every tool.
const ESCAPED_IN_LITERAL = /[\u0000-\u001f\u007f"\\]/g;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};
const LANGUAGE = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const NANO_DIGITS = 9;

const percentEncoded = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/**
 * An absolute IRI. What an IRI may not hold (space, quotes, angle brackets, controls) is percent-encoded; text without a scheme
 * throws, since it would name something else in every document. Encode ids from outside with `entity`.
 */
export function iri(text: string): Term {
  if (!ABSOLUTE_IRI.test(text)) throw new TypeError(`"${text.slice(0, 100)}" is no absolute IRI: it has no scheme.`);
  return `<${text.toWellFormed().replace(FORBIDDEN_IN_IRI, percentEncoded)}>` as Term;
}

const escapeLiteral = (character: string): string =>
  SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * A plain, language-tagged or typed literal of any text (an unpaired surrogate, which UTF-8 can't carry, becomes U+FFFD). Throws
 * on a language tag that is none.
 */
export function literal(text: string, options: { readonly language?: string; readonly datatype?: string } = {}): Term {
  const quoted = `"${text.toWellFormed().replace(ESCAPED_IN_LITERAL, escapeLiteral)}"`;
  if (options.language !== undefined) {
    if (!LANGUAGE.test(options.language)) throw new TypeError(`"${options.language.slice(0, 40)}" is no language tag.`);
    return `${quoted}@${options.language}` as Term;
  }
  return (options.datatype === undefined ? quoted : `${quoted}^^${iri(options.datatype)}`) as Term;
}

const typed = (lexical: string, type: string): Term => literal(lexical, { datatype: namespaces.xsd + type });

/** An `xsd:decimal` from its digits, e.g. `"12.50"`; throws on exponents and whatever else is no decimal. */
export function decimal(lexical: string): Term {
  if (!DECIMAL.test(lexical)) throw new TypeError(`"${lexical.slice(0, 40)}" is no decimal number.`);
  return typed(lexical, 'decimal');
}

/** Dollars as an exact `xsd:decimal` of an integer number of nano-USD. */
export function usd(amountNanoUsd: number | bigint): Term {
  const nano = BigInt(amountNanoUsd);
  const digits = (nano < 0n ? -nano : nano).toString().padStart(NANO_DIGITS + 1, '0');
  const fraction = digits.slice(-NANO_DIGITS).replace(/0+$/, '') || '0';
  return decimal(`${nano < 0n ? '-' : ''}${digits.slice(0, -NANO_DIGITS)}.${fraction}`);
}

/** An `xsd:integer`; throws on what is no safe integer. */
export function integer(value: number): Term {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no exact integer.`);
  return typed(String(value), 'integer');
}

/** An `xsd:boolean`. */
export const boolean = (value: boolean): Term => typed(String(value), 'boolean');

/** An `xsd:dateTime` in UTC of a Unix time in milliseconds. */
export const dateTime = (atMs: number): Term => typed(new Date(atMs).toISOString(), 'dateTime');

/** The `xsd:date` in UTC of a Unix time in milliseconds. */
export const date = (atMs: number): Term => typed(new Date(atMs).toISOString().slice(0, 10), 'date');

/** Subject, predicate, object and, for a quad outside the default graph, the graph. */
export type QuadTerms = readonly [subject: Term, predicate: Term, object: Term, graph?: Term];

/** A quad in N-Quads syntax; without a graph it is a triple of the default graph. */
export const quad = (...terms: QuadTerms): string => `${terms.filter((term) => term !== undefined).join(' ')} .`;

/** The change that adds a quad; adding one that is there changes nothing. */
export const insert = (quadText: string): Change => ({ remove: false, quad: quadText });

/** The change that takes a quad away; one that is not there changes nothing. */
export const remove = (quadText: string): Change => ({ remove: true, quad: quadText });
