import { frameOf } from './stack-frames.ts';

const LINES_MAX = 6;

// What ends a failure's story, most telling first. Each finds whole lines.
const TELLING: readonly RegExp[] = [
  /^\s*(?:[A-Za-z_][\w.]{0,100}(?:Error|Exception|Warning|Exit|Interrupt|Failure))\b(?:\s*\[\w+\])?(?::|$)/,
  /^\s*(?:Uncaught |Unhandled )?(?:[A-Z]\w{0,60}Error)\b/,
  /^E\s{2,}\S/,
  /please always provide exactly one action/i,
  /: (?:command )?not found$|^(?:bash|sh|zsh): /,
  /\berror TS\d+:|^error(?:\[E\d+\])?:|panicked at/,
  /^\s*(?:FAILED|FAIL|not ok \d+|✖)\s/,
  /^(?:fatal|error|ERROR|FATAL)\b/i,
];

/** Test names that a runner reported as failed (node:test, TAP, pytest), in order, without numbers and durations. */
export function failedTests(lines: readonly string[]): string[] {
  const names = new Set<string>();
  for (const line of lines) {
    const match = /^\s*✖ (.{1,300}?)(?: \(\d[\d.]*ms\))?$|^\s*not ok \d+ - (.{1,300}?)(?: # .*)?$|^FAILED (\S{1,300})/.exec(line);
    const name = match?.[1] ?? match?.[2] ?? match?.[3];
    if (name && !/^failing tests:?$/.test(name)) names.add(name.trim());
  }
  return [...names];
}

/**
 * The few lines that say why something failed: those that match the most telling pattern found, else the last lines that are
 * not frames of a stack. Chained exceptions count by their last one, which is what the caller saw.
 */
export function decisiveLines(lines: readonly string[]): string[] {
  for (const pattern of TELLING) {
    const found = lines.filter((line) => pattern.test(line));
    if (found.length > 0) return [...new Set(found.map((line) => line.trim()))].slice(-LINES_MAX);
  }
  const words = lines.map((line) => line.trim()).filter((line) => line !== '' && !frameOf(line));
  return words.slice(-3);
}
