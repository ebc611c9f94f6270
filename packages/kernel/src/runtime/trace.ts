import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** What log lines and outgoing calls carry along: trace context and the ids that people search for. */
export interface WorkContext {
  readonly traceparent: string;
  readonly taskId?: string;
  readonly missionId?: string;
}

const storage = new AsyncLocalStorage<WorkContext>();
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** A new sampled trace context. Source: W3C Trace Context, section 3.2. */
export const newTraceparent = (): string => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;

/** The same trace with a span of its own, or a new trace where `parent` is no valid trace context. */
export function childTraceparent(parent: string | undefined): string {
  const match = TRACEPARENT.exec(parent ?? '');
  if (!match || /^0+$/.test(match[1]!)) return newTraceparent();
  return `00-${match[1]}-${randomBytes(8).toString('hex')}-${match[3]}`;
}

/** The trace id of a trace context, or an empty string. */
export const traceIdOf = (traceparent: string | undefined): string => TRACEPARENT.exec(traceparent ?? '')?.[1] ?? '';

/** The context that the running code was started in, if any. */
export const currentContext = (): WorkContext | undefined => storage.getStore();

/** Runs `work` with a context that its log lines and outgoing calls carry. */
export const withContext = <T>(context: WorkContext, work: () => T): T => storage.run(context, work);
