/**
 * A line's coarse signature from its bytes in one pass: equal for lines that differ only in what has the form of a value. It is
 * finer than the final clusters, so each is mined once (log-grouper.ts), and cheap: no text is made, some 2 ns a byte.
 *
 * A word with a digit is a value, but for the kind before a number (`blk_17`) and for one digit within a name (`A2dp`); so is a path.
 */

const SPACE = 1;
const PUNCTUATION = 2;
const DIGIT = 3;
const LETTER = 4;
const JOINT = 5;
const OTHER = 6;

const CLASSES = new Uint8Array(256).fill(OTHER);
for (const character of ' \t\r\v\f') CLASSES[character.charCodeAt(0)] = SPACE;
for (const character of ',;:=()[]{}"\'<>|!?') CLASSES[character.charCodeAt(0)] = PUNCTUATION;
for (let code = 48; code < 58; code += 1) CLASSES[code] = DIGIT;
for (let code = 65; code < 91; code += 1) CLASSES[code] = CLASSES[code + 32] = LETTER;
CLASSES[95] = CLASSES[45] = JOINT;

const DOT = 46;
const SLASH = 47;
const BACKSLASH = 92;
const TILDE = 126;
const VALUE = 0x9e3779b1;
const NUMBERED = 0x85ebca6b;

/** Both halves of the signature of the line scanned last. */
export class LineScanner {
  high = 0;
  low = 0;

  /** Scans `buffer[start, end)`, without its line break. */
  scan(buffer: Uint8Array, start: number, end: number): void {
    let high = 0x811c9dc5;
    let low = 0x1b873593;
    let at = start;
    let spaced = false;
    while (at < end) {
      const code = buffer[at] as number;
      const kind = CLASSES[code] as number;
      if (kind === SPACE) {
        spaced = true;
        at += 1;
        continue;
      }
      if (spaced) {
        high = Math.imul(high ^ 32, 0x01000193);
        low = Math.imul(low ^ 32, 0x5bd1e995);
        spaced = false;
      }
      const isDots = code === DOT && buffer[at + 1] === DOT && at + 1 < end;
      if (kind === PUNCTUATION || isDots) {
        high = Math.imul(high ^ code, 0x01000193);
        low = Math.imul(low ^ code, 0x5bd1e995);
        at += 1;
        if (isDots) while (at < end && buffer[at] === DOT) at += 1;
        continue;
      }
      at = this.#word(buffer, at, end);
      high = Math.imul(high ^ this.high, 0x01000193);
      low = Math.imul(low ^ this.low, 0x5bd1e995);
      high ^= high >>> 15;
      low ^= low >>> 13;
    }
    this.high = high >>> 0;
    this.low = low >>> 0;
  }

  /** Leaves the signature of the word at `start` in `high` and `low`, and returns where it ends. */
  #word(buffer: Uint8Array, start: number, end: number): number {
    let high = 0x2f0b4b27;
    let low = 0x3c6ef372;
    let prefixHigh = 0;
    let prefixLow = 0;
    let prefixEnd = 0;
    let digits = 0;
    let lastDigit = 0;
    let slashes = 0;
    let dots = 0;
    let isPure = true;
    let letters = 0;
    let at = start;
    for (; at < end; at += 1) {
      const code = buffer[at] as number;
      const kind = CLASSES[code] as number;
      if (kind === SPACE || kind === PUNCTUATION || (code === DOT && at + 1 < end && buffer[at + 1] === DOT)) break;
      if (kind === DIGIT) {
        digits += 1;
        lastDigit = at;
      } else if (prefixEnd > 0 && kind !== JOINT && code !== DOT) isPure = false;
      if (code === SLASH) slashes += 1;
      else if (code === DOT) dots += 1;
      else if (kind === LETTER) letters += 1;
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x5bd1e995);
      if (kind === JOINT && prefixEnd === 0 && letters >= 2 && letters === at - start) {
        prefixEnd = at + 1;
        prefixHigh = high;
        prefixLow = low;
      }
    }
    this.high = high;
    this.low = low;
    if (startsPath(buffer, start, at) || (slashes > 0 && (dots > 0 || slashes > 1) && buffer[start] !== SLASH)) {
      this.high = this.low = VALUE;
    } else if (digits > 0) {
      const next = CLASSES[buffer[lastDigit + 1] as number];
      const isName = digits === 1 && lastDigit + 1 < at && next === LETTER;
      const isNumbered =
        prefixEnd > 0 && (isPure || (buffer[prefixEnd - 1] === 95 && CLASSES[buffer[prefixEnd] as number] === DIGIT));
      if (isNumbered) {
        this.high = prefixHigh ^ NUMBERED;
        this.low = prefixLow ^ NUMBERED;
      } else if (!isName) this.high = this.low = VALUE;
    }
    return at;
  }
}

/** `/a`, `./a`, `../a`, `~/a`, `\\a`. */
function startsPath(buffer: Uint8Array, start: number, end: number): boolean {
  let at = start;
  if (buffer[at] === TILDE) at += 1;
  else if (buffer[at] === DOT) at += 1;
  return at < end && (buffer[at] === SLASH || buffer[at] === BACKSLASH);
}
