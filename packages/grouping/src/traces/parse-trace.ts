/**
 * Reads stack traces out of clean lines. One pass; every line is looked at once, and a bounded number of lines before it for what
 * was thrown. Languages differ in what comes first: Python and Go name the error apart from its frames, the others above them.
 *
 * | state of the reader | a line                                | then                                       |
 * |---------------------|---------------------------------------|--------------------------------------------|
 * | no block            | Traceback, panic:, panicked at        | a block of that language is open            |
 * | no block            | frame                                 | a block, its head the nearest error above   |
 * | block               | frame                                 | one frame more                              |
 * | block               | Caused by, [cause], Suppressed, --->  | a block that is a cause of the last         |
 * | Python block        | error at the block's margin           | the block has its head and is closed        |
 * | block               | anything else, ten lines long         | closed                                      |
 */
import { type ErrorHead, errorHeadOf, shortType } from './error-head.ts';
import { prefixLength } from './line-prefix.ts';
import { type TraceFrame, type TraceLanguage, goFrameOf, rustFrameOf, traceFrameOf } from './trace-frame.ts';

/** How an error came to the one before it: thrown because of it, or one of several in a group. */
type Relation = 'top' | 'cause' | 'part' | 'context';

/** An error with the frames of its stack, innermost first. */
export interface TraceError {
  readonly type: string;
  readonly message: string;
  readonly frames: readonly TraceFrame[];
}

/** A stack trace: what was thrown, and what led to it, the nearest first. */
export interface StackTrace extends TraceError {
  readonly language: TraceLanguage;
  readonly causes: readonly TraceError[];
  /** Index of its first and last line. */
  readonly from: number;
  readonly to: number;
}

interface Block {
  readonly language: TraceLanguage;
  relation: Relation;
  type: string;
  message: string;
  frames: TraceFrame[];
  from: number;
  to: number;
  /** Python: where its frames are indented less is its error. */
  open: boolean;
  /** Python: a line stood in it that is no part of a traceback. */
  isInterrupted: boolean;
}

const FRAMES_MAX = 400;
const TRACES_MAX = 100;
const CAUSES_MAX = 16;
const HEAD_LINES_MAX = 25;
const GAP_LINES_MAX = 10;

const PYTHON_START = /^(?:Exception Group )?Traceback \(most recent call last\):$/;
const PYTHON_CHAIN =
  /^(?:During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception):$/;
const GROUP_MARGIN = /^\s*[|+](?:[-+ |]{0,40}(?=[A-Z]|File )|[- +|]*(?:\d+ -+)?$)?\s*/;
const GROUP_RULE = /^\s*[|]?\s*\+-[-+ ]*(?:\d+ -+|\.\.\. -+)?$/;
const CAUSE = /^(?:Caused by: |\[cause\]: |-{3,4}> )/;
const PART = /^(?:Suppressed: |\[errors\]: )/;
const GO_START = /^(?:panic: |fatal error: )(.{0,2000}?)(?: \[recovered(?:, repanicked)?\])?$/;
const GO_ROUTINE = /^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[[^\]]{1,100}\]:$/;
const RUST_START = /^thread '[^']{0,200}' (?:\(\d+\) )?panicked at (?:'(.{0,1500})', )?(\S.{0,300}?):\d+:\d+:?$/;
const SYNTAX = /^(?:SyntaxError|IndentationError|TabError): /;
const INLINE_CAUSE = / -{3}> ([A-Z][\w.]{1,200}(?:Exception|Error|Fault)): (.{0,2000})$/;

class TraceReader {
  readonly #lines: readonly string[];
  readonly #trimmed: readonly string[];
  readonly blocks: Block[] = [];
  #last: Block | undefined;
  #nextRelation: Relation = 'top';

  constructor(lines: readonly string[]) {
    this.#lines = lines.map((line) => line.slice(prefixLength(line)));
    this.#trimmed = this.#lines.map((line) => line.trim());
  }

  read(): Block[] {
    for (let index = 0; index < this.#lines.length && this.blocks.length < TRACES_MAX; index += 1) index = this.#step(index);
    return this.blocks;
  }

  #open(language: TraceLanguage, head: ErrorHead, index: number): Block {
    const block = {
      language,
      relation: this.#nextRelation,
      ...head,
      frames: [],
      from: index,
      to: index,
      open: true,
      isInterrupted: false,
    };
    this.#nextRelation = 'top';
    this.blocks.push(block);
    this.#last = block;
    return block;
  }

