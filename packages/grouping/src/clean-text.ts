const ANSI = /\u001B\[[0-9;:?]*[ -/]*[@-~]|\u001B\][^\u0007\u001B]{0,1000}(?:\u0007|\u001B\\)?|\u001B[@-_]/g;
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/** Characters of a text that are looked at: more is cut in the middle, since causes stand at the end and commands at the start. */
export const consideredCharsMax = 65_536;
const HEAD_CHARS = 16_384;
const LINE_CHARS_MAX = 2_000;

/** Lines of a failure text without terminal escapes, control characters and line ends; at most 64 Ki characters of it. */
export function cleanLines(text: string): string[] {
  const cut =
    text.length <= consideredCharsMax ? text : `${text.slice(0, HEAD_CHARS)}\n${text.slice(HEAD_CHARS - consideredCharsMax)}`;
  return cut
    .replace(ANSI, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.slice(0, LINE_CHARS_MAX).replace(CONTROL, '').trimEnd());
}
