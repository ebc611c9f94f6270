/** The home worker of a key: only it is lent slices of that key, so that a small budget is not cut up. FNV-1a, 32 bits. */
export function homeOf(leaseId: string, workers: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < leaseId.length; index += 1) hash = Math.imul(hash ^ leaseId.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % workers;
}
