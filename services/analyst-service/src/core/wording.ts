import type { FailureKind, FailureSignature } from '@panal/grouping';

const SLOT_CHARS_MAX = 80;
const NAMES_MAX = 3;
export const ruleCharsMax = 600;

/** A value from a failure's text made safe to quote: one line, plain characters, bounded, no quotes of its own. */
export function safeSlot(value: string): string {
  const plain = value
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} _.,:;/()<>=+#@*-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > SLOT_CHARS_MAX ? `${plain.slice(0, SLOT_CHARS_MAX - 1)}…` : plain;
}

interface Wording {
  /** What happened, from typed slots alone. */
  readonly what: (signature: FailureSignature) => string;
  /** What to do about it. */
  readonly advice: string;
}

const quoteNames = (names: readonly string[]): string =>
  names
    .slice(0, NAMES_MAX)
    .map((name) => `«${safeSlot(name)}»`)
    .join(', ') + (names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : '');

const named = (signature: FailureSignature): string => {
  const slot = signature.slots.find(({ kind }) => kind === 'quoted' || kind === 'path');
  return slot ? ` (${quoteNames([slot.value.replace(/^["'`]|["'`]$/g, '')])})` : '';
};

const testsFailed = (signature: FailureSignature): string =>
  signature.tests.length > 0
    ? `tests failed: ${quoteNames(signature.tests)}`
    : `a test failed with ${safeSlot(signature.errorType) || 'an assertion'}`;

const wordings: Readonly<Record<FailureKind, Wording>> = {
  protocol: {
    what: () => 'a reply did not have the required form',
    advice: 'Answer with exactly one action in the required form, every time.',
  },
  'missing-tool': {
    what: (s) => `a command that is not installed was used${named(s)}`,
    advice: 'Check that a command exists before relying on it; use what the repository itself uses to run its tests.',
  },
  'missing-module': {
    what: (s) => `a module could not be found${named(s)}`,
    advice: 'Import only what exists in the repository or is declared as its dependency; check the path before using it.',
  },
  syntax: {
    what: (s) => `the code did not parse (${safeSlot(s.errorType) || 'syntax error'})`,
    advice: 'Run or compile every changed file before submitting.',
  },
  assertion: {
    what: testsFailed,
    advice:
      'Before submitting, run the whole test suite, not a part of it, and handle the cases that these tests name, not only the first example.',
  },
  type: {
    what: (s) => `a value did not have what was expected of it (${safeSlot(s.errorType) || 'type error'})`,
    advice: 'Check what the called function really takes and returns, and run the tests that use it.',
  },
  timeout: {
    what: () => 'something did not end in time',
    advice: 'Look for loops and waits without an end; run the slow part alone first.',
  },
  conflict: {
    what: () => 'changes did not fit together',
    advice: 'Read the present content of a file before editing it, and keep edits small.',
  },
  exception: {
    what: (s) => `an exception ended the run (${safeSlot(s.errorType) || 'unknown type'})`,
    advice: 'Reproduce it with the smallest input, mend the cause, and run the whole test suite.',
  },
  test: { what: testsFailed, advice: 'Before submitting, run the whole test suite and read every failure.' },
  other: { what: () => 'the step failed', advice: 'Read the whole output of the failing command before trying again.' },
};

/**
 * The text of a candidate rule for a cluster. Only typed slots of the failure enter it, each cleaned, bounded and quoted, because
 * the failure's text may be hostile; no sentence of it is ever repeated. At most `ruleCharsMax` characters.
 */
export function wordRule(signature: FailureSignature, scope: { readonly role: string; readonly stack: string }): string {
  const { what, advice } = wordings[signature.kind];
  const who = [scope.role && `a ${safeSlot(scope.role)}`, scope.stack && `works on ${safeSlot(scope.stack)}`]
    .filter(Boolean)
    .join(' ');
  const when = who ? `Applies when ${who}${scope.stack ? '' : ' works on code'}. ` : '';
  return `${when}Seen before: ${what(signature)}. ${advice}`.slice(0, ruleCharsMax);
}
