import { createHash } from 'node:crypto';
import { cleanLines } from './clean-text.ts';
import { decisiveLines } from './decisive-lines.ts';
import { failedTests } from './failed-tests.ts';
import { type FailureKind, kindOf } from './failure-kind.ts';
import { type Slot, maskLine } from './mask.ts';
import { type MissingName, missingIn } from './missing-name.ts';
import { parseErrorIn } from './parse-error.ts';
import { diagnosticsIn } from './reports/diagnostics.ts';
import { failedTestsIn } from './reports/failed-test-blocks.ts';
import { type StackTrace, tracesIn } from './traces/parse-trace.ts';
import { type TraceIdentity, traceIdentityOf } from './traces/trace-identity.ts';

/**
 * Version of the rules below. 3: a stack trace counts by all of its identity, so that traces can be aligned; reports of test runners
 * and compilers by what they report, whatever else was printed; code that does not parse by what is wrong with it. 2: a trace counted
 * by its error and two calls. 1: by its decisive lines. `earlierSignaturesOf` has what they gave.
 */
export const signatureVersion = 3;

/** What a failure text boils down to. */
export interface FailureSignature {
  /** SHA-256 of what makes it this failure, 32 hex digits: equal where only variable parts differ. */
  readonly signature: string;
  readonly kind: FailureKind;
  /** The decisive lines with typed slots; at most 2,000 characters. */
  readonly template: string;
  readonly slots: readonly Slot[];
  /** Names of failed tests, as the runner wrote them; the first twenty. */
  readonly tests: readonly string[];
  /** Exception class, or code of an error or a compiler, or an empty string. */
  readonly errorType: string;
  /** The module or command that was not found, or an empty string. */
  readonly missing: string;
  /** The stack trace that the failure counts by, if it does: near misses of it are the same failure. */
  readonly trace?: TraceIdentity;
}

const ERROR_TYPE = /\b((?:[A-Z][A-Za-z0-9_]{0,80})?(?:Error|Exception|Failure|Warning)|ERR_[A-Z_]{1,60})\b/g;
const TESTS_MAX = 20;
const TYPES_MAX = 20;
const LINES_MAX = 6;
const DECISIVE_MAX = 200;
const REPORTED_MAX = 50;
const PLACES_MAX = 8;
const SLOTS_MAX = 64;
const TEMPLATE_CHARS_MAX = 2_000;
// Stands for a name that stays in the template; cleaned text holds no control characters.
const KEPT = '\u0001';

interface Masked {
  readonly template: string;
  readonly slots: readonly Slot[];
}

interface Told {
  readonly lines: readonly string[];
  readonly decisive: readonly string[];
  readonly kind: FailureKind;
  readonly missing: MissingName | undefined;
  readonly tests: readonly string[];
}

/** What a signature is made of besides the decisive lines. */
type Counted = Partial<Omit<FailureSignature, 'signature'>> & { readonly identity: readonly unknown[] };

const unique = (names: readonly string[]): string[] => [...new Set(names)];
const typesIn = (lines: readonly string[]): string[] =>
  unique(Array.from(lines.join('\n').matchAll(ERROR_TYPE), ([type]) => type)).slice(0, TYPES_MAX);
const maskedName = (name: string): string => maskLine(name).template;
/** `python3:` and `python:` are one interpreter. */
const withoutVersion = (line: string): string =>
  line.replace(/^(?:\S{0,200}\/)?(python|pypy|node|ruby|perl|php)[\d.]{1,8}:/, '$1:');

function maskedOf(line: string): Masked {
  const missing = missingIn(line);
  if (!missing) return maskLine(withoutVersion(line));
  const masked = maskLine(line.slice(0, missing.start) + KEPT + line.slice(missing.end));
  return { ...masked, template: masked.template.replace(KEPT, () => missing.name) };
}

function toldBy(lines: readonly string[]): Told {
  const found = unique(decisiveLines(lines)).slice(-DECISIVE_MAX);
  const named = found.map(missingIn);
  const missing = named.find((name) => name !== undefined);
  const decisive = missing ? found.filter((_, index) => named[index]) : found;
  return { lines, decisive, kind: missing?.kind ?? kindOf(decisive.join('\n')), missing, tests: failedTests(lines) };
}

/** Where it happened says nothing about a missing tool or a broken protocol: the same cause, one cluster. */
function ofAnyPlace({ kind, missing }: Told, templates: readonly string[]): Counted | undefined {
  if (missing) return { identity: ['missing', missing.name] };
  return kind === 'protocol' ? { identity: [kind, templates] } : undefined;
}

