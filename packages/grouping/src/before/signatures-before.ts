import { createHash } from 'node:crypto';
import { cleanLines } from '../clean-text.ts';
import { failedTests } from '../failed-tests.ts';
import { type FailureKind, kindOf } from '../failure-kind.ts';
import { maskLine } from '../mask.ts';
import { type MissingName, missingIn } from '../missing-name.ts';
import { type StackTrace, tracesIn } from '../traces/parse-trace.ts';
import { type ErrorIdentity, traceIdentityOf } from '../traces/trace-identity.ts';
import { decisiveLinesBefore } from './decisive-lines.ts';
import { inAppFrames } from './stack-frames.ts';

const ERROR_TYPE = /\b((?:[A-Z][A-Za-z0-9_]{0,80})?(?:Error|Exception|Failure|Warning)|ERR_[A-Z_]{1,60})\b/g;
const TESTS_MAX = 20;
const TYPES_MAX = 20;
const LINES_MAX = 6;
const DECISIVE_MAX = 200;
const PLACE_FRAMES = 2;
const KEPT = '\u0001';

interface Told {
  readonly lines: readonly string[];
  readonly decisive: readonly string[];
  readonly kind: FailureKind;
  readonly missing: MissingName | undefined;
  readonly tests: readonly string[];
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
const isPlaceless = (kind: FailureKind): boolean => kind === 'protocol' || kind === 'missing-tool' || kind === 'missing-module';
const placeOf = ({ type, message, frames }: ErrorIdentity): unknown[] => [type, message, frames.slice(0, PLACE_FRAMES)];
const digestOf = (identity: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);

function templateOf(line: string): string {
  const missing = missingIn(line);
  if (!missing) return maskLine(line).template;
  const masked = maskLine(line.slice(0, missing.start) + KEPT + line.slice(missing.end)).template;
  return masked.replace(KEPT, () => missing.name);
}

function toldBy(lines: readonly string[]): Told {
  const found = unique(decisiveLinesBefore(lines)).slice(-DECISIVE_MAX);
  const named = found.map(missingIn);
  const missing = named.find((name) => name !== undefined);
  const decisive = missing ? found.filter((_, index) => named[index]) : found;
  return { lines, decisive, kind: missing?.kind ?? kindOf(decisive.join('\n')), missing, tests: failedTests(lines) };
}

function first({ lines, decisive, kind, missing, tests }: Told): string {
  const types = unique(Array.from(decisive.join('\n').matchAll(ERROR_TYPE), ([type]) => type)).slice(0, TYPES_MAX);
  const templates = unique(decisive.map(templateOf)).slice(-LINES_MAX).sort();
  if (isPlaceless(kind)) return digestOf([kind, missing?.name ?? templates]);
  const names = unique(tests.map((name) => maskLine(name).template));
  return digestOf([kind, types.toSorted(), templates, names.slice(0, TESTS_MAX).sort(), inAppFrames(lines)]);
}

function traceOf({ lines, kind, tests }: Told): StackTrace | undefined {
  if (tests.length > 0 || isPlaceless(kind)) return undefined;
  return tracesIn(lines).findLast(({ type, frames }) => type !== '' && frames.length > 0);
}

function second(told: Told): string | undefined {
  if (told.missing) return digestOf(['missing', told.missing.name]);
  const trace = traceOf(told);
  if (!trace) return undefined;
  const { language, error, root } = traceIdentityOf(trace);
  return digestOf([language, ...placeOf(error), root ? placeOf(root) : []]);
}

/**
 * The signatures that versions 2 and 1 gave to a text, newest first: clusters founded under them are found by these. Frozen: the
 * rules of today are in ../signature.ts. May go when no journal is left that was written before version 3. Costs what a signature costs.
 */
export function earlierSignaturesOf(text: string): string[] {
  const told = toldBy(cleanLines(text));
  return unique([second(told) ?? [], first(told)].flat());
}
