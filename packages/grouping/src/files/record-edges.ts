/**
 * Where records of several lines end, in bytes: only lines that may go on with the one before, by their first bytes, are read as text and
 * given to the assembler of records, and those after them as long as one is open.
 */
import { RecordAssembler } from '../traces/index.ts';

/** Bytes of a line that are looked at. */
const LOOKED_AT_BYTES = 400;
/** Its texts are not used here. */
const KEPT = { charsMax: 4_096 };
const LINE_FEED = 10;
/** Begins something that lines at the margin may go on with. */
const OPENS = /^(?:panic: |fatal error: |runtime: goroutine stack|thread '.{0,200}' .{0,20}panicked at |\S.*[{[]$)/;
const GOES_ON =
  /^(?:\s+\S|Caused by: |Suppressed: |\.{3} \d|-{3,4}> |-{3} End of |During handling |The above exception |goroutine \d|created by |\[signal |stack backtrace:|note: |Node\.js v\d|[}\])]+[,;]?$|\^+$)/;
const ERROR =
  /^(?:Uncaught |Unhandled |Exception in thread )?[A-Za-z_$][\w.$]{0,200}(?:Error|Exception|Exit|Interrupt)(?: \[\w{1,60}\])?(?::|$)/;

/** The first bytes of lines worth a look. */
const STARTS = [
  ' ',
  '\t',
  'Ca',
  'Sup',
  'Dur',
  'The',
  'Nod',
  'gor',
  'cre',
  'sta',
  'not',
  'pan',
  'fat',
  'run',
  'thr',
  '..',
  '--',
  '}',
  ']',
  ')',
  '^',
];
/** By the first byte what must follow it, three bytes at most, as text; undefined: nothing begins with it. */
const RESTS: readonly (string | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  STARTS.find((start) => start.charCodeAt(0) === code)?.slice(1),
);

const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;

function mayMatter(bytes: Uint8Array, start: number): boolean {
  const rest = RESTS[bytes[start] as number];
  if (rest === undefined) return false;
  for (let at = 0; at < rest.length; at += 1) if (bytes[start + 1 + at] !== rest.charCodeAt(at)) return false;
  return true;
}

/** Says of the lines of one chunk, in order, which go on with the record before. */
export class RecordEdges {
  readonly #decoder = new TextDecoder();
  #assembler: RecordAssembler | undefined;

  /** Called at the beginning of a chunk: records do not reach from one to the next. */
  forget(): void {
    this.#assembler = undefined;
  }

  /** Takes the line at `start` as the first of a record that lines at the margin may go on with. */
  open(bytes: Uint8Array, start: number): void {
    this.#assembler = new RecordAssembler(KEPT);
    this.#assembler.add(this.#text(bytes, start));
  }

  /** Whether the line at `start` is part of the record whose first line is at `last` (-1: there is none). */
  goesOn(bytes: Uint8Array, start: number, last: number): boolean {
    if (!this.#assembler) {
      // Under a line that begins with a number or a bracket, as headers do, a name at the margin may be what was thrown.
      const first = last < 0 ? 0 : (bytes[last] as number);
      const isUnderHeader = ((first >= 48 && first < 58) || first === 91) && isLetter(bytes[start] as number);
      if (!isUnderHeader && !mayMatter(bytes, start)) return false;
      const text = this.#text(bytes, start);
      if (OPENS.test(text)) {
        this.open(bytes, start);
        return false;
      }
      if (last < 0 || !(GOES_ON.test(text) || (isUnderHeader && ERROR.test(text)))) return false;
      this.open(bytes, last);
    }
    const text = this.#text(bytes, start);
    if (!this.#assembler?.add(text)) return true;
    if (!OPENS.test(text)) this.#assembler = undefined;
    return false;
  }

  #text(bytes: Uint8Array, start: number): string {
    const looked = bytes.subarray(start, start + LOOKED_AT_BYTES);
    const end = looked.indexOf(LINE_FEED);
    return this.#decoder.decode(end < 0 ? looked : looked.subarray(0, end)).replace(/\r$/, '');
  }
}
