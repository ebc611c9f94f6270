import { limits } from './limits.ts';

export interface UsedKey {
  readonly digest: string;
  readonly nodes: number;
  readonly edges: number;
  readonly position: number;
}

export interface UsedKeys {
  /** By `keyIn`, newest last; at most `limits.idempotencyKeysMax`. */
  readonly keys: Map<string, UsedKey>;
  /** The same names by namespace, newest last; no entry where there is none. */
  readonly keysOf: Map<string, Set<string>>;
}

/** Name of an idempotency key within its namespace. */
export const keyIn = (namespace: string, key: string): string => `${namespace} ${key}`;

/** The keys of a snapshot, in their order. */
export function usedKeysOf(stored: Iterable<readonly [string, UsedKey]>): UsedKeys {
  const used: UsedKeys = { keys: new Map(stored), keysOf: new Map() };
  for (const name of used.keys.keys()) noteName(used, name.slice(0, name.indexOf(' ')), name);
  return used;
}

/**
 * Remembers a key. Beyond the bound, the namespace that has the most forgets its oldest, the first by name of several: so that nobody
 * makes another namespace forget while having more than it. Costs a pass over the namespaces then.
 */
export function rememberKey(used: UsedKeys, { namespace, key }: { namespace: string; key: string }, value: UsedKey): void {
  const name = keyIn(namespace, key);
  used.keys.set(name, value);
  noteName(used, namespace, name);
  if (used.keys.size > limits.idempotencyKeysMax) forgetOne(used);
}

function noteName({ keysOf }: UsedKeys, namespace: string, name: string): void {
  const names = keysOf.get(namespace);
  if (names) names.add(name);
  else keysOf.set(namespace, new Set([name]));
}

function forgetOne({ keys, keysOf }: UsedKeys): void {
  let largest: readonly [string, Set<string>] | undefined;
  for (const entry of keysOf) {
    const more = entry[1].size - (largest?.[1].size ?? 0);
    if (!largest || more > 0 || (more === 0 && entry[0] < largest[0])) largest = entry;
  }
  if (!largest) return;
  const [namespace, names] = largest;
  for (const oldest of names) {
    keys.delete(oldest);
    names.delete(oldest);
    break;
  }
  if (names.size === 0) keysOf.delete(namespace);
}
