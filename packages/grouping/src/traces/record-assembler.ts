/**
 * Puts raw lines together to records: a stack trace, a Python traceback, a JSON value over several lines belong to the line above.
 *
 * | state           | line                                    | then                                        |
 * |-----------------|-----------------------------------------|---------------------------------------------|
 * | any             | has a header (time or level)            | a new record                                |
 * | record is open  | indented, a frame, Caused by, chained…  | part of the record                          |
 * | traceback open  | at the margin                           | part: it names the error; the block is over |
 * | JSON open       | anything up to its last bracket         | part of the record                          |
 * | panic open      | goroutine, call, blank                  | part of the record                          |
 * | any             | anything else                           | a new record                                |
 */

import { prefixLength } from './line-prefix.ts';

/** Lines that belong together. */
export interface LogRecord {
  /** The lines with line ends between them, without terminal escapes removed; cut at the bounds. */
  readonly text: string;
  /** Index of the first line, from 0, and how many lines there were, those cut off included. */
  readonly firstLine: number;
  readonly lines: number;
  /** Whether something was cut off at a bound. */
  readonly isCut: boolean;
}

export interface RecordAssemblerOptions {
  /** Lines that a record has at most; further ones that belong to it are counted and left out. */
  readonly linesMax?: number;
  /** UTF-16 code units that a record's text has at most. */
  readonly charsMax?: number;
  /** Says whether a line begins with the header of a log record; default: a time or a level among its first characters. */
  readonly hasHeader?: (line: string) => boolean;
}

const LINES_MAX = 500;
const CHARS_MAX = 65_536;
const LOOKED_AT_CHARS = 400;
/** Lines left out before a record ends for good, so that a text of only indented lines is not one record for ever. */
const LEFT_OUT_LINES_MAX = 100_000;

const ESCAPES = /\u001B\[[0-9;:?]{0,32}[ -/]{0,4}[@-~]/g;
const HEADER =
  /^(?:\S{1,40} ){0,3}?[[(<"]?(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d[-/.]\d{2,4} \d\d:|\d\d:\d\d:\d\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:|\d{2}\/(?:[A-Z][a-z]{2}|\d\d)\/\d{2,4}[ :]\d\d:|1\d{9}(?:\.\d+|\d{3})?\b)/;
const LEVEL =
  /^(?:\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE)\]?[:\s]|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.]+:)/;
const CONTINUES =
  /^(?:\s+\S|Caused by: |Suppressed: |\.{3} \d+ (?:more|common frames)|-{3,4}> |-{3} End of |During handling of the above exception|The above exception was the direct cause|goroutine \d+ |created by |runtime(?: stack)?: ?|r\w{1,3} {1,6}0x|\[signal |stack backtrace:|note: (?:run with|Some details)|exit status \d+$|Node\.js v\d|\[cause\]|[}\])]+[,;]?$|\^+$|\[ERROR\] FATAL UNHANDLED)/;
/** Begins or goes on with a traceback of Python, whose error stands at the margin. */
const TRACEBACK = /^\s*(?:[|+] ?)*\s*(?:Exception Group )?Traceback \(most recent call last\):/;
const CHAIN = /^(?:During handling of the above|The above exception was)/;
const PANIC = /^(?:panic: |fatal error: |runtime: goroutine stack exceeds |thread '.{0,200}' .{0,20}panicked at )/;
const ERROR_LINE =
  /^(?:Uncaught |Unhandled |Exception in thread )?[A-Za-z_$][\w.$]{0,200}(?:Error|Exception|Exit|Interrupt|Warning|Group)(?: \[\w{1,60}\])?(?::|$)/;
const GO_CALL = /^[\w./*()[\]~-]{1,300}\.[\w.()*[\]]{1,200}\(.{0,400}\)$|^\s/;

/** A line begins with a time, or with a level in capitals. Looks at the first 400 characters. */
export const hasRecordHeader = (line: string): boolean => HEADER.test(line) || LEVEL.test(line);

type Open = 'none' | 'plain' | 'traceback' | 'after-error' | 'json' | 'panic' | 'panic-message';

/** Depth of brackets outside of strings after a line; bounded by what is looked at of it. */
function jsonDepth(line: string, depth: number): number {
  let inString = false;
  let now = depth;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (character === '\\') at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === '{' || character === '[')) now += 1;
    else if (!inString && (character === '}' || character === ']')) now -= 1;
  }
  return now;
}

