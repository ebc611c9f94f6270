import type { FailureKind, FailureSignature } from '@panal/grouping';

const SLOT_CHARS_MAX = 80;
const NAMES_MAX = 3;
/** What `wordRule` returns is shorter, since its parts are bounded. */
export const ruleCharsMax = 800;
const PLAIN_TYPE = /^[\p{L}\p{N}_$.]{1,60}$/u;
const PLAIN_NAME = /^[\p{L}\p{N}][\p{L}\p{N}_.+#/-]{0,39}$/u;

interface RuleScope {
  readonly role: string;
  readonly stack: string;
}

/** A value from a failure's text made safe to quote: one line, plain characters, bounded, no quotes, tags or links of its own. */
export function safeSlot(value: string): string {
  const plain = value
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} _.,:;/()[\]=+#@-]/gu, ' ')
    // No link, whoever renders it.
    .replace(/:\/\//g, ': ')
    .replace(/\](?=[([])/g, '] ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > SLOT_CHARS_MAX ? `${plain.slice(0, SLOT_CHARS_MAX - 1).toWellFormed()}…` : plain;
}

interface Wording {
  /** What happened, from typed slots alone. */
  readonly what: (signature: FailureSignature) => string;
  /** What to do about it. */
  readonly advice: string;
}

const quote = (value: string): string => `«${safeSlot(value)}»`;
const quoteNames = (names: readonly string[]): string =>
  names.slice(0, NAMES_MAX).map(quote).join(', ') + (names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : '');

const named = ({ missing }: FailureSignature): string => (missing ? `: ${quote(missing)}` : '');
/** A class or a code stands as it is; anything else is quoted. */
const typed = (type: string): string => (PLAIN_TYPE.test(type) ? type : quote(type));
const withType = ({ errorType }: FailureSignature): string => (errorType ? ` with ${typed(errorType)}` : '');
const inBrackets = ({ errorType }: FailureSignature, otherwise: string): string =>
  `(${errorType ? typed(errorType) : otherwise})`;
const atPlace = (signature: FailureSignature): string =>
  placeOf(signature)
    .map((place) => ` in ${quote(place)}`)
    .join('');

const wordings: Readonly<Record<FailureKind, Wording>> = {
  protocol: {
    what: () => 'a reply did not have the required form',
    advice: 'Answer with exactly one action in the required form, every time.',
  },
  'missing-tool': {
    what: (s) => `a command that is not there was used${named(s)}`,
    advice: 'Check that a command exists before relying on it; use what the repository itself uses to run its tests.',
  },
  'missing-module': {
    what: (s) => `a module could not be found${named(s)}`,
    advice: 'Import only what exists in the repository or is declared as its dependency; check the path before using it.',
  },
  syntax: {
    what: (s) => `the code did not parse ${inBrackets(s, 'syntax error')}`,
    advice: 'Run or compile every changed file before submitting.',
  },
  compile: {
    what: (s) => `the code did not compile or pass its linter${s.errorType ? ` ${inBrackets(s, '')}` : ''}`,
    advice: 'Compile and lint the whole project before submitting, and mend the first error first.',
  },
  assertion: {
    what: (s) => `a test failed${withType(s)}`,
    advice:
      'Before submitting, run the whole test suite, not a part of it, and handle the cases that these tests name, not only the first example.',
  },
  type: {
    what: (s) => `a value did not have what was expected of it ${inBrackets(s, 'type error')}${atPlace(s)}`,
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
    what: (s) => `an exception ended the run ${inBrackets(s, 'unknown type')}${atPlace(s)}`,
    advice: 'Reproduce it with the smallest input, mend the cause, and run the whole test suite.',
  },
  test: { what: () => 'tests failed', advice: 'Before submitting, run the whole test suite and read every failure.' },
  other: { what: () => 'the step failed', advice: 'Read the whole output of the failing command before trying again.' },
};

/** The innermost call of the project in the stack trace: one name, or none. */
export const placeOf = ({ trace }: FailureSignature): readonly string[] => {
  const [call = ''] = trace?.error.frames ?? [];
  return call.includes('<') || safeSlot(call) === '' ? [] : [call];
};

/** Failed tests say more than what they failed with, unless nothing could run at all. */
function whatHappened(signature: FailureSignature): string {
  const { kind, tests } = signature;
  const ran = kind !== 'missing-module' && kind !== 'missing-tool' && kind !== 'protocol';
  return ran && tests.length > 0 ? `tests failed${withType(signature)}: ${quoteNames(tests)}` : wordings[kind].what(signature);
}

/** A plain name stands as it is; anything longer is quoted like other foreign text. */
const scopeName = (name: string): string => (PLAIN_NAME.test(name) ? name : quote(name));

function appliesWhen({ role, stack }: RuleScope): string {
  if (!role && !stack) return '';
  return `Applies when ${role ? `a ${scopeName(role)}` : 'anybody'} works on ${stack ? scopeName(stack) : 'code'}. `;
}

/** What a failure's rule is about, without the tests that failed and the place. */
export const familyOf = ({ kind, errorType, missing }: FailureSignature): string =>
  JSON.stringify([kind, safeSlot(errorType), safeSlot(missing)]);

/** What a rule advises on: failures of one remedy are answered by one rule. */
export const remedyOf = (signature: FailureSignature): string =>
  [familyOf(signature), ...[signature.tests, placeOf(signature)].map((names, index) => namesIn(names, index === 0))].join('');

/** As remedies were written before places were in them, where there is none. */
const namesIn = (names: readonly string[], isAlways: boolean): string =>
  isAlways || names.length > 0 ? ` ${JSON.stringify(names.map(safeSlot))}` : '';

/**
 * The text of a candidate rule for a cluster. Only typed slots of the failure enter it, each cleaned, bounded and quoted, because
 * the failure's text may be hostile; no sentence of it is ever repeated outside quotes. At most `ruleCharsMax` characters.
 */
export function wordRule(signature: FailureSignature, scope: RuleScope): string {
  return `${appliesWhen(scope)}Seen before: ${whatHappened(signature)}. ${wordings[signature.kind].advice}`;
}
