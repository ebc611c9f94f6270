import { createHash } from 'node:crypto';
import { cleanLines } from './clean-text.ts';
import { decisiveLines } from './decisive-lines.ts';
import { failedTests } from './failed-tests.ts';
import { type FailureKind, kindOf } from './failure-kind.ts';
import { type Slot, maskLine } from './mask.ts';
import { type MissingName, missingIn } from './missing-name.ts';
import { inAppFrames } from './stack-frames.ts';

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

/**
 * The signature of a failure: its text is cut to 64 Ki characters, cleaned, reduced to its decisive lines, failed tests and
 * innermost in-app frames, and masked. Linear in the length considered; pure. Source: docs/decisions/grouping.md.
 */
export function signatureOf(text: string): FailureSignature {
  const lines = cleanLines(text);
  const found = unique(decisiveLines(lines)).slice(-200);
  const named = found.map(missingIn);
  const missing = named.find((name) => name !== undefined);
  const decisive = missing ? found.filter((_, index) => named[index]) : found;
  const told = decisive.join('\n');
  const kind = missing?.kind ?? kindOf(told);
  const types = unique(Array.from(told.matchAll(ERROR_TYPE), ([type]) => type)).slice(0, TYPES_MAX);
  // A class says more than a code.
  const errorType = types.find((type) => !type.startsWith('ERR_')) ?? types[0] ?? '';
  const tests = failedTests(lines);
  const masked = new Map(decisive.map((line) => template(line, missingIn(line))).map((each) => [each.template, each]));
  const shown = [...masked.values()].slice(-LINES_MAX);
  const templates = shown.map((each) => each.template).sort();
  const identity = isPlaceless(kind)
    ? [missing?.name ?? templates]
    : [
        types.sort(),
        templates,
        unique(tests.map((name) => maskLine(name).template))
          .slice(0, TESTS_MAX)
          .sort(),
        inAppFrames(lines),
      ];
  return {
    signature: createHash('sha256')
      .update(JSON.stringify([kind, ...identity]))
      .digest('hex')
      .slice(0, 32),
    kind,
    template: shown
      .map((each) => each.template)
      .join('\n')
      .slice(0, TEMPLATE_CHARS_MAX)
      .toWellFormed(),
    slots: shown.flatMap(({ slots }) => slots).slice(0, SLOTS_MAX),
    tests: tests.slice(0, TESTS_MAX),
    errorType,
    missing: missing?.name ?? '',
  };
}