/** Each failed test with what it failed with; what else was printed does not count. */
function ofTests({ lines, tests }: Told): Counted | undefined {
  if (tests.length === 0) return undefined;
  const reported = failedTestsIn(lines, REPORTED_MAX).map(({ name, message, block }) => [
    ...[name, message].map(maskedName),
    typesIn(decisiveLines(block)),
  ]);
  if (reported.length === 0) return undefined;
  return { identity: ['tests', unique(reported.map((each) => JSON.stringify(each))).sort()] };
}

/** The stack trace that a text ends with, where that is what failed. */
function ofTrace({ lines, tests }: Told): Counted | undefined {
  const found = tests.length > 0 ? undefined : tracesIn(lines).findLast(({ type, frames }) => type !== '' && frames.length > 0);
  return found && traceCounted(found, traceIdentityOf(found));
}

function traceCounted({ type, message }: StackTrace, trace: TraceIdentity): Counted {
  const line = message === '' ? type : `${type}: ${message}`;
  const kind = kindOf(line);
  return {
    identity: ['trace', trace.fingerprint],
    trace,
    kind: kind === 'other' ? 'exception' : kind,
    ...shortened(maskLine(line)),
    errorType: type,
  };
}

const shortened = ({ template, slots }: Masked): Masked => ({
  template: template.slice(0, TEMPLATE_CHARS_MAX).toWellFormed(),
  slots: slots.slice(0, SLOTS_MAX),
});

/** Each complaint of a compiler or linter by its code and message, in whichever file. */
function ofDiagnostics({ lines, kind }: Told): Counted | undefined {
  const reported = diagnosticsIn(lines, REPORTED_MAX);
  const named = reported.find(({ name }) => name !== '')?.name;
  if (reported.length === 0) return undefined;
  const masked = new Map(
    reported.map(({ name, message }) => {
      const { template, slots } = maskLine(message);
      return [JSON.stringify([name, template]), { template: `${name} ${template}`.trim(), slots }];
    }),
  );
  const shown = [...masked.values()].slice(0, LINES_MAX);
  return {
    identity: ['diagnostics', [...masked.keys()].sort()],
    kind: kind === 'syntax' || kind === 'type' ? kind : 'compile',
    ...shortened({ template: shown.map(({ template }) => template).join('\n'), slots: shown.flatMap(({ slots }) => slots) }),
    ...(named === undefined ? {} : { errorType: named }),
  };
}

/** What the decisive lines say, the failed tests that no report tells more of, and the calls of a trace that names no error. */
function ofLines({ lines, kind, tests }: Told, types: readonly string[], templates: readonly string[]): Counted {
  const names = unique(tests.map(maskedName));
  const calls = tracesIn(lines).findLast(({ frames }) => frames.length > 0);
  const places = calls ? traceIdentityOf(calls).error.frames.slice(0, PLACES_MAX) : [];
  return { identity: [kind, types.toSorted(), templates, names.slice(0, TESTS_MAX).sort(), places] };
}

/** Code that does not parse: the mistake is the writer's, wherever it was noticed. */
function ofParseError({ lines, tests }: Told): Counted | undefined {
  const error = tests.length > 0 ? undefined : parseErrorIn(lines);
  return error && { identity: ['syntax', error.identity], kind: 'syntax', errorType: error.type, ...maskLine(error.line) };
}

/**
 * The signature of a failure: its text is cut to 64 Ki characters and cleaned; then it counts by what is missing, by code that does
 * not parse, by its failed tests, its stack trace, its compiler's errors, or else by its decisive lines. Linear in the length
 * considered; pure. Source: docs/decisions/grouping.md.
 */
export function signatureOf(text: string): FailureSignature {
  const lines = cleanLines(text);
  const told = toldBy(lines);
  const types = typesIn(told.decisive);
  const masked = new Map(told.decisive.map(maskedOf).map((each) => [each.template, each]));
  const shown = [...masked.values()].slice(-LINES_MAX);
  const templates = shown.map((each) => each.template).sort();
  const { identity, ...counted } =
    ofAnyPlace(told, templates) ??
    ofParseError(told) ??
    ofTests(told) ??
    ofTrace(told) ??
    ofDiagnostics(told) ??
    ofLines(told, types, templates);
  return {
    kind: told.kind,
    ...shortened({ template: shown.map(({ template }) => template).join('\n'), slots: shown.flatMap(({ slots }) => slots) }),
    tests: told.tests.slice(0, TESTS_MAX),
    // A class says more than a code.
    errorType: types.find((type) => !type.startsWith('ERR_')) ?? types[0] ?? '',
    missing: told.missing?.name ?? '',
    ...counted,
    signature: createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32),
  };
}
