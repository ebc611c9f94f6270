/**
 * Where the message of a raw log line begins: what stands before it (time, level, process, thread, logger) says when and where, not
 * what. No format is configured: a header is known by a time or a level near the beginning, and read field by field from there.
 */

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const ZONE = '(?:Z|[+-]\\d\\d:?\\d\\d)?';
const CLOCK = `\\d{1,2}:\\d\\d(?::\\d{1,2}(?:[.,:]\\d{1,9})?)?${ZONE}`;
/** After a date hours, minutes and seconds may lack their leading zeros, and points may stand for colons. */
const LOOSE_CLOCK = `\\d{1,2}[:.]\\d{1,2}(?:[:.]\\d{1,2}(?:[.,:]\\d{1,9})?)?${ZONE}`;

const TIMES = [
  `\\[?(?:${WEEKDAY},? )?${MONTH} {1,2}\\d{1,2}(?:,? \\d{4})? ${CLOCK}(?: [A-Z]{3,4})?(?: \\d{4})?\\]?[,:]?`,
  `\\[?\\d{1,2}[/ -]${MONTH}[/ -]\\d{2,4}[ :T]${CLOCK}(?: [+-]\\d{4})?\\]?[,:]?`,
  `\\[?\\d{2,4}[-/.]\\d{1,2}[-/.]\\d{1,4}[ T.:_-]${LOOSE_CLOCK}\\]?[,:]?`,
  `\\[?\\d{8}[-T ]?${LOOSE_CLOCK}\\]?[,:]?`,
  `\\[?\\d{1,2}[-.]\\d{1,2} ${CLOCK}\\]?[,:]?`,
  `\\[?${CLOCK}\\]?[,:]?`,
  `\\[?\\d{4}[-/.]\\d\\d[-/.]\\d\\d\\]?`,
  // Seconds or milliseconds since 1970.
  `\\[?1\\d{9}(?:\\.\\d{1,9}|\\d{3})?\\]?[,:]?`,
  `\\d{6} \\d{6}`,
].map((source) => new RegExp(`${source}(?=[\\s|]|$)`, 'y'));

const UPPER = 'TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|CRIT|FATAL|SEVERE|FAILURE|EMERG|ALERT';
const CAPITALISED = 'Trace|Debug|Info|Notice|Warn|Warning|Error|Critical|Fatal';
const BRACKETED_LEVEL = /^\[(?:trace|debug|info|notice|warn|warning|error|crit|critical|alert|emerg|fatal)\]$/;
const LEVEL = new RegExp(`^[[<(]?(?:${UPPER}|${CAPITALISED}|[VDIWEF])[\\])>]?[:,]?$`);
const BARE_LEVEL = new RegExp(`^(?:${UPPER})$`);
const PYTHON_HEAD = /^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.]+:/;
/** A row of events: age, type, reason, object, message. */
const EVENT_ROW =
  /^(?:\S+ {2,})?(?:\d{1,4}[smhdy]){1,3}(?: \(x\d+ over [\dsmhd]+\))? +(?:Normal|Warning) +[A-Z]\w+ +[\w.-]+\/\S+ +/;
