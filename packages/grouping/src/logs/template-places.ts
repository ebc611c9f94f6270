/**
 * What stands around a place of a message, and what shape a message has, as numbers that are quick to make and to compare. A place
 * is where a word (or slot) stands; the shape is everything but the words.
 */
import { SLOT } from './message-tokens.ts';

/** A word or a slot: what may be a value. */
export const isWord = (token: string | undefined): boolean => token !== undefined && (token === SLOT || /\p{L}/u.test(token));
/** A word, as long as nobody found it to be a value. */
export const isConstant = (token: string): boolean => token !== SLOT && /\p{L}/u.test(token);
/** Places of one message that may be free at once. */
const FREE_PLACES_MAX = 4;
/** Words that messages with several values have in common at least. */
const SHARED_WORDS_MIN = 2;

const HOLE_HASH = 0x51ed270b;

/** 32 bits of a token; FNV-1a. */
function hashOf(token: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < token.length; at += 1) hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193);
  return hash;
}

const mixed = (hash: number, at: number, factor: number): number => {
  let value = Math.imul(hash ^ Math.imul(at + 1, factor), 0x85ebca6b);
  value ^= value >>> 13;
  return Math.imul(value, 0xc2b2ae35) ^ (value >>> 16);
};

/** 53 bits of two sums: enough for millions of names without a clash. */
const nameOf = (high: number, low: number): number => (high >>> 0) * 0x200000 + ((low >>> 0) >>> 11);

/**
 * Names all that stands around each place of a message: the sum over its tokens without the one in that place (of a key, without
 * its value too). O(1) a place.
 */
export function placesOf(tokens: readonly string[]): (at: number) => number {
  const hashes = tokens.map(hashOf);
  const slot = hashOf(SLOT);
  let high = tokens.length;
  let low = tokens.length;
  for (const [at, hash] of hashes.entries()) {
    high = (high + mixed(hash, at, 0x9e3779b1)) | 0;
    low = (low + mixed(hash, at, 0x7feb352d)) | 0;
  }
  const swap = (sum: number, { at, to, factor }: { at: number; to: number; factor: number }): number =>
    (sum - mixed(hashes[at] ?? 0, at, factor) + mixed(to, at, factor)) | 0;
  return (at) => {
    const isKey = tokens[at + 1] === '=' && isWord(tokens[at + 2]);
    let h = swap(high, { at, to: HOLE_HASH, factor: 0x9e3779b1 });
    let l = swap(low, { at, to: HOLE_HASH, factor: 0x7feb352d });
    if (isKey) {
      h = swap(h, { at: at + 2, to: slot, factor: 0x9e3779b1 });
      l = swap(l, { at: at + 2, to: slot, factor: 0x7feb352d });
    }
    return nameOf(h, l);
  };
}

/** Names the shape of a message: everything but its words. */
export function shapeOf(tokens: readonly string[]): number {
  let high = tokens.length;
  let low = tokens.length;
  for (const [at, token] of tokens.entries()) {
    const hash = isConstant(token) && !token.endsWith('#') ? HOLE_HASH : hashOf(token);
    high = (high + mixed(hash, at, 0x9e3779b1)) | 0;
    low = (low + mixed(hash, at, 0x7feb352d)) | 0;
  }
  return nameOf(high, low);
}

/** The words, as bits of their index, in which two messages of one shape differ: 0 unless they are two to four, and two are shared. */
export function differences(
  tokens: readonly string[],
  { other, words }: { readonly other: readonly string[]; readonly words: readonly number[] },
): number {
  let mask = 0;
  let count = 0;
  for (const [index, at] of words.entries()) {
    if (tokens[at] === other[at]) continue;
    mask |= 1 << index;
    count += 1;
    if (count > FREE_PLACES_MAX) return 0;
  }
  return count >= 2 && words.length - count >= SHARED_WORDS_MIN ? mask : 0;
}

/** The tokens with a slot in one place; of a key the value goes with it. */
export function replaced(tokens: readonly string[], at: number): readonly string[] {
  return tokens.map((token, index) => (index === at || (index === at + 2 && tokens[at + 1] === '=') ? SLOT : token));
}
