import type { KeyObject } from 'node:crypto';
import { appendLeaf, emptyRange, isCompactRange, rootOf } from './pure/compact-range.ts';
import type { CompactRange } from './pure/compact-range.ts';
import type { Checkpoint } from './pure/checkpoint-text.ts';
import { leafHash, sameHash } from './pure/merkle-hash.ts';
import type { Hash } from './pure/merkle-hash.ts';
import { verifyCheckpoint } from './signing/signed-note.ts';

/** One entry of the log: its place in the tree, counted from 0, and the exact bytes that were hashed (no line end). */
export interface AuditLeaf {
  sequence: number;
  line: Uint8Array;
}

export interface AuditLogInput {
  leaves: AsyncIterable<AuditLeaf> | Iterable<AuditLeaf>;
  /** Signed notes in the order they were made, so sizes never fall. Copies kept elsewhere can be mixed in at their place. */
  checkpoints: AsyncIterable<string> | Iterable<string>;
  publicKeys: readonly KeyObject[];
  /** The origin that every checkpoint must bear. Absent: that of the first one. */
  origin?: string;
  /** A range already known to be right (from an earlier verification): leaves begin at its size, checkpoints before it are skipped. */
  start?: CompactRange;
}

/**
 * `uncoveredLeaves` counts entries after the last checkpoint, which nothing signed vouches for. On failure
 * `firstBadSequence` is the first entry not shown to be right: the hashes cannot say which entry between two checkpoints
 * was changed, only that everything before this one stands.
 */
export type AuditVerification =
  | { ok: true; size: number; root: Hash; checkpoints: number; uncoveredLeaves: number }
  | { ok: false; firstBadSequence: number; problem: string };

/**
 * Recomputes the tree from the entries and compares it with every signed checkpoint. Finds changed, missing, added,
 * swapped and truncated entries up to the last checkpoint, and forged or withdrawn checkpoints. Entries without any checkpoint
 * are refused. Reads both inputs once, holds one entry and at most 53 hashes. What throws in the inputs is passed on.
 */
export async function verifyAuditLog(input: AuditLogInput): Promise<AuditVerification> {
  const walk = new LeafWalk(input.leaves, input.start ?? emptyRange);
  let origin = input.origin;
  let covered = walk.range.size;
  let count = 0;
  for await (const note of input.checkpoints) {
    const verification = verifyCheckpoint(note, input.publicKeys);
    if (!verification.ok) return bad(covered, `checkpoint ${count} is not valid: ${verification.problem}`);
    const { checkpoint } = verification;
    origin ??= checkpoint.origin;
    if (checkpoint.origin !== origin)
      return bad(covered, `checkpoint ${count} is of another log: "${checkpoint.origin}", not "${origin}"`);
    if (checkpoint.size >= (input.start?.size ?? 0)) {
      const problem = await walk.compareWith(checkpoint, covered);
      if (problem) return problem;
      covered = checkpoint.size;
    }
    count += 1;
  }
  const problem = await walk.drain();
  if (problem) return problem;
  const { size } = walk.range;
  if (count === 0 && size > 0) return bad(covered, `the log has ${size} entries and no signed checkpoint`);
  return { ok: true, size, root: rootOf(walk.range), checkpoints: count, uncoveredLeaves: size - covered };
}

class LeafWalk {
  range: CompactRange;
  readonly #leaves: AsyncIterator<AuditLeaf> | Iterator<AuditLeaf>;

  constructor(leaves: AuditLogInput['leaves'], start: CompactRange) {
    if (!isCompactRange(start)) throw new TypeError('the start of the verification is not a compact range');
    this.range = start;
    this.#leaves = Symbol.asyncIterator in leaves ? leaves[Symbol.asyncIterator]() : leaves[Symbol.iterator]();
  }

  async compareWith(checkpoint: Checkpoint, covered: number): Promise<AuditVerification | undefined> {
    const { size, root } = checkpoint;
    if (size < covered)
      return bad(covered, `a checkpoint over ${size} entries follows one over ${covered}: out of order or rolled back`);
    while (this.range.size < size) {
      const step = await this.#next();
      if (step === 'gap') return this.#gap();
      if (step === 'end')
        return bad(this.range.size, `the log ends after ${this.range.size} entries, but ${size} were signed: truncated`);
    }
    if (sameHash(rootOf(this.range), root)) return undefined;
    // An equal size was already matched once, so there the checkpoint itself is the odd one.
    return bad(covered, describeMismatch(covered, size));
  }

  async drain(): Promise<AuditVerification | undefined> {
    for (;;) {
      const step = await this.#next();
      if (step === 'gap') return this.#gap();
      if (step === 'end') return undefined;
    }
  }

  async #next(): Promise<'leaf' | 'gap' | 'end'> {
    const { done, value } = await this.#leaves.next();
    if (done === true) return 'end';
    const leaf = value as AuditLeaf;
    this.#found = leaf.sequence;
    if (leaf.sequence !== this.range.size) return 'gap';
    this.range = appendLeaf(this.range, leafHash(leaf.line));
    return 'leaf';
  }

  #found = 0;

  #gap(): AuditVerification {
    return bad(
      this.range.size,
      `entry ${this.range.size} is expected, and entry ${this.#found} follows: dropped, doubled or out of order`,
    );
  }
}

function describeMismatch(covered: number, size: number): string {
  if (covered === size) return `a signed checkpoint over ${size} entries contradicts the log`;
  return `entries ${covered} to ${size - 1} do not give the signed root over ${size} entries: changed, swapped, added or dropped`;
}

function bad(firstBadSequence: number, problem: string): AuditVerification {
  return { ok: false, firstBadSequence, problem };
}
