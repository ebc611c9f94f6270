import { createHash } from 'node:crypto';

/** SHA-256 of texts, hex; each is preceded by its length, so that no two lists give the same digest. */
export function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}\n`).update(text);
  return hash.digest('hex');
}

/** SHA-256 of the delivered Golden Rules, hex: the texts joined by newlines. */
export const ruleSetHashOf = (constraints: readonly string[]): string =>
  createHash('sha256').update(constraints.join('\n')).digest('hex');
