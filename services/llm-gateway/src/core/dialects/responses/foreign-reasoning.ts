import { isObject } from '../normal/json-values.ts';

/** Marks what another provider gave, so that it comes back through a client that only keeps `encrypted_content`. */
const MARK = 'panal1.';

interface Foreign {
  readonly signature?: string;
  readonly encrypted?: string;
}

/** Another provider's signature or hidden thoughts as `encrypted_content`. */
export const wrapForeign = (foreign: Foreign): string => MARK + Buffer.from(JSON.stringify(foreign)).toString('base64url');

/** What `wrapForeign` wrapped; undefined for OpenAI's own encrypted content. */
export function unwrapForeign(encryptedContent: string): Foreign | undefined {
  if (!encryptedContent.startsWith(MARK)) return undefined;
  const value = parsed(Buffer.from(encryptedContent.slice(MARK.length), 'base64url').toString());
  if (!isObject(value)) return undefined;
  return {
    ...(typeof value['signature'] === 'string' ? { signature: value['signature'] } : {}),
    ...(typeof value['encrypted'] === 'string' ? { encrypted: value['encrypted'] } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
