/** Header fields by lower-case name. */
export type Fields = Readonly<Record<string, string>>;

/** Why a message head is not taken. */
export type HeadProblem = 'malformed' | 'repeated';

/** Source: RFC 9110, sections 5.1 and 5.6.2: a token. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Source: RFC 9110, section 5.5: no control characters but the tab, so no bare CR, LF or NUL. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const TAB = 9;
const SPACE = 32;

/** Fields of which only one can be meant; anything else is how requests are smuggled past a proxy. */
const SINGLE = new Set(['content-length', 'transfer-encoding', 'host', 'authorization']);

/**
 * Reads the field lines of a message head, from `from` up to the end; each one ends with CRLF. Strict: no folded lines, no space
 * before the colon, no bare CR or LF. Repeated fields are joined by a comma, except those of which only one can be meant.
 * Source: RFC 9112, section 5.
 */
export function parseFields(text: string, from: number): Fields | HeadProblem {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (let at = from; at < text.length;) {
    const end = text.indexOf('\r\n', at);
    const colon = text.indexOf(':', at);
    if (end < 0 || colon < 0 || colon > end) return 'malformed';
    const lower = knownName(text.slice(at, colon));
    const value = text.slice(skipBlanks(text, colon + 1, end), trimEnd(text, colon + 1, end));
    if (lower === undefined || !VALUE.test(value)) return 'malformed';
    const known = fields[lower];
    if (known !== undefined && SINGLE.has(lower)) return 'repeated';
    fields[lower] = known === undefined ? value : `${known}, ${value}`;
    at = end + 2;
  }
  return fields;
}

/** Names that were looked at before: clients send the same few with each request. */
const NAMES_REMEMBERED_MAX = 200;
const REMEMBERED_LENGTH_MAX = 40;
const lowerByName = new Map<string, string>();

/** A field's name in lower case; undefined where it is none. */
function knownName(name: string): string | undefined {
  const known = lowerByName.get(name);
  if (known !== undefined) return known;
  if (!NAME.test(name)) return undefined;
  const lower = name.toLowerCase();
  if (lowerByName.size < NAMES_REMEMBERED_MAX && name.length <= REMEMBERED_LENGTH_MAX) lowerByName.set(flat(name), flat(lower));
  return lower;
}

/** A string of its own: a slice would keep the whole head alive, with the key in it. */
const flat = (text: string): string => text.split('').join('');

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function trimEnd(text: string, from: number, end: number): number {
  let at = end;
  while (at > from && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return Math.max(at, from);
}

const isBlank = (code: number): boolean => code === SPACE || code === TAB;

/** A `content-length`, or undefined where it is no plain whole number below 10^15. Source: RFC 9112, section 6.3. */
export const lengthOf = (value: string): number | undefined => (/^\d{1,15}$/.test(value) ? Number(value) : undefined);
