/**
 * A log message as words, punctuation and slots. Values that are seen from their form alone (numbers, times, addresses, paths,
 * ids) become slots here; whether a plain word is a value is for the miner to find out (template-miner.ts).
 */

/** Stands for a value in a template. */
export const SLOT = '<*>';

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*';
const UNIT = '[kKMGTP](?:i?B|i|bits?)?(?:\\/s)?|B(?:\\/s)?|bytes?|ns|us|ms|s|secs?|seconds?|mins?|minutes?|hours?|days?|%';
/** An address of IPv6, shortened or with its eight groups; a digit tells it from names such as `a::b`. */
const ADDRESS_6 =
  '(?<![\\w:.])(?=[A-Fa-f:]{0,36}\\d)(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}|(?:[0-9A-Fa-f]{1,4}:){1,7}:|:(?::[0-9A-Fa-f]{1,4}){1,7})(?:[.]\\d{1,3}){0,3}(?:%\\w{1,15})?(?:\\/\\d{1,3})?';
/** A control character, which cleaned text doesn't hold. */
const HOLE = '\u0001';

// In this order; what an earlier one took is no longer there for a later one. None has nested repeats over the same characters.
const VALUES = [
  `\\b(?:${WEEKDAY},? )?(?:${MONTH} +\\d{1,2}|\\d{1,2} ${MONTH})(?:,? \\d\\d:\\d\\d(?::\\d\\d)?)?(?: [A-Z]{2,5})?(?:,? \\d{4})?(?: \\d\\d:\\d\\d:\\d\\d(?: [A-Z]{2,5})?)?\\b`,
  // URL, absolute or explicitly relative path, MAC and IP address, host with port.
  '\\b[A-Za-z][A-Za-z0-9+.-]{1,15}:\\/\\/(?:\\[[0-9A-Fa-f:.]{2,45}\\])?[^\\s"\'<>()[\\]{},;]+',
  // Address of mail.
  '(?<![\\w.+-])[\\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,10}(?![\\w@])',
  '(?<!\\w)(?:[A-Za-z]:)?(?:\\.{0,2}|~)[\\\\/](?:[^\\s"\'<>()[\\]{},;:=|?]*)(?:\\?[^\\s"\'<>()[\\]{},;|]*)?',
  '\\b(?:[0-9A-Fa-f]{2}[:-]){5,19}[0-9A-Fa-f]{2}\\b',
  `\\[${ADDRESS_6}\\]:\\d{1,5}`,
  `${ADDRESS_6}(?:[#:]\\d{1,5})?(?![\\w:])`,
  // Bytes, written one by one.
  '(?<!\\w)[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2}){3,1000}(?!\\w)',
  '\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?\\b',
  '(?<![\\w.-])[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63}){1,10}:\\d+\\b',
  // A host by its last name.
  `(?<![\\w.@-])(?:[A-Za-z0-9_-]{1,63}\\.){1,10}(?:com|net|org|edu|gov|mil|io|dev|local|localdomain|internal|lan|corp)(?![\\w.-]*\\w)`,
  // Date, time of day, hexadecimal and other numbers with their units.
  '\\b\\d{1,4}[-/]\\d{1,2}[-/]\\d{1,4}\\b',
  '\\b\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?\\b',
  '(?<!\\w)0[xX][0-9A-Fa-f]+\\b',
  `<?(?<![\\w.-])[+-]?\\d+(?:[.,]\\d+)*(?: ?(?:${UNIT})(?!\\w))?(?!\\w)`,
].map((source) => new RegExp(source, 'g'));

