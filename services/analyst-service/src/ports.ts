import type { Rule, RuleEvidence } from './core/state.ts';

/** A failure as Synapse holds it: an `ExecutionRecord` that nobody has consolidated yet. */
export interface FailedRecord {
  /** IRI of the record. */
  readonly record: string;
  readonly taskId: string;
  readonly missionId: string;
  readonly agentId: string;
  readonly stack: string;
  /** What the record says of it; may be empty. */
  readonly note: string;
  /** 0 where it does not say. */
  readonly endedMs: number;
}

/** The graph as a source of failures. */
export interface FailedRecords {
  /** Records after the given one in the order of their IRIs, at most a page; rejects where Synapse is away. */
  page(after: string, signal: AbortSignal): Promise<readonly FailedRecord[]>;
}

/**
 * Judges a rule by what happened to the tasks that had it, after each trial. Statistics will stand behind it; until then people
 * decide, and every rule stays where it is.
 */
export interface PromotionGate {
  judge(rule: Pick<Rule, 'stage' | 'pinned'>, evidence: RuleEvidence): 'stay' | 'retire';
}

/** The gate that leaves everything to people. */
export const peopleDecide: PromotionGate = { judge: () => 'stay' };

/** Log lines of one stream, clustered as they arrive; works elsewhere, in the order of asking. Batches and replies are encoded messages. */
export interface LineShard {
  /** Counts a batch (`LogLines`); resolves to the reply (`LogClusters`) where ids are asked for. Rejects what is no batch. */
  add(batch: Uint8Array): Promise<Uint8Array | undefined>;
  /** The last reply, with the clusters. */
  summary(): Promise<Uint8Array>;
  close(): Promise<void>;
}
