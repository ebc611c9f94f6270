import { createHash } from 'node:crypto';
import { maskLine } from '../mask.ts';
import type { StackTrace, TraceError } from './parse-trace.ts';
import type { TraceFrame, TraceLanguage } from './trace-frame.ts';

/** One error of a trace without its variable parts. */
export interface ErrorIdentity {
  readonly type: string;
  /** The message with typed slots. */
  readonly message: string;
  /** In-app calls as `module:function`, innermost first, each once; at most twelve, of 160 characters. */
  readonly frames: readonly string[];
}

/** What stays of a trace between two crashes of the same bug. */
export interface TraceIdentity {
  readonly language: TraceLanguage;
  readonly error: ErrorIdentity;
  /** What led to it in the first place, where something did. */
  readonly root: ErrorIdentity | undefined;
  /** SHA-256 of all of the above, 32 hex digits: equal traces have equal fingerprints. */
  readonly fingerprint: string;
}

const FRAMES_MAX = 12;
const MESSAGE_CHARS_MAX = 400;
const CALL_CHARS_MAX = 160;

/**
 * In-app calls with a name, or all calls where none is. The innermost function of no name takes the place of the one around it:
 * lambdas are numbered or named by chance.
 */
function framesOf(frames: readonly TraceFrame[]): string[] {
  const named = frames.filter((frame) => frame.function !== '' || frame.language === 'rust');
  const ours = named.filter(({ inApp }) => inApp);
  const nameless = frames.filter(({ inApp }) => inApp);
  const chosen = ours.length > 0 ? ours : nameless.length > 0 ? nameless : frames;
  const calls = chosen.map((frame) =>
    `${frame.module}:${frame.function || '<nameless>'}`.slice(0, CALL_CHARS_MAX).toWellFormed(),
  );
  return [...new Set(calls)].slice(0, FRAMES_MAX);
}

const identityOf = ({ type, message, frames }: TraceError): ErrorIdentity => ({
  type,
  message: maskLine(message.slice(0, MESSAGE_CHARS_MAX).toWellFormed()).template,
  frames: framesOf(frames),
});

/** The identity of a trace; pure, and bounded by the trace's bounds. */
export function traceIdentityOf(trace: StackTrace): TraceIdentity {
  const error = identityOf(trace);
  const last = trace.causes.at(-1);
  const root = last ? identityOf(last) : undefined;
  const told = JSON.stringify([trace.language, error, root ?? null]);
  return {
    language: trace.language,
    error,
    root,
    fingerprint: createHash('sha256').update(told).digest('hex').slice(0, 32),
  };
}
