import type { TraceIdentity } from './trace-identity.ts';
import { TraceIndex } from './trace-index.ts';

/** A group of traces that are one failure. */
export interface TraceGroup {
  readonly id: number;
  /** The first trace of the group, to which others are compared. */
  readonly first: TraceIdentity;
  count: number;
}

export interface TraceGrouperOptions {
  /** Groups kept; a trace that would found one more goes to group 0, which stands for all of these. */
  readonly groupsMax?: number;
  /** Fingerprints remembered; further ones are compared again each time that they come. */
  readonly fingerprintsMax?: number;
}

export interface TraceGrouperSnapshot {
  readonly version: 1;
  readonly groups: readonly TraceGroup[];
  readonly fingerprints: readonly (readonly [string, number])[];
  readonly overflow: number;
}

const GROUPS_MAX = 20_000;
const FINGERPRINTS_MAX = 100_000;
const OVERFLOW_ID = 0;

/**
 * Gives each trace the id of its group at once. Ids are 1, 2, … in order of appearance and never change: an equal trace keeps its
 * group, a near miss joins the oldest group that it is near to, anything else founds a group. Memory is bounded by the options.
 */
export class TraceGrouper {
  readonly #groups = new Map<number, TraceGroup>();
  readonly #byFingerprint = new Map<string, number>();
  readonly #index = new TraceIndex<number>();
  readonly #groupsMax: number;
  readonly #fingerprintsMax: number;
  #overflow = 0;

  constructor(options: TraceGrouperOptions = {}, snapshot?: TraceGrouperSnapshot) {
    this.#groupsMax = options.groupsMax ?? GROUPS_MAX;
    this.#fingerprintsMax = options.fingerprintsMax ?? FINGERPRINTS_MAX;
    for (const group of snapshot?.groups ?? []) this.#keep({ ...group });
    for (const [fingerprint, id] of snapshot?.fingerprints ?? []) this.#byFingerprint.set(fingerprint, id);
    this.#overflow = snapshot?.overflow ?? 0;
  }

  get groups(): ReadonlyMap<number, TraceGroup> {
    return this.#groups;
  }

  /** Traces that found no room for a group of their own. */
  get overflow(): number {
    return this.#overflow;
  }

  /** The id of the trace's group; 0 where it is of none and there is no room for a further one. */
  add(trace: TraceIdentity): number {
    const id = this.#byFingerprint.get(trace.fingerprint) ?? this.#index.nearest(trace) ?? this.#found(trace);
    const group = this.#groups.get(id);
    if (!group) {
      this.#overflow += 1;
      return OVERFLOW_ID;
    }
    group.count += 1;
    if (this.#byFingerprint.size < this.#fingerprintsMax) this.#byFingerprint.set(trace.fingerprint, id);
    return id;
  }

  /** All that is needed to go on after a restart with the same ids. */
  snapshot(): TraceGrouperSnapshot {
    return {
      version: 1,
      groups: [...this.#groups.values()].map((group) => ({ ...group })),
      fingerprints: [...this.#byFingerprint],
      overflow: this.#overflow,
    };
  }

  #found(trace: TraceIdentity): number {
    if (this.#groups.size >= this.#groupsMax) return OVERFLOW_ID;
    const group: TraceGroup = { id: this.#groups.size + 1, first: trace, count: 0 };
    this.#keep(group);
    return group.id;
  }

  #keep(group: TraceGroup): void {
    this.#groups.set(group.id, group);
    this.#index.add(group.id, group.first);
  }
}
