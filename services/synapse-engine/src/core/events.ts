/** What Synapse journals. `runs` and `body` as in `ChangeSet`. */
export type GraphEvent =
  | ChangesApplied
  | TriplesIngested
  | BatchApplied
  | NamespaceDeleted
  | IdsAssigned
  | ChangesQuarantined
  | QuarantineReleased
  | QuarantineDiscarded;

interface Changed {
  readonly namespace: string;
  readonly runs: readonly number[];
  readonly count: number;
  readonly body: Uint8Array;
}

/** A batch of a service's feed. */
export interface ChangesApplied extends Changed {
  readonly type: 'changes-applied';
  readonly journalId: string;
  readonly lastPosition: number;
}

/** One ingest call. */
export interface TriplesIngested extends Changed {
  readonly type: 'triples-ingested';
  /** Empty where the caller sent none. */
  readonly idempotencyKey: string;
  readonly digest: string;
  readonly nodes: number;
  readonly edges: number;
}

/** A batch with a precondition, or what a SPARQL update came to. */
export interface BatchApplied extends Changed {
  readonly type: 'batch-applied';
  /** Empty where the caller sent none. */
  readonly idempotencyKey: string;
  readonly digest: string;
}

export interface NamespaceDeleted {
  readonly type: 'namespace-deleted';
  readonly namespace: string;
}

/** A batch of a feed that breaks a shape: kept, and not in the graph (quarantine.ts). */
export interface ChangesQuarantined {
  readonly type: 'changes-quarantined';
  readonly namespace: string;
  readonly journalId: string;
  readonly lastPosition: number;
  /** What it lacks, in words. */
  readonly reason: string;
  /** As `runs`, under another name because they are not applied. */
  readonly heldRuns: readonly number[];
  readonly count: number;
  readonly body: Uint8Array;
}

/** A person had a batch applied after all. */
export interface QuarantineReleased extends Changed {
  readonly type: 'quarantine-released';
  readonly batchPosition: number;
  readonly by: string;
}

export interface QuarantineDiscarded {
  readonly type: 'quarantine-discarded';
  readonly namespace: string;
  readonly batchPosition: number;
  readonly by: string;
}

/** Nodes that were shown to somebody by number; each takes the next one. */
export interface IdsAssigned {
  readonly type: 'ids-assigned';
  readonly iris: readonly string[];
}
