const KEYS_MAX = 1_000;

/**
 * The same function, but what it said of the last 1,000 to 2,000 keys is remembered, so that a busy key is not hashed anew for
 * each request. Keys of strangers push others out at worst.
 */
export function rememberHashes(hashOf: (key: string) => string): (key: string) => string {
  let recent = new Map<string, string>();
  let older = recent;
  return (key) => {
    const known = recent.get(key);
    if (known !== undefined) return known;
    const hash = older.get(key) ?? hashOf(key);
    if (recent.size >= KEYS_MAX) {
      older = recent;
      recent = new Map();
    }
    recent.set(key, hash);
    return hash;
  };
}
