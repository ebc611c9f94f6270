import { isNearMiss } from './align-traces.ts';
import type { TraceIdentity } from './trace-identity.ts';

/** Traces of the same errors that a new one is compared to: the oldest. */
const COMPARED_MAX = 64;

const bucketOf = ({ language, error, root }: TraceIdentity): string =>
  JSON.stringify([language, error.type, root?.type ?? '', error.frames.length === 0]);

/** Founding traces of groups, to find the group that a further trace is near to. Grows by one entry a group. */
export class TraceIndex<Id> {
  readonly #buckets = new Map<string, { readonly id: Id; readonly trace: TraceIdentity }[]>();

  /** Adds a group by the trace that founded it; beyond 64 of the same errors it is not compared to. */
  add(id: Id, trace: TraceIdentity): void {
    const key = bucketOf(trace);
    const bucket = this.#buckets.get(key);
    if (!bucket) this.#buckets.set(key, [{ id, trace }]);
    else if (bucket.length < COMPARED_MAX) bucket.push({ id, trace });
  }

  /** The oldest group that the trace is a near miss of, or undefined; at most 64 comparisons of 12 × 12 steps. */
  nearest(trace: TraceIdentity): Id | undefined {
    return this.#buckets.get(bucketOf(trace))?.find((known) => isNearMiss(known.trace, trace))?.id;
  }

  /** What was added and is compared to, each error's oldest first. */
  *entries(): Generator<readonly [Id, TraceIdentity]> {
    for (const bucket of this.#buckets.values()) for (const { id, trace } of bucket) yield [id, trace];
  }
}
