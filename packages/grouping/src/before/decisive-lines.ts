import { missingIn } from '../missing-name.ts';
import { frameOf } from './stack-frames.ts';

const FALLBACK_LINES = 3;

// What ends a failure's story, most telling first. Each finds whole lines, already trimmed.
const NAMED: readonly RegExp[] = [
  /please always provide exactly one action/i,
  /^E {2,}\S/,
  /^(?:Uncaught |Unhandled |Exception in thread "[^"]{0,100}" |Caused by: )?(?:[A-Za-z_][\w.]{0,100})?(?:Error|Exception|Exit|Interrupt|Failure)(?: \[\w+\])?(?::|$)/,
];
const LESS_TELLING: readonly RegExp[] = [
  /^(?:code|name): '?(?:ERR_\w+|\w{0,80}Error)'?,?$/,
  /\berror TS\d+:|^error(?:\[E\d+\])?:|\bpanicked at\b/,
  /^(?:FAILED|FAIL|ERROR|not ok \d+|✖|--- FAIL:)\s/,
  /^(?:bash|sh|zsh|fatal|error|FATAL)\b/i,
  /^[\w.]{1,100}Warning:/,
];

/** What comes before such a line was caught and led to what comes after it, which is what the caller saw. */
const CHAINED = /^(?:During handling of the above exception|The above exception was the direct cause)/;

const afterLastCause = (lines: readonly string[]): readonly string[] =>
  lines.slice(lines.findLastIndex((line) => CHAINED.test(line)) + 1);

/** Of pytest's `E` lines the first of each block is the failure; the others compare values. */
const goesOn = (line: string, before: string | undefined): boolean => /^E {2,}/.test(line) && /^E(?: |$)/.test(before ?? '');

function firstFound(lines: readonly string[], patterns: readonly RegExp[]): string[] {
  for (const pattern of patterns) {
    const found = lines.filter((line, index) => pattern.test(line) && !goesOn(line, lines[index - 1]));
    if (found.length > 0) return found;
  }
  return [];
}

/** A missing module or command explains less than a named exception, and more than the words around it. */
function tellingIn(lines: readonly string[]): string[] {
  const named = firstFound(lines, NAMED);
  if (named.length > 0) return named;
  const missing = lines.filter((line) => missingIn(line) !== undefined);
  return missing.length > 0 ? missing : firstFound(lines, LESS_TELLING);
}

/**
 * As it was in versions 1 and 2, and stays so: the few lines that say why something failed: those that match the most telling pattern found, else the last lines that are
 * not frames of a stack. Chained exceptions count by their last one.
 */
export function decisiveLinesBefore(lines: readonly string[]): string[] {
  const trimmed = lines.map((line) => line.trim());
  const found = tellingIn(afterLastCause(trimmed));
  if (found.length > 0) return found;
  const all = tellingIn(trimmed);
  return all.length > 0 ? all : trimmed.filter((line) => line !== '' && !frameOf(line)).slice(-FALLBACK_LINES);
}
