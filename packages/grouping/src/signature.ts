import { createHash } from 'node:crypto';
import { cleanLines } from './clean-text.ts';
import { decisiveLines } from './decisive-lines.ts';
import { failedTests } from './failed-tests.ts';
import { type FailureKind, kindOf } from './failure-kind.ts';
import { type Slot, maskLine } from './mask.ts';
import { type MissingName, missingIn } from './missing-name.ts';
import { inAppFrames } from './stack-frames.ts';
import { type StackTrace, tracesIn } from './traces/parse-trace.ts';
import { type ErrorIdentity, traceIdentityOf } from './traces/trace-identity.ts';

/**
 * Version of the rules below. 2: a stack trace counts by its error, the two innermost in-app calls and what led to it; a tool that
 * is missing is one cluster, whether it was asked for as a command or as a module. Texts of other kinds keep what 1 gave.
 */
export const signatureVersion = 2;

/** What a failure text boils down to. */
export interface FailureSignature {
  /** SHA-256 of what follows, with masked test names and frames, 32 hex digits: equal where only variable parts differ. */
  readonly signature: string;
  readonly kind: FailureKind;
  /** The decisive lines with typed slots; at most 2,000 characters. */
  readonly template: string;
  readonly slots: readonly Slot[];
  /** Names of failed tests, as the runner wrote them; the first twenty. */
  readonly tests: readonly string[];
  /** Exception class or error code of the decisive lines, or an empty string. */
  readonly errorType: string;
  /** The module or command that was not found, or an empty string. */
  readonly missing: string;
  /** What version 1 gave, where it gave something else: clusters founded then are found by it. */
  readonly previous?: string;
}

const ERROR_TYPE = /\b((?:[A-Z][A-Za-z0-9_]{0,80})?(?:Error|Exception|Failure|Warning)|ERR_[A-Z_]{1,60})\b/g;
const TESTS_MAX = 20;
const TYPES_MAX = 20;
const LINES_MAX = 6;
const SLOTS_MAX = 64;
const TEMPLATE_CHARS_MAX = 2_000;
// Stands for a name that stays in the template; cleaned text holds no control characters.
const KEPT = '\u0001';

function template(line: string, missing: MissingName | undefined): { template: string; slots: Slot[] } {
  if (!missing) return maskLine(line);
  const masked = maskLine(line.slice(0, missing.start) + KEPT + line.slice(missing.end));
  return { ...masked, template: masked.template.replace(KEPT, () => missing.name) };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** Where a failed test or a stack lies says nothing about a missing tool or a broken protocol: the same cause, one cluster. */
const isPlaceless = (kind: FailureKind): boolean => kind === 'protocol' || kind === 'missing-tool' || kind === 'missing-module';

const digestOf = (identity: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);

interface Told {
  readonly lines: readonly string[];
  readonly decisive: readonly string[];
  readonly kind: FailureKind;
  readonly missing: MissingName | undefined;
  readonly tests: readonly string[];
}

function toldBy(text: string): Told {
  const lines = cleanLines(text);
  const found = unique(decisiveLines(lines)).slice(-200);
  const named = found.map(missingIn);
  const missing = named.find((name) => name !== undefined);
  const decisive = missing ? found.filter((_, index) => named[index]) : found;
  return { lines, decisive, kind: missing?.kind ?? kindOf(decisive.join('\n')), missing, tests: failedTests(lines) };
}

/** What version 1 hashed. */
function firstIdentityOf(
  { lines, kind, missing, tests }: Told,
  types: readonly string[],
  templates: readonly string[],
): unknown[] {
  if (isPlaceless(kind)) return [kind, missing?.name ?? templates];
  const names = unique(tests.map((name) => maskLine(name).template));
  return [kind, types.toSorted(), templates, names.slice(0, TESTS_MAX).sort(), inAppFrames(lines)];
}

const PLACE_FRAMES = 2;
const placeOf = ({ type, message, frames }: ErrorIdentity): unknown[] => [type, message, frames.slice(0, PLACE_FRAMES)];

/** The stack trace that a text ends with, where that is what failed: not in a report of tests, nor where something is missing. */
function traceOf({ lines, kind, tests }: Told): StackTrace | undefined {
  if (tests.length > 0 || isPlaceless(kind)) return undefined;
  return tracesIn(lines).findLast(({ type, frames }) => type !== '' && frames.length > 0);
}

/**
 * The signature of a failure: its text is cut to 64 Ki characters, cleaned, reduced to its stack trace, or else its decisive lines,
 * failed tests and innermost in-app frames, and masked. Linear in the length considered; pure. Source: docs/decisions/grouping.md.
 */
export function signatureOf(text: string): FailureSignature {
  const told = toldBy(text);
  const trace = traceOf(told);
  const first = signatureOfLines(told);
  if (told.missing) return revised(first, digestOf(['missing', told.missing.name]));
  if (!trace) return first;
  const { language, error, root } = traceIdentityOf(trace);
  const line = trace.message === '' ? trace.type : `${trace.type}: ${trace.message}`;
  const masked = maskLine(line);
  const kind = kindOf(line);
  return {
    ...revised(first, digestOf([language, ...placeOf(error), root ? placeOf(root) : []])),
    kind: kind === 'other' ? 'exception' : kind,
    template: masked.template.slice(0, TEMPLATE_CHARS_MAX).toWellFormed(),
    slots: masked.slots,
    errorType: trace.type,
  };
}

const revised = (first: FailureSignature, signature: string): FailureSignature => ({
  ...first,
  signature,
  previous: first.signature,
});

function signatureOfLines(told: Told): FailureSignature {
  const text = told.decisive.join('\n');
  const types = unique(Array.from(text.matchAll(ERROR_TYPE), ([type]) => type)).slice(0, TYPES_MAX);
  const masked = new Map(told.decisive.map((line) => template(line, missingIn(line))).map((each) => [each.template, each]));
  const shown = [...masked.values()].slice(-LINES_MAX);
  const templates = shown.map((each) => each.template).sort();
  return {
    signature: digestOf(firstIdentityOf(told, types, templates)),
    kind: told.kind,
    template: shown
      .map((each) => each.template)
      .join('\n')
      .slice(0, TEMPLATE_CHARS_MAX)
      .toWellFormed(),
    slots: shown.flatMap(({ slots }) => slots).slice(0, SLOTS_MAX),
    tests: told.tests.slice(0, TESTS_MAX),
    // A class says more than a code.
    errorType: types.find((type) => !type.startsWith('ERR_')) ?? types[0] ?? '',
    missing: told.missing?.name ?? '',
  };
}
