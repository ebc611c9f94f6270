import type { ErrorIdentity, TraceIdentity } from './trace-identity.ts';

/** A call counts this much of the one that it made: where a crash happened says more than how it was reached. */
const OUTWARD = 0.8;
const FRAMES_SAME_MIN = 0.5;
const MESSAGE_SAME_MIN = 0.55;
const TOKENS_MAX = 60;

const weights = Array.from({ length: 32 }, (_, index) => OUTWARD ** index);
const totalOf = (frames: readonly string[]): number => frames.reduce((total, _, index) => total + weights[index]!, 0);

/** Weight of the heaviest common subsequence, taken from both sides. */
function commonWeight(one: readonly string[], other: readonly string[]): number {
  let above = new Float64Array(other.length + 1);
  for (const [row, frame] of one.entries()) {
    const here = new Float64Array(other.length + 1);
    for (const [column, against] of other.entries()) {
      const apart = Math.max(above[column + 1]!, here[column]!);
      here[column + 1] = frame === against ? Math.max(apart, above[column]! + weights[row]! + weights[column]!) : apart;
    }
    above = here;
  }
  return above[other.length]!;
}

/** How much of two stacks is the same, 0 to 1: calls in the same order, the innermost counting most. At most 12 × 12 steps. */
export function frameSimilarity(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 && other.length === 0) return 1;
  return commonWeight(one, other) / (totalOf(one) + totalOf(other));
}

/** The place of a crash and what called it stand in the other stack too, with at most one step more in between. */
const hasPlaceOf = (one: readonly string[], other: readonly string[]): boolean =>
  one.slice(0, 2).every((frame) => other.slice(0, 3).includes(frame));

const isSameStack = (one: readonly string[], other: readonly string[]): boolean =>
  (hasPlaceOf(one, other) || hasPlaceOf(other, one)) && frameSimilarity(one, other) >= FRAMES_SAME_MIN;

/** Share of the words that two messages have in common. Bounded by the messages' bounds. */
export function messageSimilarity(one: string, other: string): number {
  if (one === other) return 1;
  const words = one.split(/[\s:,;]+/, TOKENS_MAX);
  const left = other.split(/[\s:,;]+/, TOKENS_MAX);
  const most = Math.max(words.length, left.length);
  let same = 0;
  for (const word of words) {
    const at = left.indexOf(word);
    if (at < 0) continue;
    left.splice(at, 1);
    same += 1;
  }
  return same / most;
}

const isSameError = (one: ErrorIdentity, other: ErrorIdentity): boolean =>
  one.type === other.type && messageSimilarity(one.message, other.message) >= MESSAGE_SAME_MIN;

/**
 * Whether two traces are the same failure although they are not equal: the same errors with like messages, thrown at the same
 * place by the same caller, most calls outside of it the same too. What led to them must be of one kind and place as well.
 */
export function isNearMiss(one: TraceIdentity, other: TraceIdentity): boolean {
  if (one.language !== other.language || !isSameError(one.error, other.error)) return false;
  if (!isSameStack(one.error.frames, other.error.frames)) return false;
  if (!one.root || !other.root) return one.root === other.root;
  return (
    isSameError(one.root, other.root) &&
    (one.root.frames[0] === other.root.frames[0] || isSameStack(one.root.frames, other.root.frames))
  );
}