  /** Reads what begins at a line and returns the index of the last line that it took. */
  #step(index: number): number {
    const line = this.#trimmed[index]!;
    const bare = line.replace(GROUP_MARGIN, '');
    if (GROUP_RULE.test(this.#lines[index]!) && this.#last?.language === 'python') this.#nextRelation = 'part';
    else if (PYTHON_START.test(bare)) this.#open('python', { type: '', message: '' }, index);
    else if (PYTHON_CHAIN.test(bare)) this.#nextRelation = 'context';
    else if (GO_START.test(line)) return this.#go(index);
    else if (RUST_START.test(line)) return this.#rust(index);
    else this.#ofOthers(index, line, bare);
    return index;
  }

  #ofOthers(index: number, line: string, bare: string): void {
    const frame = traceFrameOf(bare);
    if (frame) this.#frame(frame, index);
    else if (CAUSE.test(line)) this.#related('cause', index);
    else if (PART.test(line)) this.#related('part', index);
    else if (this.#last?.language === 'python' && this.#last.open) this.#pythonHead(index, bare);
    else if (this.#last?.language === 'csharp' && /^-{3} End of inner exception/.test(line)) this.#endOfInner();
    else if (this.#last && index - this.#last.to > GAP_LINES_MAX) this.#last = undefined;
  }

  #frame(frame: TraceFrame, index: number): void {
    let block = this.#last;
    if (!block?.open || block.language !== frame.language || (frame.language !== 'python' && this.#hasNewHead(block, index)))
      block = this.#openAbove(frame.language, index);
    block.to = index;
    if (block.frames.length < FRAMES_MAX) block.frames.push(frame);
    else if (frame.language === 'python') block.frames[FRAMES_MAX - 1] = frame;
  }

  /** Whether an error was named since the block's last line: its frames come next. */
  #hasNewHead(block: Block, index: number): boolean {
    if (block.frames.length === 0) return false;
    const above = this.#trimmed[index - 1] ?? '';
    if (above === this.#trimmed[block.to]) return false;
    for (let at = index - 1; at > block.to && index - at < HEAD_LINES_MAX; at -= 1)
      if (errorHeadOf(this.#trimmed[at]!)) return true;
    return false;
  }

  #openAbove(language: TraceLanguage, index: number): Block {
    const earliest = Math.max(0, index - HEAD_LINES_MAX, (this.blocks.at(-1)?.to ?? -1) + 1);
    for (const anyName of [false, true]) {
      for (let at = index - 1; at >= earliest && language !== 'python'; at -= 1) {
        const line = this.#trimmed[at]!;
        const head = errorHeadOf(line, anyName);
        if (head) return this.#withInner(this.#open(language, head, at), line, index);
      }
    }
    return this.#open(language, { type: '', message: '' }, index);
  }

  /** Mono and older .NET write the inner error into the same line, and its frames first. */
  #withInner(block: Block, line: string, index: number): Block {
    const inner = block.language === 'csharp' ? INLINE_CAUSE.exec(line) : null;
    if (!inner) return block;
    const head = errorHeadOf(`${inner[1]!}: ${inner[2]!}`);
    this.#nextRelation = 'cause';
    return head ? this.#open('csharp', head, index) : block;
  }

  /** The frames that follow belong to the error around the inner one. */
  #endOfInner(): void {
    const at = this.blocks.findLastIndex((block) => block.frames.length === 0 && block.language === 'csharp');
    if (at >= 0) this.#last = this.blocks[at];
  }

  #related(relation: Relation, index: number): void {
    const head = errorHeadOf(this.#trimmed[index]!, true);
    const before = this.#last ?? this.#headAbove(index);
    if (!head || !before) return;
    this.#nextRelation = relation;
    this.#open(before.language, head, index);
  }

  /** A cause can stand right below its error, before any frame. */
  #headAbove(index: number): Block | undefined {
    const head = errorHeadOf(this.#trimmed[index - 1] ?? '');
    return head ? this.#open('csharp', head, index - 1) : undefined;
  }

  #pythonHead(index: number, bare: string): void {
    const block = this.#last!;
    const raw = this.#lines[index]!.replace(/^\s*\| ?(?:\| ?)*/, '');
    const isIndented = /^\s/.test(raw) && !GROUP_RULE.test(raw);
    if (bare === '' || (isIndented && index - block.to <= 6 && !SYNTAX.test(bare))) return;
    const head = errorHeadOf(bare, !block.isInterrupted) ?? this.#bareName(block, bare);
    // Texts are cut in the middle of a traceback: its end, and the error, may still come.
    block.open = !head && index - block.to <= GAP_LINES_MAX;
    block.isInterrupted = true;
    if (!head) return;
    block.type = head.type;
    block.message = head.message;
    block.to = index;
  }

  /** An error without a message is only its name. */
  #bareName = (block: Block, bare: string): ErrorHead | undefined =>
    !block.isInterrupted && /^[A-Za-z_][\w.]{0,100}$/.test(bare) ? { type: shortType(bare), message: '' } : undefined;

  #go(index: number): number {
    const messages: string[] = [];
    let at = index;
    const type = this.#trimmed[index]!.startsWith('panic: ') ? 'panic' : 'fatal error';
    for (; at < this.#lines.length && at - index < HEAD_LINES_MAX && !GO_ROUTINE.test(this.#trimmed[at]!); at += 1) {
      const said = GO_START.exec(this.#trimmed[at]!)?.[1];
      if (said !== undefined) messages.push(said);
    }
    const block = this.#open('go', { type, message: messages.at(-1) ?? '' }, index);
    for (const message of messages.slice(0, -1).reverse()) this.#quietCause({ type, message }, index);
    this.#last = undefined;
    if (!GO_ROUTINE.test(this.#trimmed[at] ?? '')) return index;
    return this.#goFrames(block, at + 1);
  }

  #quietCause(head: ErrorHead, index: number): void {
    this.#nextRelation = 'cause';
    this.#open('go', head, index);
  }

  #goFrames(block: Block, from: number): number {
    let at = from;
    for (; at < this.#lines.length && this.#trimmed[at] !== ''; at += 1) {
      const frame = goFrameOf(this.#trimmed[at]!, this.#trimmed[at + 1] ?? '');
      if (!frame) continue;
      if (block.frames.length < FRAMES_MAX) block.frames.push(frame);
      at += 1;
    }
    // The other goroutines say what else was going on, not what failed.
    while (at < this.#lines.length && (this.#trimmed[at] === '' || GO_ROUTINE.test(this.#trimmed[at]!) || this.#isGoRest(at)))
      at += 1;
    block.to = at - 1;
    return at - 1;
  }

  #isGoRest = (at: number): boolean => {
    const line = this.#trimmed[at]!;
    return (
      /^(?:created by |exit status |\.{3}additional frames|r\w{1,3} {1,5}0x|rip |\.{3}\d+ frames elided)/.test(line) ||
      this.#isGoCall(at) ||
      this.#isGoCall(at - 1)
    );
  };

  #isGoCall = (at: number): boolean => goFrameOf(this.#trimmed[at] ?? '', this.#trimmed[at + 1] ?? '') !== undefined;

  #rust(index: number): number {
    const [, said, place] = RUST_START.exec(this.#trimmed[index]!)!;
    const block = this.#open('rust', { type: 'panic', message: said ?? this.#trimmed[index + 1] ?? '' }, index);
    this.#last = undefined;
    const placeless = { language: 'rust', module: '', function: '', inApp: true } as const;
    let at = index + 1;
    for (; at < this.#lines.length && at - block.to < GAP_LINES_MAX; at += 1) {
      const frame = rustFrameOf(this.#trimmed[at]!, this.#trimmed[at + 1] ?? '');
      if (RUST_START.test(this.#trimmed[at]!)) break;
      if (!frame) continue;
      if (block.frames.length < FRAMES_MAX) block.frames.push(frame);
      block.to = at + Number((this.#trimmed[at + 1] ?? '').startsWith('at '));
    }
    if (block.frames.length === 0)
      block.frames.push({ ...placeless, module: (place!.split(/[\\/]/).at(-1) ?? '').toLowerCase() });
    return Math.max(block.to, index);
  }
}

function traceOf(blocks: readonly Block[]): StackTrace {
  const [top, ...causes] = blocks.map((block) => ({
    ...block,
    frames: block.language === 'python' ? block.frames.toReversed() : block.frames,
  }));
  const error = ({ type, message, frames }: Block): TraceError => ({ type, message, frames });
  return {
    ...error(top!),
    language: top!.language,
    causes: causes.slice(0, CAUSES_MAX).map(error),
    from: Math.min(...blocks.map(({ from }) => from)),
    to: Math.max(...blocks.map(({ to }) => to)),
  };
}

/**
 * The stack traces in the lines, in their order; at most a hundred, of 400 frames each. Lines are clean and bounded, as
 * `cleanLines` gives them.
 */
export function tracesIn(lines: readonly string[]): StackTrace[] {
  const traces: Block[][] = [];
  for (const block of new TraceReader(lines).read()) {
    if (block.type === '' && block.frames.length === 0) continue;
    const last = traces.at(-1);
    if (block.relation === 'top' || !last) traces.push([block]);
    // What was caught comes first in Python, and led to the one after it.
    else if (block.relation === 'context') last.unshift(block);
    else last.push(block);
  }
  return traces.map(traceOf);
}
