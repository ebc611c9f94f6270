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
/** Shorter words, such as `a`, are seldom the same value said twice. */
const TWIN_CHARS_MIN = 3;

const HOLE_HASH = 0x51ed270b;
const TWIN_HASH = 0x2c1b3c6d;

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
 * its value too). `twins` are further places of the same word, which go with it. O(1) a place.
 */
export function placesOf(tokens: readonly string[]): (at: number, twins?: readonly number[]) => number {
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
  return (at, twins = []) => {
    const isKey = tokens[at + 1] === '=' && isWord(tokens[at + 2]);
    let h = swap(high, { at, to: HOLE_HASH, factor: 0x9e3779b1 });
    let l = swap(low, { at, to: HOLE_HASH, factor: 0x7feb352d });
    for (const twin of twins) {
      h = swap(h, { at: twin, to: TWIN_HASH, factor: 0x9e3779b1 });
      l = swap(l, { at: twin, to: TWIN_HASH, factor: 0x7feb352d });
    }
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
export function replaced(tokens: readonly string[], at: number, twins: readonly number[] = []): readonly string[] {
  return tokens.map((token, index) =>
    index === at || (index === at + 2 && tokens[at + 1] === '=') || twins.includes(index) ? SLOT : token,
  );
}

/** Places after `at` where the word at `at` stands once more. */
export function twinsOf(tokens: readonly string[], at: number): readonly number[] {
  const word = tokens[at] ?? '';
  if (word.length < TWIN_CHARS_MIN || !isConstant(word) || tokens.indexOf(word) < at) return [];
  return tokens.flatMap((token, index) => (index > at && token === word ? [index] : []));
}

/** Nouns that the name of one thing of their kind follows. */
const KINDS = new Set(
  'user users account login host client server node device service daemon database relation table container volume queue topic partition group module package'.split(
    ' ',
  ),
);
/** A qualified name, such as `com.example.player`. */
const QUALIFIED = /^[A-Za-z]\w*(?:\.\w+){2,}$/;
const SWITCH = /^(?:yes|no|true|false|on|off)$/i;

/** From one state of a machine to another: few of them tell events apart. */
const STATE = /^[A-Z][A-Z_]+$/;
const STEP = /^(?:from|to|->)$/i;

/** Whether the word before a place says what kind of thing has its name there. */
export const isNamed = (tokens: readonly string[], at: number): boolean => KINDS.has((tokens[at - 1] ?? '').toLowerCase());

interface Around {
  readonly at: number;
  /** Words that all messages of the place share. */
  readonly shared: number;
  /** Whether the same word stands elsewhere too. */
  readonly isTwin: boolean;
  /** Words needed where nothing speaks for a value. */
  readonly most: number;
}

/** Different words that a place must show to be a slot: the fewer, the more speaks for a value. */
export function wordsNeeded(tokens: readonly string[], { at, shared, isTwin, most }: Around): number {
  const word = tokens[at] ?? '';
  if (shared >= 2 && isNamed(tokens, at)) return Math.min(2, most);
  if (shared >= 3 && QUALIFIED.test(word)) return Math.min(2, most);
  if (shared >= 5 && SWITCH.test(word)) return Math.min(2, most);
  if (STATE.test(word) && STEP.test(tokens[at - 1] ?? '')) return most;
  if (isTwin || shared >= 9) return Math.min(3, most);
  return shared >= 5 ? Math.min(4, most) : most;
}

/** Words around a free text, at least, and the texts of one message that are tried. */
const TEXT_WORDS_MIN = 1;
const TEXTS_MAX = 4;
const PLAIN_WORDS_BEFORE = 3;
/** Behind a slot text is told from what happened to a thing only where more words are shared. */
const WORDS_BEFORE_SLOT = 3;
/** Words that must be left where one beside the text is open. */
const SHARED_BESIDE_OPEN = 2;
const BRACKETS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Tokens `[from, to)` of a message that may be free text, and how many words stand around them; 0 where only words stand before it. */
export interface FreeText {
  readonly from: number;
  readonly to: number;
  readonly shared: number;
}

/** Where free text may stand: in brackets, behind a colon or a dash to the end, or as words alone behind a slot. */
export function textsOf(tokens: readonly string[]): FreeText[] {
  const all = tokens.reduce((sum, token) => sum + (isConstant(token) ? 1 : 0), 0);
  const texts: FreeText[] = [];
  const add = (from: number, to: number, wordsMin = TEXT_WORDS_MIN): void => {
    let words = 0;
    for (let at = from; at < to; at += 1) if (isConstant(tokens[at] ?? '')) words += 1;
    if (words > 0 && all - words >= wordsMin && texts.length < TEXTS_MAX) texts.push({ from, to, shared: all - words });
  };
  for (let at = 0; at + 1 < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const isEnd = token === ':' || token === '-' || token === '>' || (token === SLOT && tokens.slice(at + 1).every(isConstant));
    if (isEnd && isConstant(tokens[at + 1] ?? ''))
      add(at + 1, tokens.length, token === SLOT ? WORDS_BEFORE_SLOT : TEXT_WORDS_MIN);
    const closing = BRACKETS[token];
    const end = closing === undefined ? -1 : tokens.indexOf(closing, at + 1);
    if (end > at + 1) add(at + 1, end);
  }
  const last = tokens.findLastIndex((token) => !isConstant(token));
  const start = Math.max(last + 1, 0);
  // Behind three words at least that nothing but words follows.
  if (tokens.length - start > PLAIN_WORDS_BEFORE) texts.push({ from: start + PLAIN_WORDS_BEFORE, to: tokens.length, shared: 0 });
  return texts;
}

/** Names what stands around a free text; names of things of one kind are left open, and the word at `open`. */
export function aroundOf(tokens: readonly string[], { from, to }: FreeText, open = -1): number {
  let high = 0x6a09e667;
  let low = 0x3bb67ae8;
  for (const [at, token] of tokens.entries()) {
    if (at >= from && at < to) continue;
    const hash = at === open ? TWIN_HASH : isNamed(tokens, at) && isConstant(token) ? HOLE_HASH : hashOf(token);
    const place = at < from ? at : at - tokens.length;
    high = (high + mixed(hash, place, 0x9e3779b1)) | 0;
    low = (low + mixed(hash, place, 0x7feb352d)) | 0;
  }
  return nameOf(high, low);
}

/** Words around a free text of which one may be another value. */
const OPEN_WORDS_MAX = 8;

/** Places of words around a free text. */
export function openWords(tokens: readonly string[], { from, to }: FreeText): readonly number[] {
  const words = tokens.flatMap((token, at) => ((at < from || at >= to) && isConstant(token) ? [at] : []));
  return words.length > SHARED_BESIDE_OPEN ? words.slice(0, OPEN_WORDS_MAX) : [];
}

/** The tokens with a slot for a free text. */
export const withoutText = (tokens: readonly string[], { from, to }: FreeText): readonly string[] => [
  ...tokens.slice(0, from),
  SLOT,
  ...tokens.slice(to),
];
