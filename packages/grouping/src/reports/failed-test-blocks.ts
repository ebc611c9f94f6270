import { errorHeadOf } from '../traces/error-head.ts';

/** A failed test, as its runner told of it. */
export interface FailedTest {
  readonly tool: string;
  readonly name: string;
  readonly message: string;
  readonly file: string;
  /** From 1; 0 where none is named. */
  readonly line: number;
  /** The lines that tell of it. */
  readonly block: readonly string[];
}

interface Runner {
  readonly tool: string;
  /** Begins what is told of one test; group 1 is its name. */
  readonly head: RegExp;
  /** Ends it, besides the next head. */
  readonly end: RegExp;
  /** What it failed with, in one of the lines; the first that matches, by order of patterns. Group 1. */
  readonly message: readonly RegExp[];
  /** Where: groups 1 and 2 are file and line. */
  readonly place: readonly RegExp[];
}

const BLOCK_LINES_MAX = 200;
const FAILURES_MAX = 1_000;
const JS_PLACE = /(?:^|[\s(❯])(?:file:\/\/)?((?:[A-Za-z]:)?[^\s():❯]{1,300}\.[cm]?[jt]sx?):(\d+):\d+\)?$/;
const PYTHON_PLACE = /^\s*File "([^"]{1,300})", line (\d+)/;

