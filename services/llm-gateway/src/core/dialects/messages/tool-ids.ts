const PLAIN = /^[a-zA-Z0-9_-]+$/;
const PREFIX = 'panal_x';

/** An id of a tool call as Anthropic takes it (letters, digits, `_`, `-`): others are written in base64url behind a prefix. */
export const encodeToolId = (id: string): string =>
  PLAIN.test(id) && !id.startsWith(PREFIX) ? id : PREFIX + Buffer.from(id, 'utf8').toString('base64url');

/** The id that `encodeToolId` was given. */
export function decodeToolId(id: string): string {
  if (!id.startsWith(PREFIX)) return id;
  const decoded = Buffer.from(id.slice(PREFIX.length), 'base64url').toString('utf8');
  return encodeToolId(decoded) === id ? decoded : id;
}
