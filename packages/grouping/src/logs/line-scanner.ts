/**
 * A line's coarse signature from its bytes in one pass: equal for lines that differ only in what has the form of a value. It is
 * finer than the final clusters, so each is mined once (log-grouper.ts), and cheap: no text is made.
 *
 * A word with a digit is a value, but for the kind before a number (`blk_17`) and for one digit within a name (`A2dp`); so is a path.
 */

// One bit each; any other byte has none.
const SPACE = 1;
const PUNCTUATION = 2;
const DIGIT = 4;
const LETTER = 8;
const JOINT = 16;
const DOT_BIT = 32;
const SLASH_BIT = 64;
const BACKSLASH_BIT = 128;
const BREAK = 256;
const MAY_END = SPACE | PUNCTUATION | DOT_BIT | BREAK;
const IS_SLASH = SLASH_BIT | BACKSLASH_BIT;
const MAY_BE_VALUE = DIGIT | IS_SLASH;

const DOT = 46;
const SLASH = 47;
const BACKSLASH = 92;
const TILDE = 126;
const UNDERSCORE = 95;
const VALUE = 0x9e3779b1;
const NUMBERED = 0x85ebca6b;
const HIGH_START = 0x2f0b4b27;
const LOW_START = 0x3c6ef372;
const HIGH_FACTOR = 0x01000193;
const HIGH_FACTOR_4 = 0x2c1b3c6d;
const LETTERS = 0x40404040;
const LOW_FACTOR = 0x5bd1e995;

const CLASSES = new Uint16Array(256);
for (const character of ' \t\r\v\f') CLASSES[character.charCodeAt(0)] = SPACE;
for (const character of ',;:=()[]{}"\'<>|!?') CLASSES[character.charCodeAt(0)] = PUNCTUATION;
for (let code = 48; code < 58; code += 1) CLASSES[code] = DIGIT;
for (let code = 65; code < 91; code += 1) CLASSES[code] = CLASSES[code + 32] = LETTER;
CLASSES[UNDERSCORE] = CLASSES[45] = JOINT;
CLASSES[DOT] = DOT_BIT;
CLASSES[SLASH] = SLASH_BIT;
CLASSES[BACKSLASH] = BACKSLASH_BIT;
CLASSES[10] = BREAK;

/** Both halves of the signature of the line scanned last, as signed numbers of 32 bits. */
export class LineScanner {
  high = 0;
  low = 0;

  /** Scans `buffer[start, end)`; line breaks are spaces. */
  scan(buffer: Uint8Array, start: number, end: number): void {
    this.#scan(buffer, start, end, SPACE | BREAK);
  }

  /** Scans the line at `start`; returns where its line break is, or `end`. */
  scanLine(buffer: Uint8Array, start: number, end: number): number {
    return this.#scan(buffer, start, end, SPACE);
  }

