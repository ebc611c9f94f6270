import { isNearMiss } from './align-traces.ts';
import type { TraceIdentity } from './trace-identity.ts';

/** Traces of the same errors at the same place that a new one is compared to: the oldest. */
const COMPARED_MAX = 64;
/** Near misses have a call in common among the innermost three. */
const PLACE_CALLS = 3;

interface Entry<Id> {
  readonly order: number;
  readonly id: Id;
  readonly trace: TraceIdentity;
}

function bucketsOf({ language, error, root }: TraceIdentity): string[] {
  const calls = error.frames.length === 0 ? [''] : error.frames.slice(0, PLACE_CALLS);
  return calls.map((call) => JSON.stringify([language, error.type, root?.type ?? '', call]));
}

/** Founding traces of groups, to find the group that a further trace is near to. Grows by one entry a group. */
export class TraceIndex<Id> {
  readonly #entries: Entry<Id>[] = [];
  readonly #buckets = new Map<string, Entry<Id>[]>();

  /** Adds a group by the trace that founded it; beyond 64 of the same errors at the same place it is not compared to. */
  add(id: Id, trace: TraceIdentity): void {
    const entry = { order: this.#entries.length, id, trace };
    let isKept = false;
    for (const key of bucketsOf(trace)) {
      const bucket = this.#buckets.get(key) ?? [];
      if (bucket.length >= COMPARED_MAX) continue;
      bucket.push(entry);
      this.#buckets.set(key, bucket);
      isKept = true;
    }
    if (isKept) this.#entries.push(entry);
  }

  /** The oldest group that the trace is a near miss of, or undefined; at most 192 comparisons of 12 × 12 steps. */
  nearest(trace: TraceIdentity): Id | undefined {
    let oldest: Entry<Id> | undefined;
    for (const key of bucketsOf(trace)) {
      const found = this.#buckets.get(key)?.find((known) => isNearMiss(known.trace, trace));
      if (found && (!oldest || found.order < oldest.order)) oldest = found;
    }
    return oldest?.id;
  }

  /** What was added and is compared to, the oldest first: added again in this order, an index is the same. */
  *entries(): Generator<readonly [Id, TraceIdentity]> {
    for (const { id, trace } of this.#entries) yield [id, trace];
  }
}
