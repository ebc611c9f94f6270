import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendLeaf, emptyRange, isCompactRange, rootOf } from './compact-range.ts';
import type { CompactRange } from './compact-range.ts';
import { leafHash, nodeHash } from './merkle-hash.ts';
import type { Hash } from './merkle-hash.ts';
import { consistencyProof, inclusionProof, rootOfLeaves, verifyConsistency, verifyInclusion } from './merkle-proofs.ts';

// The entries and roots that the Certificate Transparency projects publish as test data for RFC 6962.
const publishedEntries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const publishedRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

// RFC 6962, section 2.1, written down as it stands and from nothing of ours.
function definedRoot(entries: readonly Buffer[]): Buffer {
  const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  const [first] = entries;
  if (first === undefined) return sha256();
  if (entries.length === 1) return sha256(Buffer.from([0]), first);
  const k = 2 ** Math.ceil(Math.log2(entries.length) - 1);
  return sha256(Buffer.from([1]), definedRoot(entries.slice(0, k)), definedRoot(entries.slice(k)));
}

function rangeOf(leaves: readonly Hash[]): CompactRange {
  return leaves.reduce(appendLeaf, emptyRange);
}

function entriesOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`));
}

const leavesOf = (count: number): Hash[] => entriesOf(count).map((entry) => leafHash(entry));
const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');
const flipped = (hash: Hash): Hash => Uint8Array.from(hash, (byte, index) => (index === 7 ? byte ^ 0x10 : byte));

describe('roots', () => {
  test('are the published ones for 0 to 8 entries, by every way of computing them', () => {
    for (const [count, root] of publishedRoots.entries()) {
      const entries = publishedEntries.slice(0, count).map((entry) => Buffer.from(entry, 'hex'));
      const leaves = entries.map((entry) => leafHash(entry));
      expect(hex(definedRoot(entries))).toBe(root);
      expect(hex(rootOf(rangeOf(leaves)))).toBe(root);
      expect(hex(rootOfLeaves(leaves))).toBe(root);
    }
  });

  test('follow the definition for every size up to 130', () => {
    let range = emptyRange;
    for (const [index, entry] of entriesOf(130).entries()) {
      range = appendLeaf(range, leafHash(entry));
      expect(hex(rootOf(range))).toBe(hex(definedRoot(entriesOf(index + 1))));
      expect(isCompactRange(range)).toBe(true);
    }
  });

  test('a range is not changed by appending to it', () => {
    const before = rangeOf(leavesOf(6));
    const root = hex(rootOf(before));
    appendLeaf(before, leafHash(Buffer.from('more')));
    expect(hex(rootOf(before))).toBe(root);
  });

  test('what is no range is told apart', () => {
    const range = rangeOf(leavesOf(5));
    expect(isCompactRange({ ...range, size: 7 })).toBe(false);
    expect(isCompactRange({ ...range, size: -1 })).toBe(false);
    expect(isCompactRange({ size: 1, hashes: [Buffer.alloc(31)] })).toBe(false);
  });
});

describe('inclusion', () => {
  test('every leaf of every tree up to 33 is proved, and only at its place, in its tree and with its root', () => {
    for (let size = 1; size <= 33; size += 1) {
      const leaves = leavesOf(size);
      const root = rootOfLeaves(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const claim = { leaf, index, size, root, proof: inclusionProof(leaves, index) };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, root: flipped(root) })).toBe(false);
        expect(verifyInclusion({ ...claim, leaf: flipped(leaf) })).toBe(false);
        expect(verifyInclusion({ ...claim, index: (index + 1) % (size + 1) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...claim.proof, root] })).toBe(false);
      }
    }
  });

  test('a proof with its first or last node missing is refused', () => {
    for (let size = 2; size <= 65; size += 1) {
      const leaves = leavesOf(size);
      const claim = { leaf: leaves[1] as Hash, index: 1, size, root: rootOfLeaves(leaves), proof: inclusionProof(leaves, 1) };
      expect(verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
      expect(verifyInclusion({ ...claim, proof: claim.proof.slice(0, -1) })).toBe(false);
    }
  });

  test('a proof with any one node changed is refused', () => {
    const claims = fc
      .integer({ min: 2, max: 200 })
      .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1), node: fc.nat() }));
    fc.assert(
      fc.property(claims, ({ size, index, node }) => {
        const leaves = leavesOf(size);
        const proof = inclusionProof(leaves, index);
        const changed = proof.map((hash, at) => (at === node % proof.length ? flipped(hash) : hash));
        return !verifyInclusion({ leaf: leaves[index] as Hash, index, size, root: rootOfLeaves(leaves), proof: changed });
      }),
      { numRuns: 100 },
    );
  });

  test('a path longer or shorter than the size allows is refused, whatever root is claimed', () => {
    const [leaf, sibling] = leavesOf(2) as [Hash, Hash];
    expect(verifyInclusion({ leaf, index: 0, size: 2, root: leaf, proof: [] })).toBe(false);
    expect(verifyInclusion({ leaf, index: 0, size: 1, root: nodeHash(sibling, leaf), proof: [sibling] })).toBe(false);
    expect(verifyInclusion({ leaf, index: 0, size: 2, root: nodeHash(leaf, sibling), proof: [sibling] })).toBe(true);
  });

  test('nonsense is false, not an exception', () => {
    const [leaf] = leavesOf(1) as [Hash];
    for (const [index, size] of [
      [-1, 1],
      [0, 0],
      [1, 1],
      [0.5, 1],
      [NaN, 1],
      [0, Infinity],
    ] as const) {
      expect(verifyInclusion({ leaf, index, size, root: leaf, proof: [] })).toBe(false);
    }
  });

  test('asking for a proof of a leaf that is not there is a programming error', () => {
    expect(() => inclusionProof(leavesOf(3), 3)).toThrow(RangeError);
    expect(() => inclusionProof(leavesOf(3), 0, 4)).toThrow(RangeError);
  });
});

describe('consistency', () => {
  test('every pair of sizes up to 65 is proved, and only between their roots', () => {
    const leaves = leavesOf(65);
    for (let newSize = 1; newSize <= 65; newSize += 1) {
      const newRoot = rootOfLeaves(leaves, 0, newSize);
      for (let oldSize = 0; oldSize <= newSize; oldSize += 1) {
        const oldRoot = rootOfLeaves(leaves, 0, oldSize);
        const claim = { oldSize, oldRoot, newSize, newRoot, proof: consistencyProof(leaves, oldSize, newSize) };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: flipped(oldRoot) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...claim.proof, newRoot] })).toBe(false);
      }
    }
  });

  test('growth is not shown by another new root or by a proof with a node missing', () => {
    const leaves = leavesOf(40);
    for (let newSize = 2; newSize <= 40; newSize += 1) {
      const newRoot = rootOfLeaves(leaves, 0, newSize);
      for (let oldSize = 1; oldSize < newSize; oldSize += 1) {
        const oldRoot = rootOfLeaves(leaves, 0, oldSize);
        const claim = { oldSize, oldRoot, newSize, newRoot, proof: consistencyProof(leaves, oldSize, newSize) };
        expect(verifyConsistency({ ...claim, newRoot: flipped(newRoot) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: claim.proof.slice(0, -1) })).toBe(false);
      }
    }
  });

  test('a proof longer or shorter than the sizes allow is refused, whatever roots are claimed', () => {
    const [a, b, c, d] = leavesOf(4) as [Hash, Hash, Hash, Hash];
    const pair = nodeHash(a, b);
    const growth = { oldSize: 1, oldRoot: a, newSize: 2, newRoot: pair, proof: [b] };
    expect(verifyConsistency(growth)).toBe(true);
    expect(verifyConsistency({ ...growth, newSize: 3 })).toBe(false);
    const longer = {
      oldSize: 3,
      oldRoot: nodeHash(d, nodeHash(pair, c)),
      newSize: 4,
      newRoot: nodeHash(d, nodeHash(pair, nodeHash(c, d))),
    };
    expect(verifyConsistency({ ...longer, proof: [c, d, pair, d] })).toBe(false);
    expect(verifyConsistency({ ...growth, newRoot: a, proof: [] })).toBe(false);
  });

  test('a tree whose past was rewritten has no proof made from it', () => {
    const sizes = fc
      .integer({ min: 1, max: 120 })
      .chain((oldSize) =>
        fc.record({ oldSize: fc.constant(oldSize), more: fc.integer({ min: 1, max: 120 }), rewritten: fc.nat(oldSize - 1) }),
      );
    fc.assert(
      fc.property(sizes, ({ oldSize, more, rewritten }) => {
        const honest = leavesOf(oldSize + more);
        const forged = honest.map((leaf, index) => (index === rewritten ? flipped(leaf) : leaf));
        const oldRoot = rootOfLeaves(honest, 0, oldSize);
        const proof = consistencyProof(forged, oldSize);
        return !verifyConsistency({ oldSize, oldRoot, newSize: forged.length, newRoot: rootOfLeaves(forged), proof });
      }),
      { numRuns: 100 },
    );
  });

  test('nonsense is false, not an exception', () => {
    const root = rootOfLeaves(leavesOf(3));
    for (const [oldSize, newSize] of [
      [4, 3],
      [-1, 3],
      [1.5, 3],
      [1, 3],
    ] as const) {
      expect(verifyConsistency({ oldSize, oldRoot: root, newSize, newRoot: root, proof: [] })).toBe(false);
    }
    expect(() => consistencyProof(leavesOf(3), 4)).toThrow(RangeError);
  });
});
