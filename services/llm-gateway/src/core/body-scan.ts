/** Where a field's value stands in the bytes of a body: from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ScannedBody {
  /** The values of the outermost object, by name as it is written. */
  readonly fields: ReadonlyMap<string, Span>;
  /** Field names in the whole text, each as often as it is written. */
  readonly names: number;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const SPACE = 32;
/** Most strings are short; the ends of long ones are searched for natively. */
const SHORT = 48;

/** Finds the fields of a body that is known to be a JSON object; each byte is looked at once. */
export function scanBody(bytes: Buffer): ScannedBody {
  const fields = new Map<string, Span>();
  let [depth, names, at, start, nameStart, nameEnd] = [0, 0, 0, 0, 0, 0];
  const close = (): void => {
    if (start === 0) return;
    let end = at;
    while (bytes[end - 1]! <= SPACE) end -= 1;
    fields.set(bytes.toString('utf8', nameStart, nameEnd), { start, end });
    start = 0;
  };
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const end = endOfString(bytes, at + 1);
      if (depth === 1 && start === 0) [nameStart, nameEnd] = [at + 1, end];
      at = end;
    } else if (byte === COLON) {
      names += 1;
      if (depth === 1) start = startOfValue(bytes, at + 1);
    } else if (byte === COMMA) {
      if (depth === 1) close();
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 1) close();
      depth -= 1;
    }
  }
  return { fields, names };
}

function startOfValue(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at]! <= SPACE) at += 1;
  return at;
}

/** The place of the quote that ends a string. */
function endOfString(bytes: Buffer, from: number): number {
  const near = Math.min(bytes.length, from + SHORT);
  for (let at = from; at < near; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
    if (at + 1 >= near) return farEndOfString(bytes, at + 1);
  }
  return bytes.length;
}

function farEndOfString(bytes: Buffer, from: number): number {
  for (let end = bytes.indexOf(QUOTE, from); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let before = end - 1;
    // Not beyond `from`: an escape that began before it is over.
    while (before >= from && bytes[before] === BACKSLASH) before -= 1;
    if ((end - 1 - before) % 2 === 0) return end;
  }
  return bytes.length;
}

/**
 * Writes other values over fields of a body, and adds those that it hasn't; all else stays byte for byte. `edits` with undefined
 * take a field out: then, and where a name is written with escapes, the body is written anew.
 */
export function spliceBody(
  {
    bytes,
    body,
    fields,
  }: { readonly bytes: Buffer; readonly body: Readonly<Record<string, unknown>>; readonly fields: ScannedBody['fields'] },
  edits: Readonly<Record<string, unknown>>,
): Buffer {
  const names = Object.keys(edits);
  if (names.length === 0) return bytes;
  if (names.some((name) => edits[name] === undefined || (Object.hasOwn(body, name) && !fields.has(name))))
    return Buffer.from(JSON.stringify({ ...body, ...edits }));
  const known = names.filter((name) => fields.has(name)).toSorted((a, b) => fields.get(a)!.start - fields.get(b)!.start);
  const parts: (Buffer | string)[] = [];
  let from = bytes.indexOf(OPEN_OBJECT) + 1;
  parts.push(bytes.subarray(0, from));
  for (const name of names) if (!fields.has(name)) parts.push(`${JSON.stringify(name)}:${JSON.stringify(edits[name])},`);
  for (const name of known) {
    const { start, end } = fields.get(name)!;
    parts.push(bytes.subarray(from, start), JSON.stringify(edits[name]));
    from = end;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}
