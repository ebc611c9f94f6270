/** Which module or command a line says is not there. */
export interface MissingName {
  readonly kind: 'missing-module' | 'missing-tool';
  readonly name: string;
  /** Where it stands in the line, its quotes included. */
  readonly start: number;
  readonly end: number;
}

// Every pattern has one group, the name with its quotes if any.
const NAMED: readonly (readonly [MissingName['kind'], RegExp])[] = [
  ['missing-module', /\bNo module named ('[^']{1,200}'|"[^"]{1,200}"|[\w.@/-]{1,200})/d],
  ['missing-module', /\bCannot find (?:module|package) ('[^']{1,300}'|"[^"]{1,300}")/d],
  ['missing-tool', /^(?:[\w./-]{1,60}: )?(?:line )?(?:\d{1,9}: )?([^\s:]{1,200}): command not found$/d],
  ['missing-tool', /^(?:[\w./-]{0,60}sh): (?:(?:line )?\d{1,9}: )?([^\s:]{1,200}): not found$/d],
  ['missing-tool', /\bcommand not found: (\S{1,200})$/d],
  ['missing-tool', /("[^"]{1,200}"): executable file not found/d],
  ['missing-tool', /\bspawn (\S{1,200}) ENOENT\b/d],
  ['missing-tool', /^('[^']{1,200}'|\S{1,200}) is not recognized as an internal or external command/d],
];

const NAME_CHARS_MAX = 100;

/** A file that is missing counts by its base name, since its folder differs between machines; a package by its whole name. */
function nameOf(quoted: string): string {
  const bare = quoted.replace(/^["']|["']$/g, '');
  const isFile = /^(?:\.{0,2}[\\/]|[A-Za-z]:|file:)/.test(bare);
  return (isFile ? (bare.split(/[\\/]/).at(-1) ?? bare) : bare).slice(0, NAME_CHARS_MAX).toWellFormed();
}

/** What the line says is missing, or undefined. */
export function missingIn(line: string): MissingName | undefined {
  for (const [kind, pattern] of NAMED) {
    const match = pattern.exec(line);
    if (!match) continue;
    const [start, end] = match.indices![1]!;
    return { kind, name: nameOf(match[1]!), start, end };
  }
  return undefined;
}
