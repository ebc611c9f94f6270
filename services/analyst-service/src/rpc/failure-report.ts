import type { FailureEvent } from '@panal/shared-types/analyst';
import { type Principal, ServiceError } from '@panal/kernel/runtime';
import { createHash } from 'node:crypto';
import type { FailureReport } from '../shell/analyst.ts';
import { isRecordKey } from '../shell/consolidation.ts';

const TEXT_CHARS_MAX = 1_048_576;
const FIELD_CHARS_MAX = 256;
const STACK_NAME_CHARS_MAX = 64;
const CUT = '\n… (cut) …\n';

/** A text over the limit loses its middle: commands stand at the start of a log, causes at the end. */
function cutMiddle(text: string): string {
  if (text.length <= TEXT_CHARS_MAX) return text;
  const half = (TEXT_CHARS_MAX - CUT.length) >> 1;
  return text.slice(0, half) + CUT + text.slice(-half);
}

const digestOf = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/**
 * The key that a failure is counted once by. Services report for others; an agent's keys are its own, so that none can take the key of
 * another's failure first. Clients of the original messages send no key: the same failure of the same task, sent again, is then the
 * same failure.
 */
function keyOf(event: FailureEvent, { subject, roles }: Principal): string {
  const { idempotencyKey: key } = event;
  if (!key) return digestOf([subject, event.agentId || subject, event.taskId, event.errorLog, event.stack]);
  return roles.includes('service') && key.length <= FIELD_CHARS_MAX && !isRecordKey(key) ? key : digestOf([subject, key]);
}

/** The stack is a name; what is longer or has lines is a stack trace. */
const isTrace = (stack: string): boolean => stack.includes('\n') || stack.length > STACK_NAME_CHARS_MAX;

/** A failure of the wire as the analyst counts it; refuses one without text, and one that an agent reports for another. */
export function failureReportOf(event: FailureEvent, principal: Principal): FailureReport {
  const trace = isTrace(event.stack) ? event.stack : '';
  if (event.errorLog.trim() === '' && trace.trim() === '')
    throw new ServiceError('invalid-argument', 'error_log is empty: there is nothing to analyse.');
  if (!principal.roles.includes('service') && event.agentId !== '' && event.agentId !== principal.subject) {
    throw new ServiceError('forbidden', `agent_id "${event.agentId}" is not the caller, "${principal.subject}".`);
  }
  return {
    key: keyOf(event, principal),
    text: cutMiddle(trace ? `${event.errorLog}\n${trace}` : event.errorLog),
    agentId: (event.agentId || principal.subject).slice(0, FIELD_CHARS_MAX),
    taskId: event.taskId.slice(0, FIELD_CHARS_MAX),
    missionId: event.missionId.slice(0, FIELD_CHARS_MAX),
    source: (event.source || 'agent').slice(0, FIELD_CHARS_MAX),
    role: (event.role || principal.kind).slice(0, FIELD_CHARS_MAX),
    stack: trace ? '' : event.stack.trim(),
    taskType: event.taskType.slice(0, FIELD_CHARS_MAX),
  };
}