  #scan(buffer: Uint8Array, start: number, end: number, spaces: number): number {
    let high = 0x811c9dc5;
    let low = 0x1b873593;
    let at = start;
    let spaced = false;
    while (at < end) {
      const code = buffer[at] as number;
      const kind = CLASSES[code] as number;
      if ((kind & spaces) !== 0) {
        spaced = true;
        at += 1;
        continue;
      }
      if (kind === BREAK) break;
      if (spaced) {
        high = Math.imul(high ^ 32, HIGH_FACTOR);
        low = Math.imul(low ^ 32, LOW_FACTOR);
        spaced = false;
      }
      const isDots = kind === DOT_BIT && buffer[at + 1] === DOT && at + 1 < end;
      if (kind === PUNCTUATION || isDots) {
        high = Math.imul(high ^ code, HIGH_FACTOR);
        low = Math.imul(low ^ code, LOW_FACTOR);
        at += 1;
        if (isDots) while (at < end && buffer[at] === DOT) at += 1;
        continue;
      }
      const numberEnd = kind === DIGIT ? endOfNumber(buffer, at, end) : 0;
      if (numberEnd > 0) {
        this.high = this.low = VALUE;
        at = numberEnd;
      } else at = this.#word(buffer, at, end);
      high = Math.imul(high ^ this.high, HIGH_FACTOR);
      low = Math.imul(low ^ this.low, LOW_FACTOR);
      high ^= high >>> 15;
      low ^= low >>> 13;
    }
    this.high = high | 0;
    this.low = low | 0;
    return at;
  }

  /** Leaves the signature of the word at `start` in `high` and `low`, and returns where it ends. */
  #word(buffer: Uint8Array, start: number, end: number): number {
    let high = HIGH_START;
    let low = LOW_START;
    let kinds = 0;
    let at = start;
    // Four letters at a time, as long as there are four.
    for (; at + 4 <= end; at += 4) {
      const four =
        (buffer[at] as number) |
        ((buffer[at + 1] as number) << 8) |
        ((buffer[at + 2] as number) << 16) |
        ((buffer[at + 3] as number) << 24);
      // Of the 64 bytes from `@` on, those whose lower five bits are at most 26.
      if ((four & 0xc0c0c0c0) !== LETTERS || (((four & 0x1f1f1f1f) + 0x05050505) & 0x20202020) !== 0) break;
      high = Math.imul(high ^ four, HIGH_FACTOR_4);
      high ^= high >>> 15;
      low = Math.imul(((low << 11) | (low >>> 21)) ^ four, LOW_FACTOR);
    }
    for (; at < end; at += 1) {
      const code = buffer[at] as number;
      const kind = CLASSES[code] as number;
      if ((kind & MAY_END) !== 0 && (kind !== DOT_BIT || (at + 1 < end && buffer[at + 1] === DOT))) break;
      kinds |= kind;
      high = Math.imul(high ^ code, HIGH_FACTOR);
      low = ((low << 7) | (low >>> 25)) ^ (code + high);
    }
    this.high = high;
    this.low = low;
    if ((kinds & MAY_BE_VALUE) !== 0) this.#value(buffer, start, at);
    return at;
  }

  /** Looks once more at a word that holds a digit or a slash: most are values, some a kind and its number. */
  #value(buffer: Uint8Array, start: number, end: number): void {
    let prefixEnd = 0;
    let digits = 0;
    let lastDigit = 0;
    let slashes = 0;
    let dots = 0;
    let letters = 0;
    let isPure = true;
    for (let at = start; at < end; at += 1) {
      const kind = CLASSES[buffer[at] as number] as number;
      if (kind === DIGIT) {
        digits += 1;
        lastDigit = at;
      } else if (prefixEnd > 0 && kind !== JOINT && kind !== DOT_BIT) isPure = false;
      if (kind === LETTER) letters += 1;
      else if (kind === SLASH_BIT) slashes += 1;
      else if (kind === DOT_BIT) dots += 1;
      else if (kind === JOINT && prefixEnd === 0 && letters >= 2 && letters === at - start) prefixEnd = at + 1;
    }
    if (startsPath(buffer, start, end) || (slashes > 0 && (dots > 0 || slashes > 1) && buffer[start] !== SLASH)) {
      this.high = this.low = VALUE;
      return;
    }
    if (digits === 0) return;
    const isNumbered =
      prefixEnd > 0 && (isPure || (buffer[prefixEnd - 1] === UNDERSCORE && CLASSES[buffer[prefixEnd] as number] === DIGIT));
    if (isNumbered) this.#prefix(buffer, start, prefixEnd);
    else if (digits !== 1 || lastDigit + 1 >= end || CLASSES[buffer[lastDigit + 1] as number] !== LETTER) {
      this.high = this.low = VALUE;
    }
  }

  #prefix(buffer: Uint8Array, start: number, end: number): void {
    let high = HIGH_START ^ NUMBERED;
    let low = LOW_START ^ NUMBERED;
    for (let at = start; at < end; at += 1) {
      high = Math.imul(high ^ (buffer[at] as number), HIGH_FACTOR);
      low = Math.imul(low ^ (buffer[at] as number), LOW_FACTOR);
    }
    this.high = high;
    this.low = low;
  }
}

/** `/a`, `./a`, `../a`, `~/a`, `\\a`. */
function startsPath(buffer: Uint8Array, start: number, end: number): boolean {
  let at = start;
  if (buffer[at] === TILDE) at += 1;
  else if (buffer[at] === DOT) at += 1;
  return at < end && (buffer[at] === SLASH || buffer[at] === BACKSLASH);
}

/** Where a word ends whose first digit makes it a value, 0 where all of it has to be looked at: most values cost no more than this. */
function endOfNumber(buffer: Uint8Array, start: number, end: number): number {
  if (start + 1 < end && CLASSES[buffer[start + 1] as number] === LETTER) return 0;
  for (let at = start + 1; at < end; at += 1) {
    const kind = CLASSES[buffer[at] as number] as number;
    if ((kind & IS_SLASH) !== 0) return 0;
    if ((kind & MAY_END) !== 0 && (kind !== DOT_BIT || (at + 1 < end && buffer[at + 1] === DOT))) return at;
  }
  return end;
}
