import { parsed } from '../normal/json-values.ts';
import type { ReasoningBlock } from '../normal/normal-request.ts';

const PREFIX = 'panal1.';

/**
 * What another provider needs to get its own reasoning back (OpenAI's id and encrypted content), as the signature of a thinking
 * block: clients of this dialect send that back unread.
 */
export const sealReasoning = (block: Pick<ReasoningBlock, 'id' | 'encrypted'>): string =>
  block.id === undefined && block.encrypted === undefined
    ? ''
    : PREFIX + Buffer.from(JSON.stringify([block.id ?? null, block.encrypted ?? null]), 'utf8').toString('base64url');

/** What `sealReasoning` was given; a signature of Anthropic's as such. */
export function openSeal(signature: string): Pick<ReasoningBlock, 'signature' | 'id' | 'encrypted'> {
  if (signature === '') return {};
  if (!signature.startsWith(PREFIX)) return { signature };
  const value = parsed(Buffer.from(signature.slice(PREFIX.length), 'base64url').toString('utf8'));
  if (!Array.isArray(value)) return {};
  const [id, encrypted] = value as unknown[];
  return { ...(typeof id === 'string' ? { id } : {}), ...(typeof encrypted === 'string' ? { encrypted } : {}) };
}
