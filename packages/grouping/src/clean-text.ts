const ANSI = /\u001B\[[0-9;:?]{0,100}[ -/]{0,10}[@-~]|\u001B\][^\u0007\u001B]{0,1000}(?:\u0007|\u001B\\)?|\u001B[@-_]/g;
// Control characters, and those that show nothing or turn the direction of text around.
const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

/** Characters of a text that are looked at: more is cut in the middle, since causes stand at the end and commands at the start. */
export const consideredCharsMax = 65_536;
const HEAD_CHARS = 16_384;
const LINE_CHARS_MAX = 2_000;

/** Lines of a failure text without terminal escapes, unseen characters and line ends; at most 64 Ki characters of it. */
export function cleanLines(text: string): string[] {
  const cut =
    text.length <= consideredCharsMax ? text : `${text.slice(0, HEAD_CHARS)}\n${text.slice(HEAD_CHARS - consideredCharsMax)}`;
  return cut
    .toWellFormed()
    .replace(ANSI, '')
    .split(/\r\n|\r|\n|\u2028|\u2029/)
    .map((line) => line.replace(UNSEEN, '').slice(0, LINE_CHARS_MAX).trimEnd().toWellFormed());
}
