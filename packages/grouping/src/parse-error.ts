import { maskLine } from './mask.ts';

/** A file that Python could not parse. */
export interface ParseError {
  readonly type: string;
  /** Type and message as they stand. */
  readonly line: string;
  /** What is wrong, and whether it was typed on a command line; the file and the line do not count. */
  readonly identity: readonly unknown[];
}

const ERROR = /^(?:SyntaxError|IndentationError|TabError)(?=: |$)/;
/** Python marks the place of such an error by a file without a function. */
const PLACE = /^File "([^"]{1,500})", line \d{1,9}$/;
const PLACE_LINES = 4;
/** Indentation is one mistake, however it shows. */
const INDENTATION = /^(?:IndentationError|TabError)/;

/**
 * The error of Python about code that does not parse, where it is the last error that the lines name, or undefined. Lines are clean.
 * Source: Python, traceback.print_exception.
 */
export function parseErrorIn(lines: readonly string[]): ParseError | undefined {
  const trimmed = lines.map((line) => line.trim());
  const at = trimmed.findLastIndex((line) => ERROR.test(line));
  if (at < 0) return undefined;
  const place = trimmed.slice(Math.max(0, at - PLACE_LINES), at).findLast((line) => PLACE.test(line));
  const isLast = !trimmed.slice(at + 1).some((line) => PLACE.test(line) || line.startsWith('Traceback (most recent call last)'));
  if (place === undefined || !isLast) return undefined;
  const line = trimmed[at]!;
  const type = ERROR.exec(line)![0];
  const isTyped = PLACE.exec(place)![1]!.startsWith('<');
  return { type, line, identity: [INDENTATION.test(line) ? 'indentation' : maskLine(line).template, isTyped] };
}
