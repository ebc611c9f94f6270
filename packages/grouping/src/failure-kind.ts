/** What kind of failure a text reports; chooses the wording of a rule. */
export const failureKinds = [
  'protocol',
  'missing-tool',
  'missing-module',
  'syntax',
  'compile',
  'assertion',
  'type',
  'timeout',
  'conflict',
  'exception',
  'test',
  'other',
] as const;
export type FailureKind = (typeof failureKinds)[number];

// First match wins: the more telling kinds come first, and named exceptions before words that a message may hold by chance.
const KINDS: readonly (readonly [FailureKind, RegExp])[] = [
  ['protocol', /please always provide exactly one action|^(?:format error|no tool call)\b|did not follow the expected format/im],
  ['missing-module', /\b(?:ModuleNotFoundError|ERR_MODULE_NOT_FOUND)\b/],
  ['syntax', /\b(?:SyntaxError|IndentationError|TabError|ParseError|error TS1\d{3})\b/],
  ['timeout', /\b(?:TimeoutError|TimeoutExpired|ETIMEDOUT)\b/],
  ['assertion', /\b(?:AssertionError|ERR_ASSERTION|AssertionFailedError)\b|^(?:E +)?assert\b|^assertion failed/im],
  ['type', /\b(?:TypeError|AttributeError|error TS2\d{3}|NameError|ReferenceError|UnboundLocalError)\b/],
  [
    'exception',
    /^(?:E +|Uncaught |Unhandled )?(?:[\w.]{0,100}(?:Error|Exception|Warning|Exit|Interrupt))(?::|$| \[)|\bpanicked at\b/m,
  ],
  ['timeout', /\b(?:timed out|timeout exceeded|deadline exceeded|did not end in time)\b/i],
  ['conflict', /\bCONFLICT \(|\bmerge conflict\b|\bpatch does not apply\b|\bpatch failed\b/i],
  ['assertion', /\bexpected\b.{0,200} (?:to|but)\b|\bexpect\(/i],
  ['test', /^(?:not ok \d+|✖ |FAILED |FAIL[: ]|--- FAIL)|\b\d+ failed\b/m],
];

/** The kind of the decisive lines of a failure. */
export const kindOf = (text: string): FailureKind => KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
