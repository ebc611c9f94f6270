/** What kind of failure a text reports; chooses the wording of a rule. */
export const failureKinds = [
  'protocol',
  'missing-tool',
  'missing-module',
  'syntax',
  'assertion',
  'type',
  'timeout',
  'conflict',
  'exception',
  'test',
  'other',
] as const;
export type FailureKind = (typeof failureKinds)[number];

// First match wins: the more telling kinds come first.
const KINDS: readonly (readonly [FailureKind, RegExp])[] = [
  [
    'protocol',
    /please always provide exactly one action|did not follow (?:the )?(?:expected )?format|format error|no tool call/i,
  ],
  ['missing-module', /\b(?:ModuleNotFoundError|ERR_MODULE_NOT_FOUND|No module named|Cannot find (?:module|package))\b/],
  [
    'missing-tool',
    /(?:^|[:\s])(?:command not found|[\w./-]{1,100}: not found)$|executable file not found|is not recognized as an internal/m,
  ],
  ['syntax', /\b(?:SyntaxError|IndentationError|TabError|ParseError|error TS1\d{3})\b/],
  ['timeout', /\b(?:TimeoutError|ETIMEDOUT|timed out|Timeout exceeded|deadline exceeded)\b/i],
  ['conflict', /\bCONFLICT \(|merge conflict|patch does not apply|patch failed/i],
  [
    'assertion',
    /\b(?:AssertionError|ERR_ASSERTION|AssertionFailedError|assertion failed|assert )\b|Expected .{0,200} (?:to|but)/i,
  ],
  ['type', /\b(?:TypeError|AttributeError|error TS2\d{3}|NameError|ReferenceError)\b/],
  ['exception', /^\s*(?:[\w.]{1,100}(?:Error|Exception|Warning|Exit|Interrupt))(?::|$)|\bpanicked at\b|\bFATAL\b/m],
  ['test', /^\s*(?:not ok \d+|✖ |FAILED |FAIL )|\b\d+ failed\b/m],
];

/** The kind of the decisive lines of a failure. */
export const kindOf = (text: string): FailureKind => KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