const RUNNERS: readonly Runner[] = [
  {
    tool: 'pytest',
    head: /^_{3,} (?:ERROR (?:at \w+ of|collecting) )?(\S.{0,300}?) _{3,}$/,
    end: /^={3,} /,
    message: [/^E {2,}(.{1,1000})$/],
    place: [/^(\S[^:]{0,300}\.py):(\d+): /],
  },
  {
    tool: 'pytest',
    head: /^(?:FAILED|ERROR) ([^\s:]{1,200}(?:::.{1,300}?)?)(?= - |$)/,
    end: /^/,
    message: [/^(?:FAILED|ERROR) .{1,500}? - (.{1,1000})$/],
    place: [/^(?:FAILED|ERROR) ([^\s:]{1,200})()/],
  },
  {
    tool: 'unittest',
    head: /^(?:FAIL|ERROR): (\w{1,200} \([\w.<>]{1,300}\))/,
    end: /^(?:={10,}|Ran \d+ tests?|FAILED \()/,
    message: [
      /^([A-Za-z_][\w.]{0,100}(?:Error|Exception|Exit|Failure)(?:: .{0,1000})?)$/,
      /^([A-Za-z_][\w.]{0,100}: .{0,1000})$/,
    ],
    place: [PYTHON_PLACE],
  },
  {
    tool: 'jest',
    head: /^\s{0,4}● (\S.{0,300}? › .{1,300}|Test suite failed to run)$/,
    end: /^(?:Test Suites|Tests|Snapshots): |^(?:PASS|FAIL) \S/,
    message: [/^\s+(\S.{0,1000})$/],
    place: [JS_PLACE],
  },
  {
    tool: 'vitest',
    head: /^\s*FAIL\s{1,2}(?:\|?[\w-]{1,40}\|? {1,2})?(\S.{0,300}? > .{1,300})$/,
    end: /^\s*⎯{5,}/,
    message: [/^((?:[A-Za-z]\w{0,60}(?:Error|Exception)|Error)(?: \[\w{1,60}\])?: .{0,1000})$/, /^(\S.{0,1000})$/],
    place: [JS_PLACE],
  },
  {
    tool: 'node:test',
    head: /^\s*✖ ((?!failing tests:|\d+ problems? \().{1,300}?)(?: \(\d[\d.]*ms\))?$/,
    end: /^(?:test at |\s*[✔▶ℹ] )/,
    message: [/^\s+((?:[A-Za-z]\w{0,60}(?:Error|Exception)|Error)(?: \[\w{1,60}\])?: .{0,1000})$/, /^\s+'?(\S.{0,1000}?)'?$/],
    place: [JS_PLACE],
  },
  {
    tool: 'tap',
    head: /^\s*not ok \d+ - (.{1,300}?)(?: # (?:time|duration).*)?$/,
    end: /^\s*(?:ok \d+|\d+\.\.\d+|# )/,
    message: [/^\s+error: '?([^|>'].{0,1000}?)'?$/, /^\s+(?!---|duration_ms|type:|location:|failureType:|error:)(\S.{0,1000})$/],
    place: [/location: '?([^':]{1,300}):(\d+)/, JS_PLACE],
  },
  {
    tool: 'go test',
    head: /^\s*--- FAIL: (\S{1,300})/,
    end: /^(?:FAIL|ok|PASS|exit status)\b|^\s*--- PASS/,
    message: [/^\s+\S{1,200}\.go:\d+: (.{1,1000})$/, /^panic: (.{1,1000})$/, /^\s+Error:\s+(\S.{0,1000})$/],
    place: [/^\s+(\S{1,200}\.go):(\d+): /, /^\s+(\S{1,300}_test\.go):(\d+)/],
  },
  {
    tool: 'cargo test',
    head: /^---- (\S{1,300}) (?:stdout|stderr) ----$/,
    end: /^(?:failures:|test result:)/,
    message: [/panicked at '(.{1,1000})', [^']{1,300}$/, /^(?!---- |thread '|stack backtrace|note:|\s*\d+:)(\S.{0,1000})$/],
    place: [/panicked at (?:'.{0,1000}', )?([^\s:']{1,300}):(\d+):\d+/],
  },
  {
    tool: 'maven',
    head: /^\[ERROR\] {1,4}(?:Test )?([\w.$]{1,300}(?:\([\w.$]{1,300}\))?)(?:\(\))? (?: ?Time elapsed|-- Time elapsed).*<<< (?:FAILURE|ERROR)!$/,
    end: /^\[(?:INFO|ERROR|WARNING)\]/,
    message: [/^(\S.{0,1000})$/],
    place: [
      /^\s+at [\w.$/@-]{1,300}Test\w*\.[\w$]{1,200}\((\w{1,200}\.java):(\d+)\)$/,
      /^\s+at [\w.$/@-]{1,300}\((\w{1,200}\.java):(\d+)\)$/,
    ],
  },
  {
    tool: 'dotnet test',
    head: /^\s*(?:Failed|X|\[FAIL\]) ([\w.+<>(),"' :-]{1,300}?) \[(?:< )?\d[\d.,]* ?m?s\]$/,
    end: /^\s*(?:Passed|Failed!|Skipped|Total tests|Test Run) ?/,
    message: [/^\s{3,}(?!at |Error Message:|Stack Trace:)(\S.{0,1000})$/],
    place: [/ in (\S.{0,300}?):line (\d+)$/],
  },
];

function firstOf(patterns: readonly RegExp[], lines: readonly string[]): RegExpExecArray | undefined {
  for (const pattern of patterns) {
    for (const line of lines) {
      const match = pattern.exec(line);
      if (match) return match;
    }
  }
  return undefined;
}

/** Directives of TAP mark tests that may fail. Source: TAP 14, section Directives. */
const isNoFailure = (line: string): boolean => /^\s*not ok \d/.test(line) && / # (?:todo|skip)\b/i.test(line);

const headAt = (line: string): readonly [Runner, string] | undefined => {
  if (isNoFailure(line)) return undefined;
  for (const runner of RUNNERS) {
    const name = runner.head.exec(line)?.[1];
    if (name !== undefined) return [runner, name.trim()];
  }
  return undefined;
};

function blockEnd(lines: readonly string[], from: number, runner: Runner): number {
  const most = Math.min(lines.length, from + BLOCK_LINES_MAX);
  let at = from + 1;
  while (at < most && !runner.end.test(lines[at]!) && !headAt(lines[at]!)) at += 1;
  return at;
}

function failureOf(runner: Runner, name: string, block: readonly string[]): FailedTest {
  const told = block.length === 1 ? block : block.slice(1);
  const place = firstOf(runner.place, block);
  const message = firstOf(runner.message, told)?.[1] ?? '';
  return { tool: runner.tool, name, message: message.trim(), file: place?.[1] ?? '', line: Number(place?.[2] || 0), block };
}

/** `tests/a.py::TestA::test_b[1]` of a summary is `TestA.test_b[1]` where pytest tells more of it. */
const keyOf = ({ tool, name }: FailedTest): string => `${tool} ${name.replace(/^[^\s:]*\.py::/, '').replaceAll('::', '.')}`;

/** The failed tests that runners tell of in the lines, in order, each once: where it is told most of. At most a thousand. */
export function failedTestsIn(lines: readonly string[], max = FAILURES_MAX): FailedTest[] {
  const found = new Map<string, FailedTest>();
  for (let at = 0; at < lines.length && found.size < max; at += 1) {
    const head = headAt(lines[at]!);
    if (!head) continue;
    const failure = failureOf(head[0], head[1], lines.slice(at, blockEnd(lines, at, head[0])));
    const known = found.get(keyOf(failure));
    if (!known || saysMore(failure, known)) found.set(keyOf(failure), known ? merged(failure, known) : failure);
    else found.set(keyOf(failure), merged(known, failure));
  }
  return [...found.values()].filter((failure, _, all) => !isOnlyParent(failure, all));
}

/** A suite fails with its tests: it counts where it tells of something that none of them does. */
const isOnlyParent = ({ tool, name, message }: FailedTest, all: readonly FailedTest[]): boolean => {
  if (tool === 'go test') return message === '' && all.some((other) => other.name.startsWith(`${name}/`));
  const isSilent = message === '' || /^\d+ subtests? failed$/.test(message);
  return (
    (tool === 'tap' || tool === 'node:test') && isSilent && all.some((other) => other.tool === tool && other.message !== message)
  );
};

const saysMore = (one: FailedTest, other: FailedTest): boolean =>
  Number(one.line > 0) + Number(one.message !== '') > Number(other.line > 0) + Number(other.message !== '');

/** The longer name says in which file a test is. */
const merged = (one: FailedTest, other: FailedTest): FailedTest => ({
  ...one,
  name: other.name.length > one.name.length ? other.name : one.name,
  message: one.message || (errorHeadOf(other.message)?.message ?? other.message),
});
