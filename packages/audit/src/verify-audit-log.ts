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
  /** Where the entry itself says that a checkpoint over so many entries was signed: one such must be among the checkpoints. */
  signedSize?: number;
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
 * `firstBadSequence` is the first entry that is not shown to be right: a root cannot say which entry since the checkpoint
 * before it was changed, only that every entry covered by that checkpoint stands. `problem` says what was seen, and where.
 */
export type AuditVerification =
  | { ok: true; size: number; root: Hash; checkpoints: number; uncoveredLeaves: number }
  | { ok: false; firstBadSequence: number; problem: string };

/**
 * Recomputes the tree from the entries and compares it with every signed checkpoint. Finds changed, missing, added,
 * swapped and truncated entries up to the last checkpoint, and forged or withdrawn checkpoints. Entries without any checkpoint
 * are refused. Reads both inputs once, holds one entry, at most 53 hashes
 * and the sizes of the checkpoints. What throws in the inputs is passed on.
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
    walk.signedSizes.add(checkpoint.size);
    if (checkpoint.size >= (input.start?.size ?? 0)) {
      const problem = await walk.contradiction(checkpoint, covered);
      if (problem !== undefined) return bad(covered, problem);
      covered = checkpoint.size;
    }
    count += 1;
  }
  const problem = await walk.drain();
  if (problem !== undefined) return bad(covered, problem);
  const { size } = walk.range;
  if (walk.missingSize !== undefined)
    return bad(
      covered,
      `the journal says that a checkpoint over ${walk.missingSize} entries was signed, but it is not kept: taken away`,
    );
  if (count === 0 && size > 0) return bad(covered, `the log has ${size} entries and no signed checkpoint`);
  return { ok: true, size, root: rootOf(walk.range), checkpoints: count, uncoveredLeaves: size - covered };
}

/** Reads the entries in order and keeps the tree over those read. Problems come back as sentences. */
class LeafWalk {
  range: CompactRange;
  /** Sizes of the checkpoints met so far; an entry that names one stands after all that it covers. */
  readonly signedSizes = new Set<number>();
  /** The first size that an entry names and no checkpoint has. */
  missingSize: number | undefined;
  readonly #leaves: AsyncIterator<AuditLeaf, unknown> | Iterator<AuditLeaf, unknown>;

  constructor(leaves: AuditLogInput['leaves'], start: CompactRange) {
    if (!isCompactRange(start)) throw new TypeError('the start of the verification is not a compact range');
    this.range = start;
    this.#leaves = Symbol.asyncIterator in leaves ? leaves[Symbol.asyncIterator]() : leaves[Symbol.iterator]();
  }

  async contradiction({ size, root }: Checkpoint, covered: number): Promise<string | undefined> {
    if (size < covered) return `a checkpoint over ${size} entries follows one over ${covered}: out of order or rolled back`;
    while (this.range.size < size) {
      const step = await this.#step();
      if (step === 'end') return `the log ends after ${this.range.size} entries, but ${size} were signed: truncated`;
      if (step !== undefined) return step.problem;
    }
    return sameHash(rootOf(this.range), root) ? undefined : describeMismatch(covered, size);
  }

  async drain(): Promise<string | undefined> {
    for (;;) {
      const step = await this.#step();
      if (step === 'end') return undefined;
      if (step !== undefined) return step.problem;
    }
  }

  async #step(): Promise<'end' | { problem: string } | undefined> {
    const next = await this.#leaves.next();
    if (next.done === true) return 'end';
    const { sequence, line, signedSize } = next.value;
    const { size } = this.range;
    if (sequence !== size)
      return { problem: `entry ${size} is expected and entry ${sequence} follows: dropped, doubled or out of order` };
    this.range = appendLeaf(this.range, leafHash(line));
    if (signedSize !== undefined && !this.signedSizes.has(signedSize)) this.missingSize ??= signedSize;
    return undefined;
  }
}

function describeMismatch(covered: number, size: number): string {
  if (covered === size) return `a signed checkpoint over ${size} entries contradicts the log`;
  return `entries ${covered} to ${size - 1} do not give the signed root over ${size} entries: changed, swapped, added or dropped`;
}

function bad(firstBadSequence: number, problem: string): AuditVerification {
  return { ok: false, firstBadSequence, problem };
}
