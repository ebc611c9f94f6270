import { emptyRoot, nodeHash } from './merkle-hash.ts';
import type { Hash } from './merkle-hash.ts';

/**
 * All of a growing tree that is needed to append to it and to know its root: the number of leaves and the roots of its
 * perfect subtrees, largest first, one for each bit set in `size` (at most 53). Never mutated.
 */
export interface CompactRange {
  size: number;
  hashes: readonly Hash[];
}

/** The range of the tree without leaves. */
export const emptyRange: CompactRange = { size: 0, hashes: [] };

/** The range after one more leaf hash. Cost: as many node hashes as `size` has trailing one bits, under one on average. */
export function appendLeaf(range: CompactRange, leaf: Hash): CompactRange {
  const hashes = [...range.hashes];
  let merged = leaf;
  for (let pending = range.size; pending % 2 === 1; pending = (pending - 1) / 2) {
    merged = nodeHash(hashes.pop() as Hash, merged);
  }
  hashes.push(merged);
  return { size: range.size + 1, hashes };
}

/** The RFC 6962 root of the range's leaves. */
export function rootOf(range: CompactRange): Hash {
  const smallestFirst = range.hashes.toReversed();
  const [smallest, ...larger] = smallestFirst;
  if (smallest === undefined) return emptyRoot();
  return larger.reduce((right, left) => nodeHash(left, right), smallest);
}

/** Whether a range read from outside is one: a whole non-negative size and one 32-byte hash for each bit set in it. */
export function isCompactRange(range: CompactRange): boolean {
  if (!Number.isSafeInteger(range.size) || range.size < 0) return false;
  const bitsSet = BigInt(range.size).toString(2).replaceAll('0', '').length;
  return range.hashes.length === bitsSet && range.hashes.every((hash) => hash.length === 32);
}
