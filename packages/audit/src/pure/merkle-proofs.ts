import { emptyRoot, nodeHash, sameHash } from './merkle-hash.ts';
import type { Hash } from './merkle-hash.ts';

/** What `verifyInclusion` judges: that `leaf` is at `index` in the tree of `size` leaves with this root. */
export interface InclusionClaim {
  leaf: Hash;
  index: number;
  size: number;
  root: Hash;
  proof: readonly Hash[];
}

/** What `verifyConsistency` judges: that the tree of `oldSize` leaves is the beginning of the tree of `newSize` leaves. */
export interface ConsistencyClaim {
  oldSize: number;
  oldRoot: Hash;
  newSize: number;
  newRoot: Hash;
  proof: readonly Hash[];
}

/** The RFC 6962 root over leaf hashes `[from, to)`. Linear in their number; for a growing log use a compact range. */
export function rootOfLeaves(leaves: readonly Hash[], from = 0, to = leaves.length): Hash {
  if (to === from) return emptyRoot();
  if (to - from === 1) return leaves[from] as Hash;
  const split = from + largestPowerBelow(to - from);
  return nodeHash(rootOfLeaves(leaves, from, split), rootOfLeaves(leaves, split, to));
}

/**
 * The audit path of leaf `index` in the tree of the first `size` leaf hashes, nearest sibling first (RFC 6962, 2.1.1).
 * Linear in `size`. Throws a RangeError where the leaf is not in that tree.
 */
export function inclusionProof(leaves: readonly Hash[], index: number, size = leaves.length): Hash[] {
  requireWithin(index, 0, size - 1, 'index');
  requireWithin(size, 1, leaves.length, 'size');
  const path: Hash[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const split = from + largestPowerBelow(to - from);
    const goLeft = index < split;
    path.push(goLeft ? rootOfLeaves(leaves, split, to) : rootOfLeaves(leaves, from, split));
    if (goLeft) to = split;
    else from = split;
  }
  return path.toReversed();
}

/**
 * The proof that the tree of `oldSize` leaf hashes begins the tree of `newSize` (RFC 6962, 2.1.2). Empty where the sizes
 * are equal or the old tree is empty. Linear in `newSize`. Throws a RangeError for sizes that are not in order.
 */
export function consistencyProof(leaves: readonly Hash[], oldSize: number, newSize = leaves.length): Hash[] {
  requireWithin(newSize, 0, leaves.length, 'newSize');
  requireWithin(oldSize, 0, newSize, 'oldSize');
  if (oldSize === 0 || oldSize === newSize) return [];
  const path: Hash[] = [];
  let from = 0;
  let to = newSize;
  let boundaryInside = true;
  while (boundaryInside) {
    const split = from + largestPowerBelow(to - from);
    if (oldSize <= split) {
      path.push(rootOfLeaves(leaves, split, to));
      to = split;
    } else {
      path.push(rootOfLeaves(leaves, from, split));
      from = split;
    }
    boundaryInside = to !== oldSize;
  }
  // The old tree itself is left out where it is a perfect subtree at the left edge: the verifier already holds its root.
  if (from !== 0) path.push(rootOfLeaves(leaves, from, to));
  return path.toReversed();
}

/** Whether the proof shows the leaf at that place. Never throws; a malformed claim is false (RFC 9162, 2.1.3.2). */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const { index, size, leaf, root, proof } = claim;
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  let position = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(position) || position === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && sameHash(hash, root);
}

/** Whether the proof shows that the new tree only appended to the old one. Never throws (RFC 9162, 2.1.4.2). */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
  if (oldSize === newSize) return proof.length === 0 && sameHash(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0 && sameHash(oldRoot, emptyRoot());
  return verifyGrowth(claim);
}

function verifyGrowth({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyClaim): boolean {
  let position = oldSize - 1;
  let last = newSize - 1;
  while (isOdd(position)) [position, last] = [half(position), half(last)];
  const siblings = position === 0 ? [oldRoot, ...proof] : proof;
  const [start, ...rest] = siblings;
  if (start === undefined) return false;
  let oldHash = start;
  let newHash = start;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(position) || position === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)];
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && sameHash(oldHash, oldRoot) && sameHash(newHash, newRoot);
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;
const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function requireWithin(value: number, low: number, high: number, name: string): void {
  if (Number.isSafeInteger(value) && value >= low && value <= high) return;
  throw new RangeError(`${name} is ${value}; it must be a whole number from ${low} to ${high}`);
}