const startsJson = (line: string): boolean => /(?:^|[\s:=])[{[]$/.test(line);

/**
 * Assembles records from lines as they come: `add` returns the record that a line has ended, `end` the last one. Keeps one record
 * in memory, at most `charsMax` characters. Lines are given without their line ends; escapes of terminals do not matter.
 */
export class RecordAssembler {
  readonly #linesMax: number;
  readonly #charsMax: number;
  readonly #hasHeader: (line: string) => boolean;
  #kept: string[] = [];
  #chars = 0;
  #firstLine = 0;
  #lines = 0;
  #isCut = false;
  #next = 0;
  #open: Open = 'none';
  #depth = 0;
  #sawChain = false;
  #wasPrefixed = false;

  constructor(options: RecordAssemblerOptions = {}) {
    this.#linesMax = options.linesMax ?? LINES_MAX;
    this.#charsMax = options.charsMax ?? CHARS_MAX;
    this.#hasHeader = options.hasHeader ?? hasRecordHeader;
  }

  /** Takes a line; returns the record before it where the line begins a new one. */
  add(line: string): LogRecord | undefined {
    const head = line.slice(0, LOOKED_AT_CHARS);
    const whole = (head.includes('\u001B') ? head.replace(ESCAPES, '') : head).trimEnd();
    const prefix = prefixLength(whole);
    const seen = whole.slice(prefix);
    const mayGoOn = this.#open !== 'none' && this.#lines < this.#linesMax + LEFT_OUT_LINES_MAX;
    const goesOn = mayGoOn && (prefix === 0 || this.#prefixedMayBelong(seen)) && this.#belongs(seen);
    const done = goesOn ? undefined : this.end();
    this.#wasPrefixed = prefix > 0;
    if (!goesOn) this.#start(seen);
    this.#take(line);
    return done;
  }

  /** The record that is open, at the end of the input or when no line came for a while; undefined where none is. */
  end(): LogRecord | undefined {
    if (this.#open === 'none') return undefined;
    const record: LogRecord = {
      text: this.#kept.join('\n').toWellFormed(),
      firstLine: this.#firstLine,
      lines: this.#lines,
      isCut: this.#isCut,
    };
    this.#kept = [];
    this.#open = 'none';
    return record;
  }

  #start(seen: string): void {
    this.#chars = 0;
    this.#lines = 0;
    this.#isCut = false;
    this.#sawChain = false;
    this.#firstLine = this.#next;
    this.#open = this.#kindOf(seen);
  }

  #kindOf(seen: string): Open {
    if (TRACEBACK.test(seen)) return 'traceback';
    if (PANIC.test(seen)) return seen.startsWith('thread') ? 'panic-message' : 'panic';
    if (startsJson(seen)) {
      this.#depth = jsonDepth(seen, 0);
      if (this.#depth > 0) return 'json';
    }
    return ERROR_LINE.test(seen) ? 'after-error' : 'plain';
  }

  #take(line: string): void {
    this.#next += 1;
    this.#lines += 1;
    const room = this.#charsMax - this.#chars;
    if (this.#kept.length >= this.#linesMax || room <= 0) {
      this.#isCut = true;
      return;
    }
    this.#kept.push(line.slice(0, room));
    this.#chars += Math.min(room, line.length) + 1;
    if (line.length > room) this.#isCut = true;
  }

  /** A time before a line is the header of a record, unless every line has one. */
  #prefixedMayBelong(seen: string): boolean {
    return this.#wasPrefixed && (this.#open !== 'plain' || CONTINUES.test(seen));
  }

  /** Whether a line is part of the open record; changes what is expected next. */
  #belongs(seen: string): boolean {
    if (this.#open === 'json') return this.#jsonGoesOn(seen);
    if (!/^\s/.test(seen) && this.#hasHeader(seen)) return false;
    if (TRACEBACK.test(seen)) return this.#expect(this.#leadsToTraceback(seen), 'traceback');
    if (this.#open === 'traceback') return this.#tracebackGoesOn(seen);
    if (this.#open === 'panic-message') return this.#expect(true, 'panic');
    if (this.#open === 'panic') return seen === '' || CONTINUES.test(seen) || GO_CALL.test(seen) || PANIC.test(seen);
    if (seen === '') return this.#open === 'after-error';
    this.#sawChain ||= CHAIN.test(seen);
    if (CONTINUES.test(seen)) return true;
    // A log line that says that something failed, and below it what was thrown.
    if (this.#open === 'plain' && ERROR_LINE.test(seen))
      return this.#expect(this.#lines === 1 && this.#startedWithHeader(), 'after-error');
    return false;
  }

  #leadsToTraceback(seen: string): boolean {
    if (this.#open === 'traceback' || this.#sawChain || /^\s*[|+]/.test(seen)) return true;
    return this.#open === 'plain' && this.#lines === 1 && (this.#startedWithHeader() || /:\s*$/.test(this.#kept[0] ?? ''));
  }

  #startedWithHeader = (): boolean => this.#hasHeader((this.#kept[0] ?? '').slice(0, LOOKED_AT_CHARS).replace(ESCAPES, ''));

  #expect(belongs: boolean, open: Open): boolean {
    if (belongs) {
      this.#open = open;
      this.#sawChain = false;
    }
    return belongs;
  }

  #tracebackGoesOn(seen: string): boolean {
    if (seen === '' || /^[\s|+]/.test(seen)) return true;
    return this.#expect(true, 'after-error');
  }

  #jsonGoesOn(seen: string): boolean {
    // A header inside of an unfinished value: the value was cut off.
    if (this.#hasHeader(seen)) return false;
    this.#depth = jsonDepth(seen, this.#depth);
    if (this.#depth <= 0) this.#open = 'plain';
    return true;
  }
}
