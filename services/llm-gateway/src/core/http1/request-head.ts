import { type Fields, lengthOf, parseFields } from './fields.ts';

/** A request of the plain kind: `POST`, HTTP/1.1, its length known, nothing that needs an answer before the body. */
export interface PlainRequestHead {
  readonly fields: Fields;
  readonly contentLength: number;
}

/** Fields that ask for more than a plain request. */
const SPECIAL = ['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te'];

/**
 * Reads the head of a request whose request line is `requestLine` (with CRLF), up to the empty line and without it. Undefined for
 * every request that is not plain or not flawless: another parser decides what becomes of it.
 */
export function parsePlainRequest(text: string, requestLine: string): PlainRequestHead | undefined {
  if (!text.startsWith(requestLine)) return undefined;
  const fields = parseFields(text, requestLine.length);
  if (typeof fields === 'string') return undefined;
  const contentLength = lengthOf(fields['content-length'] ?? '');
  if (contentLength === undefined || !fields['host'] || SPECIAL.some((name) => fields[name] !== undefined)) return undefined;
  const { connection } = fields;
  return connection === undefined || connection.toLowerCase() === 'keep-alive' ? { fields, contentLength } : undefined;
}
