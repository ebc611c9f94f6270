import { isPlainText } from './plain-deltas.ts';

const NOTHING = Buffer.alloc(0);
/** The fields of pieces of text that mean nothing but their text: in chat, and in messages. */
const FIELDS = ['"content":', '"text":'];

/**
 * Knows the events of a translated stream that differ from the one before in nothing but the text of one piece: most of an answer is
 * made of them. Such an event is copied into the text that the one before was written as, rather than parsed and written.
 *
 * It is learnt from an event that was translated, and holds only while one such event follows the other: whatever comes in between may
 * change what the next one means. JSON text without escapes is written in both dialects as it is.
 */
export class PieceTemplate {
  #before = NOTHING;
  #after = NOTHING;
  #writtenBefore = NOTHING;
  #writtenAfter = NOTHING;

  /** How many bytes of text an event like the one before brings, with what it is for the client; undefined: it is another. */
  translate(raw: Buffer): { readonly textBytes: number; readonly written: Buffer } | undefined {
    const { length } = this.#before;
    const end = raw.length - this.#after.length;
    if (length === 0 || end <= length) return undefined;
    if (this.#before.compare(raw, 0, length) !== 0 || this.#after.compare(raw, end) !== 0) return undefined;
    if (!isPlainText(raw, length, end)) return undefined;
    return {
      textBytes: end - length,
      written: Buffer.concat([this.#writtenBefore, raw.subarray(length, end), this.#writtenAfter]),
    };
  }

  forget(): void {
    this.#before = NOTHING;
  }

  /** To be told of an event that was nothing but a piece of text, and of what was written for it. */
  learn(raw: Buffer, { text, written }: { readonly text: string; readonly written: string }): void {
    const bytes = Buffer.from(written);
    const [from, to] = [placeOf(raw, text), placeOf(bytes, text)];
    if (from === undefined || to === undefined) return;
    const length = Buffer.byteLength(text);
    this.#before = Buffer.from(raw.subarray(0, from));
    this.#after = Buffer.from(raw.subarray(from + length));
    this.#writtenBefore = bytes.subarray(0, to);
    this.#writtenAfter = bytes.subarray(to + length);
  }
}

/** Where the text of the one field of that text begins; undefined where it isn't there exactly once, without escapes. */
function placeOf(bytes: Buffer, text: string): number | undefined {
  const quoted = `"${text}"`;
  if (text === '' || JSON.stringify(text) !== quoted) return undefined;
  for (const field of FIELDS) {
    const whole = field + quoted;
    const at = bytes.indexOf(whole);
    if (at >= 0 && bytes.indexOf(field) === at && bytes.indexOf(field, at + 1) < 0 && bytes.indexOf(quoted) === at + field.length)
      return at + field.length + 1;
  }
  return undefined;
}