/** The same size said twice, as in `1190 bytes (1.16 KB)`. */
const SIZE_AGAIN = /(\d ?(?:bytes?|B)) \(\d+(?:\.\d+)? ?[KMGT]i?B\)/g;
/** Switches in parentheses, as in `( on off )`. */
const SWITCHES = /\( ?(?:(?:on|off|yes|no|up|down|ok|true|false)[ ,]*){1,8}\)/gi;
/** What is quoted within a message, but for requests (a word in capitals and a value); a quotation at its beginning, or the value of a key, is looked at elsewhere. */
const QUOTED = /(?<=[\s([{:,])(?:"(?![A-Z]{3,8} \u0001)[^"]{1,400}"|'[^']{1,400}')(?=[\s)\]},;:.|]|$)/g;
/** Words with commas between them, in brackets of their own. */
const WORD_LIST = /(?<=[([{])\w[\w.-]*(?:, ?\w[\w.-]*)+(?=[)\]}])/g;
const STARS = /\*{2,}/g;
/** Leaders between a name and its value. */
const DOTS = /\.{2,}/g;
const TOKEN = /[^\s,;:=()[\]{}"'<>|!?]+|[,;:=()[\]{}"'<>|!?]/g;
const PUNCTUATION = /^[,;:=()[\]{}"'<>|!?]$/;
/** `blk_-172`, `node-12`, `attempt_201_m_3`: a kind of thing and its number. */
const NUMBERED = /^(?:([A-Za-z]{2,}[_-])[-_\d.]*\d[-_\d.]*|([A-Za-z]{2,}_)\d[\w-]*)$/;
/** An id that may have but one digit. */
const HEXADECIMAL = /^(?=\D*\d)(?:[0-9A-F]{6,}|[0-9a-f]{6,})$/;
const RELATIVE_PATH = /^[^/]+\/./;
const PLAIN_WORD = /^[A-Za-z][A-Za-z_-]*$/;

/** What may stand between values of one list. */
const LIST_JOINTS = new Set([',', ';', ':', '-', '/', '.', '"', "'"]);
/** Keys whose values are names of one thing. */
const NAME_KEYS = new Set([
  'user',
  'ruser',
  'username',
  'host',
  'rhost',
  'hostname',
  'ip',
  'addr',
  'path',
  'file',
  'database',
  'pod',
  'node',
  'id',
]);
/** Keys whose quoted values say what happened. */
const TEXT_KEYS = new Set(['msg', 'message', 'event', 'text', 'log']);
const isQuote = (token: string | undefined): boolean => token === '"' || token === "'";
const OPENING = new Set(['{', '[', '(']);
const CLOSING = new Set(['}', ']', ')']);

/** Characters of a message that are looked at; longer ones are cut. */
export const messageCharsMax = 2_000;
/** Tokens of a message that are kept. */
export const messageTokensMax = 150;
/** Characters of a token that are kept. */
const TOKEN_CHARS_MAX = 64;

function tokenOf(text: string): string {
  if (text.includes(HOLE)) return SLOT;
  const numbered = NUMBERED.exec(text);
  if (numbered) return `${numbered[1] ?? numbered[2]}#`;
  if (HEXADECIMAL.test(text)) return SLOT;
  const digits = text.match(/\d/g)?.length ?? 0;
  // One digit within a word (`A2dp`) belongs to its name.
  if (digits > 1 || /\d(?![A-Za-z])/.test(text)) return SLOT;
  if (RELATIVE_PATH.test(text) && (text.includes('.') || text.split('/').length > 2)) return SLOT;
  return text.slice(0, TOKEN_CHARS_MAX);
}

/** End of the value that begins after an equals sign at `from`: of a quoted text, of balanced brackets, or of one word. */
function valueEnd(tokens: readonly string[], from: number): number {
  const quote = tokens[from];
  if (quote === '"' || quote === "'") {
    const end = tokens.indexOf(quote, from + 1);
    return end < 0 ? tokens.length : end + 1;
  }
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    if (OPENING.has(token)) depth += 1;
    else if (CLOSING.has(token)) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (depth === 0) {
      const isNextKey = tokens[at + 1] === '=';
      const isNextWord = at > from && !OPENING.has(tokens[at - 1] ?? '');
      if (token === ',' || token === ';' || isNextKey || isNextWord) return at;
    }
  }
  return tokens.length;
}

/** Values of `key=value` become slots, but for single plain words: `user=root` may tell events apart. */
function withoutValues(tokens: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    out.push(tokens[at] ?? '');
    if (tokens[at] !== '=') continue;
    if (isQuote(tokens[at + 1]) && TEXT_KEYS.has(tokens[at - 1] ?? '')) continue;
    const end = valueEnd(tokens, at + 1);
    const only = tokens[at + 1] ?? '';
    out.push(end === at + 2 && PLAIN_WORD.test(only) && !NAME_KEYS.has(tokens[at - 1] ?? '') ? only : SLOT);
    at = end - 1;
  }
  return out;
}

const isValueLike = (token: string): boolean => token === SLOT || token.endsWith('#');

/** Slots, or numbered things of one kind, in a row are one, however they are joined. */
export function joinSlots(tokens: readonly string[]): string[] {
  const out: string[] = [];
  for (const token of tokens) {
    if (isValueLike(token)) {
      let last = out.length - 1;
      while (last >= 0 && LIST_JOINTS.has(out[last] ?? '')) last -= 1;
      if (last >= 0 && out[last] === token) {
        out.length = last + 1;
        continue;
      }
    }
    out.push(token);
  }
  return out;
}

const GROUP_LENGTH_MAX = 6;
const startsWithLetter = (token: string): boolean => /^[A-Za-z]/.test(token);

/** How often the group of `length` tokens at `start` stands there in a row; words of bracketed groups may differ. */
function repeatsAt(tokens: readonly string[], start: number, length: number): number {
  const group = tokens.slice(start, start + length);
  if (!group.some(isValueLike)) return 1;
  const mayDiffer = length >= 3 && !group.includes('=') && group.some((token) => /^[<>()[\]{}]$/.test(token));
  const matches = (offset: number): boolean =>
    group.every((token, index) => {
      const other = tokens[offset + index];
      if (other === undefined) return false;
      return token === other || (mayDiffer && startsWithLetter(token) && startsWithLetter(other));
    });
  let count = 1;
  while (matches(start + count * length)) count += 1;
  return count;
}

/** Lists whose items have several tokens are shown by their first item. */
export function joinRepeats(tokens: readonly string[]): readonly string[] {
  let out = tokens;
  for (let length = 1; length <= GROUP_LENGTH_MAX; length += 1) {
    for (let start = 0; start + 2 * length <= out.length; start += 1) {
      const count = repeatsAt(out, start, length);
      if (count >= (length === 1 ? 2 : 3)) out = [...out.slice(0, start + length), ...out.slice(start + count * length)];
    }
  }
  return out;
}

/** The tokens of a message: at most `messageTokensMax`. Some 10 µs for a line of 100 characters; pure. */
export function messageTokens(message: string): readonly string[] {
  let text = message.slice(0, messageCharsMax).replaceAll(HOLE, ' ').replace(SIZE_AGAIN, '$1').replace(SWITCHES, `(${HOLE})`);
  for (const value of VALUES) text = text.replace(value, HOLE);
  text = text.replace(QUOTED, `"${HOLE}"`).replace(WORD_LIST, HOLE);
  const tokens: string[] = [];
  for (const [token] of text.replace(STARS, HOLE).replace(DOTS, ' .. ').matchAll(TOKEN)) {
    if (tokens.length === messageTokensMax) break;
    tokens.push(PUNCTUATION.test(token) ? token : tokenOf(token));
  }
  return joinRepeats(joinSlots(withoutValues(tokens)));
}
