/** What JSON can hold. Members whose value is undefined are left out, as `JSON.stringify` does. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined };

/** How deep a value may nest, so that a hostile one ends in a clear error before the stack does. */
export const canonicalDepthMax = 500;

/**
 * The one text of a JSON value (RFC 8785): no white space, members sorted by the UTF-16 units of their names, numbers and
 * strings as ECMAScript writes them. Equal values give equal bytes, so the text can be hashed and signed. Throws a
 * TypeError for what JSON cannot hold: NaN, infinities, lone surrogates, functions, bigints, class instances, cycles.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0);
}

function write(value: JsonValue, depth: number): string {
  if (depth > canonicalDepthMax) throw new TypeError(`JSON nested deeper than ${canonicalDepthMax}, or in a cycle`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return writeString(value);
  if (Array.isArray(value)) return `[${Array.from(value as readonly JsonValue[], (item) => write(item, depth + 1)).join(',')}]`;
  if (isPlainObject(value)) return writeObject(value, depth);
  throw new TypeError(`JSON cannot hold a ${typeof value === 'object' ? 'class instance' : typeof value}`);
}

function writeObject(value: { readonly [name: string]: JsonValue | undefined }, depth: number): string {
  // The default order of strings is by UTF-16 code units, which is the order that RFC 8785 asks for.
  const names = Object.keys(value).toSorted();
  const members: string[] = [];
  for (const name of names) {
    const member = value[name];
    if (member !== undefined) members.push(`${writeString(name)}:${write(member, depth + 1)}`);
  }
  return `{${members.join(',')}}`;
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`JSON cannot hold the number ${value}`);
  return JSON.stringify(value);
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('JSON text cannot hold a lone surrogate');
  return JSON.stringify(value);
}

function isPlainObject(value: unknown): value is { readonly [name: string]: JsonValue | undefined } {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