/** The place in the source that ends a header: `server.go:117]`. */
const SOURCE_PLACE = /^[\w./-]+:\d+\](?=\s|$)/;
const SYSLOG_TIME = new RegExp(`${MONTH} {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d$`);
/** A process, a logger or a tag: `sshd(pam_unix)[19939]:`, `dfs.DataNode$PacketResponder:`. */
const TAG = /^(?:[A-Za-z_/][\w.$/+-]*(?: [A-Z]\w*)?|[\w./-]+)(?:\([^()\s]*\))?(?:\[[^\]\s]*\])?(?:\([^()\s]*\))?:(?=\s|$)/;
const LOGGER_LIKE = /[.$/[]|[a-z][A-Z]|^[A-Z][a-z]+:/;
const DOTTED_LOGGER = /^[A-Za-z_]\w*(?:\.\w+)+(?=\s)/;
const PADDED_COMPONENT = /^[A-Z]{2,8}(?=\s{2,})/;
const PROGRAM_AND_DASH = /^\S+\.\w+(?: \*\d+)? - /;
const HOST = /^[\w.:@/-]+(?=\s)/;
const PIPED_FIELD = /\|\s*[\w.:-]{0,60}\s*(?=\|)/y;

const WORDS_BEFORE_TIME_MAX = 6;
const TIME_WORDS_MAX = 9;
const HEAD_CHARS_MAX = 400;

const isSpace = (character: string | undefined): boolean => character === ' ' || character === '\t';

function timeEnd(line: string, at: number): number {
  for (const time of TIMES) {
    time.lastIndex = at;
    const found = time.exec(line);
    if (found) return at + found[0].length;
  }
  return 0;
}

const wordAt = (line: string, at: number): string => {
  let end = at;
  while (end < line.length && end - at < 200 && line[end] !== ' ' && line[end] !== '\t' && line[end] !== '|') end += 1;
  return line.slice(at, end);
};

const spacesAfter = (line: string, at: number): number => {
  let end = at;
  while (isSpace(line[end])) end += 1;
  return end;
};

/** Whether a word may stand before the first time: it holds a digit or a joint, or is a label, or follows a record's number. */
const mayPrecedeTime = (word: string, index: number, afterNumber: boolean): boolean =>
  /[\d._/-]/.test(word) || (index === 0 && /^[A-Z]+$/.test(word)) || (afterNumber && /^[a-z_]+$/.test(word));

/** End of the last time among the first words; between two times only words that look like hosts or numbers may stand. 0: no time. */
function lastTimeEnd(line: string): number {
  let at = 0;
  let end = 0;
  let since = 0;
  let afterNumber = false;
  for (let count = 0; count < TIME_WORDS_MAX && at < line.length; count += 1) {
    while (isSpace(line[at]) || line[at] === '|') at += 1;
    const time = timeEnd(line, at);
    if (time > 0) {
      at = time;
      end = time;
      since = 0;
      continue;
    }
    const word = wordAt(line, at);
    if (word === '') break;
    if (end > 0 ? since >= 2 || !/[\d./-]/.test(word) || /[=,;]$/.test(word) : count >= WORDS_BEFORE_TIME_MAX) break;
    if (end === 0 && !mayPrecedeTime(word, count, afterNumber)) break;
    if (count === 0) afterNumber = /^\d+$/.test(word);
    at += word.length;
    since += 1;
  }
  return end;
}

function bracketEnd(line: string, at: number): number {
  let depth = 0;
  for (let index = at; index < line.length && index - at < HEAD_CHARS_MAX; index += 1) {
    if (line[index] === '[') depth += 1;
    else if (line[index] === ']') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return 0;
}

function levelEnd(line: string, from: number, hasTime: boolean): number {
  let at = from;
  for (let words = 0; words < 6; words += 1) {
    at = spacesAfter(line, at);
    const word = wordAt(line, at);
    if (word === '') return 0;
    if (BARE_LEVEL.test(word) || (hasTime && words < 3 && (LEVEL.test(word) || BRACKETED_LEVEL.test(word))))
      return at + word.length;
    if (word.startsWith('[') && hasTime) {
      const end = bracketEnd(line, at);
      if (end === 0) return 0;
      if (BRACKETED_LEVEL.test(line.slice(at, end))) return end;
      at = end;
      continue;
    }
    // Without a time only numbers may stand before a level; after one, a tag ends the header.
    if (!hasTime && !/\d|^-$/.test(word)) return 0;
    if (hasTime && word.endsWith(':') && !/^\d/.test(word)) return 0;
    if (hasTime && words >= 2 && !/^[A-Z0-9_.:-]+$/.test(word)) return 0;
    at += word.length;
  }
  return 0;
}

function pipedEnd(line: string, from: number): number {
  let at = from;
  for (let field = 0; field < 3; field += 1) {
    PIPED_FIELD.lastIndex = at;
    const found = PIPED_FIELD.exec(line);
    if (!found) break;
    at += found[0].length;
  }
  return line[at] === '|' ? at + 1 : at;
}

/** Reads what stands between time or level and the message, a field a call. */
class FieldReader {
  readonly #line: string;
  readonly #hasLevel: boolean;
  /** Behind a level of one letter stands a tag. */
  readonly #isLetter: boolean;
  at: number;
  #mayBeHost: boolean;
  #brackets: number;
  #hasTag = false;
  #afterDash = false;
  #fields = 0;

  constructor(line: string, at: number, head: { readonly hasLevel: boolean; readonly isSyslog: boolean }) {
    this.#line = line;
    this.at = at;
    this.#hasLevel = head.hasLevel;
    this.#mayBeHost = head.isSyslog && !head.hasLevel;
    this.#isLetter = head.hasLevel && /(?<!\S)[VDIWEF]$/.test(line.slice(0, at));
    this.#brackets = head.hasLevel && line[at - 1] === ']' ? 1 : 0;
  }

  /** Reads one field and returns whether there was one. */
  next(): boolean {
    const start = spacesAfter(this.#line, this.at);
    const length = this.#fieldLength(this.#line.slice(start, start + HEAD_CHARS_MAX), start);
    if (length === 0) return false;
    this.at = start + length;
    this.#fields += 1;
    return true;
  }

  #fieldLength(rest: string, start: number): number {
    if (/^[-|:*#]\s/.test(rest) && this.#fields < 6) {
      this.#afterDash ||= rest[0] === '-' && this.#brackets > 0;
      return 1;
    }
    if (this.#mayBeHost) {
      this.#mayBeHost = false;
      const host = TAG.test(rest) ? null : HOST.exec(rest);
      if (host) return host[0].length;
    }
    // A thread's name, as in `(main-worker-4)`, behind a logger in brackets.
    const thread = this.#hasLevel && this.#brackets > 0 ? /^\([^()]{0,60}\d[^()]{0,20}\)(?=\s)/.exec(rest) : null;
    if (thread) return thread[0].length;
    const source = this.#fields < 3 ? SOURCE_PLACE.exec(rest) : null;
    if (source) {
      this.#hasTag = true;
      return source[0].length;
    }
    const number = this.#hasTag || this.#hasLevel ? null : /^\d+(?=\s)/.exec(rest);
    if (number) return number[0].length;
    if (this.#brackets < 1 && !this.#afterDash && rest.startsWith('[')) return this.#bracketLength(start);
    return this.#tagLength(rest);
  }

  #bracketLength(start: number): number {
    const end = bracketEnd(this.#line, start);
    if (end === 0) return 0;
    this.#brackets += 1;
    return end - start + (this.#line[end] === ':' ? 1 : 0);
  }

  #tagLength(rest: string): number {
    if (this.#hasTag) return 0;
    const tag = this.#afterDash ? null : TAG.exec(rest);
    const found =
      (tag && (!this.#hasLevel || this.#isLetter || LOGGER_LIKE.test(tag[0])) ? tag : null) ??
      (this.#hasLevel ? (DOTTED_LOGGER.exec(rest) ?? PADDED_COMPONENT.exec(rest)) : PROGRAM_AND_DASH.exec(rest));
    if (!found) return 0;
    this.#hasTag = true;
    return found[0].length;
  }
}

const FIELDS_MAX = 8;

/** Index of the first character of the message; 0 where no header is recognised. Linear in the header's length, at most some 500 characters. */
export function messageStart(line: string): number {
  const python = PYTHON_HEAD.exec(line);
  if (python) return python[0].length;
  const row = EVENT_ROW.exec(line);
  if (row) return row[0].length;
  const time = lastTimeEnd(line);
  if (line[time] === '|' && time > 0) return pipedEnd(line, time);
  const level = levelEnd(line, time, time > 0);
  if (time === 0 && level === 0) return 0;
  const isSyslog = SYSLOG_TIME.test(line.slice(0, time));
  const reader = new FieldReader(line, level || time, { hasLevel: level > 0, isSyslog });
  for (let field = 0; field < FIELDS_MAX && reader.next(); field += 1);
  return spacesAfter(line, reader.at);
}
