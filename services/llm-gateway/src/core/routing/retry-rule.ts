/**
 * What the end of an attempt means for the next one, and for the health of what was called. Nothing is tried again once a byte
 * of an answer came, nor (unless the operator wants it) where the attempt may have been billed.
 *
 * | end of the attempt                              | may have been billed | again?                         | blamed     |
 * |-------------------------------------------------|----------------------|--------------------------------|------------|
 * | never sent: no connection                       | no                   | yes                            | deployment |
 * | refused with 429                                | no                   | yes                            | key        |
 * | refused with 401 or 403                         | no                   | by another key or deployment   | key        |
 * | refused with a 5xx and an error object          | no                   | yes                            | deployment |
 * | refused with 408, 409 or 425 and an error object | no                  | yes                            | nobody     |
 * | refused with another 4xx                         | no                   | no: the request is at fault    | nobody     |
 * | 408, 499, any 5xx without an error object        | yes                  | only with `retryMaybeBilled`   | deployment |
 * | timed out or broken after it was sent, no output | yes                  | only with `retryMaybeBilled`   | deployment |
 * | the same, and the upstream said why within its answer | yes             | only with `retryMaybeBilled`, and where a refusal with that status is | as of that status |
 * | the same, after output                           | yes                  | no                             | deployment |
 * | complete, cancelled                              | yes                  | no                             | nobody     |
 */
import type { CallEnd } from '../call-end.ts';
import type { SeededNumbers } from './weighted-choice.ts';

export interface Verdict {
  readonly retry: 'no' | 'elsewhere' | 'anywhere';
  readonly blame: 'nobody' | 'key' | 'deployment';
  /** The other side said itself that it takes no more. */
  readonly certain: boolean;
  /** How long it asks to be left alone. */
  readonly waitMs: number | undefined;
  /** Why, for a metric's label. */
  readonly reason: string;
}

const FINAL: Verdict = { retry: 'no', blame: 'nobody', certain: false, waitMs: undefined, reason: 'none' };
const TRANSIENT = new Set([408, 409, 425]);

/** Applies the table above; `forwarded`: whether any byte of the answer came. */
export function judge(end: CallEnd, given: { readonly forwarded: boolean; readonly retryMaybeBilled: boolean }): Verdict {
  if (end.kind === 'refused') return judgeRefusal(end.error.upstreamStatus ?? end.error.status, end.error.retryAfter);
  if (end.kind !== 'failed') return FINAL;
  const again = !given.forwarded && (!end.progress.sent || given.retryMaybeBilled);
  if (!end.error) return { ...FINAL, retry: again ? 'anywhere' : 'no', blame: 'deployment', reason: end.reason };
  const verdict = judgeRefusal(end.error.upstreamStatus ?? end.error.status, end.error.retryAfter);
  return again ? verdict : { ...verdict, retry: 'no' };
}

function judgeRefusal(status: number, retryAfter: string | undefined): Verdict {
  const waitMs = retryAfterMs(retryAfter);
  const reason = `status_${status}`;
  if (status === 429) return { retry: 'anywhere', blame: 'key', certain: true, waitMs, reason };
  if (status === 401 || status === 403) return { retry: 'elsewhere', blame: 'key', certain: true, waitMs, reason };
  if (status >= 500) return { retry: 'anywhere', blame: 'deployment', certain: waitMs !== undefined, waitMs, reason };
  return TRANSIENT.has(status) ? { ...FINAL, retry: 'anywhere', waitMs, reason } : { ...FINAL, reason };
}

/** The seconds of a `Retry-After` in ms; undefined for dates and anything else. */
const retryAfterMs = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,6}(\.\d{1,3})?$/.test(value.trim()) ? Math.ceil(Number(value) * 1_000) : undefined;

export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/** The wait before the next attempt at the same place: anything from the base to three times the last wait, with a ceiling. */
export function nextWaitMs(lastMs: number, { baseMs, maxMs }: Backoff, numbers: SeededNumbers): number {
  const upTo = Math.max(baseMs + 1, lastMs * 3);
  return Math.min(maxMs, baseMs + numbers.next(upTo - baseMs));
}
