import { type Fields, lengthOf, parseFields } from './fields.ts';

/** How the body of an answer ends. */
export type Framing =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  /** At the end of the connection. */
  | { readonly kind: 'until-close' };

export interface ResponseHead {
  readonly status: number;
  readonly fields: Fields;
  readonly framing: Framing;
  /** Whether the connection may carry another request afterwards. */
  readonly reusable: boolean;
}

/** Source: RFC 9112, section 4. */
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?\r\n/;
const NO_BODY: Framing = { kind: 'length', length: 0 };

/** Reads the head of the answer to a POST, up to the empty line and without it; returns why not where it is not sound. */
export function parseResponseHead(text: string): ResponseHead | string {
  const line = STATUS_LINE.exec(text);
  if (!line) return 'its status line is not HTTP/1.1';
  const fields = parseFields(text, line[0].length);
  if (typeof fields === 'string') return `its header is ${fields}`;
  const status = Number(line[2]);
  const framing = status < 200 || status === 204 || status === 304 ? NO_BODY : framingOf(fields);
  if (typeof framing === 'string') return framing;
  const connection = fields['connection']?.toLowerCase() ?? '';
  const kept = line[1] === '1' ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection);
  return { status, fields, framing, reusable: kept && framing.kind !== 'until-close' };
}

/** Two ways to say how long a body is may disagree, so that an answer with both is refused. Source: RFC 9112, section 6.3. */
function framingOf(fields: Fields): Framing | string {
  const encoding = fields['transfer-encoding'];
  const length = fields['content-length'];
  if (encoding !== undefined) {
    if (length !== undefined) return 'it has both a length and a transfer encoding';
    return encoding.toLowerCase() === 'chunked' ? { kind: 'chunked' } : 'its transfer encoding is not known';
  }
  if (length === undefined) return { kind: 'until-close' };
  const bytes = lengthOf(length);
  return bytes === undefined ? 'its length is no number' : { kind: 'length', length: bytes };
}
