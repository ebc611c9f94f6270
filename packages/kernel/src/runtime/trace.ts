import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/** What log lines and outgoing calls carry along: trace context and the ids that people search for. */
export interface WorkContext {
  readonly traceparent: string;
  readonly taskId?: string;
  readonly missionId?: string;
}

/** Names of gRPC metadata and HTTP headers that carry a context from process to process. */
const CARRIED = { traceparent: 'traceparent', taskId: 'panal-task-id', missionId: 'panal-mission-id' } as const;
/** Ids that a caller may put into our log lines: short, printable, one word. */
const CARRIED_ID = /^[\x21-\x7e]{1,128}$/;

const storage = new AsyncLocalStorage<WorkContext>();
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

// Drawn in stock, since each draw costs some 5 µs whatever its size.
const stock = Buffer.alloc(4096);
let drawn = stock.length;

function randomHex(bytes: number): string {
  if (drawn + bytes > stock.length) {
    randomFillSync(stock);
    drawn = 0;
  }
  drawn += bytes;
  return stock.toString('hex', drawn - bytes, drawn);
}

/** A new sampled trace context. Source: W3C Trace Context, section 3.2. */
export const newTraceparent = (): string => `00-${randomHex(16)}-${randomHex(8)}-01`;

/** The same trace with a span of its own, or a new trace where `parent` is no valid trace context. */
export function childTraceparent(parent: string | undefined): string {
  const match = TRACEPARENT.exec(parent ?? '');
  if (!match || /^0+$/.test(match[1]!)) return newTraceparent();
  return `00-${match[1]}-${randomHex(8)}-${match[3]}`;
}

/** The trace id of a trace context, or an empty string. */
export const traceIdOf = (traceparent: string | undefined): string => TRACEPARENT.exec(traceparent ?? '')?.[1] ?? '';

/** Task and mission of a context as far as they are fit to be carried. */
function carriedIds({ taskId = '', missionId = '' }: Partial<WorkContext>): Pick<WorkContext, 'taskId' | 'missionId'> {
  return { ...(CARRIED_ID.test(taskId) ? { taskId } : {}), ...(CARRIED_ID.test(missionId) ? { missionId } : {}) };
}

/**
 * The context of a call or request: a span of its own in the caller's trace, or in a new trace, with the ids that the caller names.
 * An id that is longer than 128 characters, or not one printable word, is left out.
 */
export function receivedContext(header: (name: string) => string | undefined): WorkContext {
  const taskId = header(CARRIED.taskId) ?? '';
  const missionId = header(CARRIED.missionId) ?? '';
  return { traceparent: childTraceparent(header(CARRIED.traceparent)), ...carriedIds({ taskId, missionId }) };
}

/** The headers that carry a context to another process; none where there is no context. */
export function contextHeaders(context: WorkContext | undefined): Record<string, string> {
  if (!context) return {};
  const { taskId, missionId } = carriedIds(context);
  return {
    ...(traceIdOf(context.traceparent) ? { [CARRIED.traceparent]: context.traceparent } : {}),
    ...(taskId ? { [CARRIED.taskId]: taskId } : {}),
    ...(missionId ? { [CARRIED.missionId]: missionId } : {}),
  };
}

/** The context that the running code was started in, if any. */
export const currentContext = (): WorkContext | undefined => storage.getStore();

/** Runs `work` with a context that its log lines and outgoing calls carry. */
export const withContext = <T>(context: WorkContext, work: () => T): T => storage.run(context, work);
