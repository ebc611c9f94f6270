import type { KeyRateLimits } from './state.ts';
import { scopeOf } from './scopes.ts';

/**
 * Standalone virtual keys live beside the keys of leases and are leases without a reservation, named `key:NAME`:
 *
 * | from | event                  | to      | what it means                                                          |
 * |------|------------------------|---------|------------------------------------------------------------------------|
 * | –    | `minted` with `key`    | live    | created by an operator; its limits follow as `limit-set` of `key:NAME`  |
 * | live | `revoked` + `released` | revoked | opens nothing from now on; calls under way are cut or go on, as asked    |
 * | live | `released` (expiry)    | expired | opens nothing from now on                                                |
 *
 * A name is used once: a key that ended keeps it as long as the ledger remembers it (bounds.ts).
 */
const PREFIX = 'key:';

/** The lease id of a standalone key. */
export const keyLeaseId = (name: string): string => PREFIX + name;

/** Whether a lease id is that of a standalone key. */
export const isVirtualKey = (leaseId: string): boolean => leaseId.startsWith(PREFIX);

/** The name of a standalone key by its lease id. */
export const keyNameOf = (leaseId: string): string => leaseId.slice(PREFIX.length);

/** The scope in which all that a key spends counts: `lease:ID` or `key:NAME`. */
export const keyScope = (leaseId: string): string => (isVirtualKey(leaseId) ? leaseId : scopeOf('lease', leaseId));

/** Whether a text can name a key: 1 to 63 letters, digits, `.`, `_` and `-`. */
export const isKeyName = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(text);

const RATE_MAX = 1_000_000_000;

/** What is wrong with rate limits, if anything; each is a whole number from 1. */
export function invalidRateLimits(limits: KeyRateLimits | undefined): string | undefined {
  for (const [name, value] of Object.entries(limits ?? {})) {
    if (!Number.isSafeInteger(value) || value < 1 || value > RATE_MAX)
      return `${name} must be a whole number from 1 to ${RATE_MAX}`;
  }
  return undefined;
}
