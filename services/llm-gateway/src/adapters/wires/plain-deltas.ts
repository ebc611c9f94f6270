import { isUtf8 } from 'node:buffer';
import { isObject } from '../dialect.ts';
import { visibleIn } from './visible-bytes.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
const ASCII_END = 128;
const CONTENT = Buffer.from('"content":"');

/**
 * Knows the events of a stream that differ from an earlier one in nothing but the text of their `content`: most of an answer is
 * made of them. Such an event is compared rather than parsed.
 *
 * An event is learnt from once it was parsed: the bytes before its content and those after it. Another one with the same bytes
 * before and after, and a JSON string without escapes in between, is the same document with another content.
 */
export class PlainDeltas {
  #before: Buffer | undefined;
  #after: Buffer | undefined;

  /** How many bytes of content an event brings that is like the one learnt from; undefined: it is another, and must be parsed. */
  contentBytes(raw: Buffer): number | undefined {
    const [before, after] = [this.#before, this.#after];
    if (!before || !after) return undefined;
    const end = raw.length - after.length;
    if (end < before.length) return undefined;
    if (before.compare(raw, 0, before.length) !== 0 || after.compare(raw, end) !== 0) return undefined;
    return isPlainText(raw, before.length, end) ? end - before.length : undefined;
  }

  /** To be told of a parsed event that ended nothing and reported nothing, with its choices. */
  learn(raw: Buffer, choices: readonly unknown[]): void {
    this.#before = undefined;
    const [choice] = choices;
    const delta = choices.length === 1 && isObject(choice) ? choice['delta'] : undefined;
    const content = isObject(delta) ? delta['content'] : undefined;
    // The empty ones of a role, say, come once.
    if (typeof content !== 'string' || content === '') return;
    const at = raw.indexOf(CONTENT);
    // Once, so that it is that of the delta: a name within a string would have its quotes escaped.
    if (at < 0 || raw.indexOf(CONTENT, at + 1) >= 0) return;
    const start = at + CONTENT.length;
    const end = raw.indexOf(QUOTE, start);
    if (end < 0 || !isPlainText(raw, start, end) || raw.toString('utf8', start, end) !== content) return;
    // Nothing else in it is output.
    if (visibleIn(delta) !== end - start) return;
    this.#before = Buffer.from(raw.subarray(0, start));
    this.#after = Buffer.from(raw.subarray(end));
  }
}

/** Whether some bytes are the inside of a JSON string without escapes. */
export function isPlainText(bytes: Buffer, start: number, end: number): boolean {
  let ascii = true;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) return false;
    if (byte >= ASCII_END) ascii = false;
  }
  return ascii || isUtf8(bytes.subarray(start, end));
}
