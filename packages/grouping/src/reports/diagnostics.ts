/** What a compiler or a linter says about one place. */
export interface Diagnostic {
  readonly tool: string;
  /** The compiler's code or the linter's rule, or an empty string. */
  readonly name: string;
  readonly message: string;
  readonly file: string;
  /** From 1; 0 where none is named. */
  readonly line: number;
}

type Groups = Readonly<Record<'file' | 'line' | 'name' | 'message', string | undefined>>;

const FILE = String.raw`(?<file>(?:[A-Za-z]:)?[^\s:()'"][^:()'"]{0,300}?\.\w{1,12})`;
const of = (source: string): RegExp => new RegExp(source);

// One line each. First match wins: the more particular forms come first.
const ONE_LINE: readonly (readonly [string, RegExp])[] = [
  ['tsc', of(String.raw`^${FILE}\((?<line>\d+),\d+\): error (?<name>TS\d+): (?<message>.{1,1000})$`)],
  ['tsc', of(String.raw`^${FILE}:(?<line>\d+):\d+ - error (?<name>TS\d+): (?<message>.{1,1000})$`)],
  ['tsc', /^error (?<name>TS\d+): (?<message>.{1,1000})$/],
  [
    'dotnet',
    of(
      String.raw`^${FILE}\((?<line>\d+)(?:,\d+){0,3}\): error (?<name>[A-Z]{2,10}\d+): (?<message>.{1,1000}?)(?: \[[^\]]{1,300}\])?$`,
    ),
  ],
  [
    'maven',
    /^\[ERROR\] (?<file>(?:[A-Za-z]:)?[^\s:]{1,300}\.(?:java|kt|scala)):\[(?<line>\d+),\d+\] (?:error: )?(?<message>.{1,1000})$/,
  ],
  ['javac', of(String.raw`^(?<file>(?:[A-Za-z]:)?[^\s:]{1,300}\.java):(?<line>\d+): error: (?<message>.{1,1000})$`)],
  ['go', /^(?:vet: )?(?<file>(?:[A-Za-z]:)?[^\s:]{1,300}\.go):(?<line>\d+):(?:\d+:)? (?<message>(?!warning:).{1,1000})$/],
  [
    'gcc',
    of(String.raw`^${FILE}:(?<line>\d+):(?:\d+:)? (?:fatal )?error: (?<message>.{1,1000}?)(?: \[(?<name>-W[\w=+-]{1,60})\])?$`),
  ],
  ['gcc', /^(?<file>[^\s:]{1,300}):\(\.[\w.]{1,100}\+0x[0-9a-f]{1,16}\): (?<message>undefined reference to .{1,500})$/],
  ['eslint', of(String.raw`^${FILE}:(?<line>\d+):\d+: (?<message>.{1,500}) \[Error/(?<name>[\w@/-]{1,100})\]$`)],
];

const ESLINT_FILE = /^(?<file>(?:[A-Za-z]:)?[^\s:()'"][^:()'"]{0,300}\.(?:[cm]?[jt]sx?|vue|svelte))$/;
const ESLINT_LINE = /^\s+(?<line>\d+):\d+\s+error\s+(?<message>\S.{0,500}?)(?:\s{2,}(?<name>[\w@/-]{1,100}))?$/;
const OXLINT_HEAD = /^\s*(?:×|x) (?<name>[\w@-]{1,60}\([\w-]{1,60}\)): (?<message>.{1,500})$/;
const OXLINT_PLACE = /[╭,][─-]\[(?<file>[^\]:]{1,300}):(?<line>\d+):\d+\]/;
const CARGO_HEAD = /^error(?:\[(?<name>E\d{4})\])?: (?<message>.{1,1000})$/;
const CARGO_PLACE = /^\s*--> (?<file>[^\s:]{1,300}):(?<line>\d+):\d+$/;
const CARGO_SUM =
  /^error: (?:could not compile|aborting due to|test failed|build failed|process didn't exit|\d+ targets? failed)/;
const PLACE_LINES_MAX = 4;

const madeOf = (tool: string, groups: Groups): Diagnostic => ({
  tool,
  name: groups.name ?? '',
  message: (groups.message ?? '').trim(),
  file: groups.file ?? '',
  line: Number(groups.line ?? 0),
});

const groupsIn = (pattern: RegExp, line: string): Groups | undefined => pattern.exec(line)?.groups as Groups | undefined;

/** A message whose place stands in one of the next lines. */
function withPlace(head: readonly [string, RegExp, RegExp], lines: readonly string[], at: number): Diagnostic | undefined {
  const [tool, pattern, placePattern] = head;
  const found = groupsIn(pattern, lines[at]!);
  if (!found || CARGO_SUM.test(lines[at]!)) return undefined;
  const place = lines.slice(at + 1, at + 1 + PLACE_LINES_MAX).map((line) => groupsIn(placePattern, line));
  const first = place.find((each) => each !== undefined);
  return first ? madeOf(tool, { ...found, file: first.file, line: first.line }) : undefined;
}

/** What compilers and linters complain about in the lines, in order: errors only, each once; at most a thousand. */
export function diagnosticsIn(lines: readonly string[], max = 1_000): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  let eslintFile = '';
  for (const [index, line] of lines.entries()) {
    if (found.size >= max) break;
    eslintFile = line === '' ? '' : (groupsIn(ESLINT_FILE, line)?.file ?? eslintFile);
    const diagnostic = diagnosticAt(lines, index, eslintFile);
    if (diagnostic) found.set(JSON.stringify(diagnostic), diagnostic);
  }
  return [...found.values()];
}

function diagnosticAt(lines: readonly string[], index: number, eslintFile: string): Diagnostic | undefined {
  const line = lines[index]!;
  for (const [tool, pattern] of ONE_LINE) {
    const groups = groupsIn(pattern, line);
    if (groups) return madeOf(tool, groups);
  }
  const linted = eslintFile === '' ? undefined : groupsIn(ESLINT_LINE, line);
  if (linted) return madeOf('eslint', { ...linted, file: eslintFile });
  return (
    withPlace(['cargo', CARGO_HEAD, CARGO_PLACE], lines, index) ?? withPlace(['oxlint', OXLINT_HEAD, OXLINT_PLACE], lines, index)
  );
}
