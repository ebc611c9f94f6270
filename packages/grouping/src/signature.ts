import { createHash } from 'node:crypto';
import { cleanLines } from './clean-text.ts';
import { decisiveLines, failedTests } from './decisive-lines.ts';
import { type FailureKind, kindOf } from './failure-kind.ts';
import { type Slot, maskLine } from './mask.ts';
import { inAppFrames } from './stack-frames.ts';

/** What a failure text boils down to. */
export interface FailureSignature {
  /** SHA-256 of kind, template and frames, 32 hex digits: equal for failures that differ in variable parts only. */
  readonly signature: string;
  readonly kind: FailureKind;
  /** The decisive lines with typed slots. */
  readonly template: string;
  readonly slots: readonly Slot[];
  /** Names of failed tests, as the runner wrote them. */
  readonly tests: readonly string[];
  /** Exception class or error code of the decisive lines, or an empty string. */
  readonly errorType: string;
}

const ERROR_TYPE = /\b([A-Z][A-Za-z0-9_.]{0,80}(?:Error|Exception|Failure|Warning))\b|\[(ERR_[A-Z_]{1,60})\]/;
const TESTS_MAX = 20;

/**
 * The signature of a failure: its text is cut to 64 Ki characters, cleaned, reduced to its decisive lines and innermost in-app
 * frames, and masked. Linear in the length considered; pure. Source: docs/decisions/grouping.md.
 */
export function signatureOf(text: string): FailureSignature {
  const lines = cleanLines(text);
  const decisive = decisiveLines(lines);
  const kind = kindOf(decisive.join('\n'));
  const masked = decisive.map(maskLine);
  const templates = [...new Set(masked.map(({ template }) => template))];
  const frames = inAppFrames(lines).map(({ module, function: name }) => `${module}:${name}`);
  const template = templates.join('\n');
  const hash = createHash('sha256').update(JSON.stringify([kind, templates, frames]));
  return {
    signature: hash.digest('hex').slice(0, 32),
    kind,
    template,
    slots: masked.flatMap(({ slots }) => slots),
    tests: failedTests(lines).slice(0, TESTS_MAX),
    errorType: ERROR_TYPE.exec(decisive.join('\n'))?.slice(1).find(Boolean) ?? '',
  };
}
