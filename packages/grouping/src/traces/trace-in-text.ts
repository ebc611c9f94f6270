import { cleanLines } from '../clean-text.ts';
import { tracesIn } from './parse-trace.ts';
import { type TraceIdentity, traceIdentityOf } from './trace-identity.ts';

/** The identity of the last stack trace in a text that names an error, or undefined. Looks at 64 Ki characters. */
export function traceIdentityIn(text: string): TraceIdentity | undefined {
  const trace = tracesIn(cleanLines(text)).findLast(({ type, frames }) => type !== '' && frames.length > 0);
  return trace && traceIdentityOf(trace);
}
