/**
 * What an agent is told about its task besides its description: the JSON in `TaskAssignment.context`. Everything that people,
 * models or tools wrote (mission text, findings, summaries) is data to work on, never instructions of Panal's.
 */
export interface TaskContext {
  readonly version: 1;
  readonly mission: {
    readonly missionId: string;
    readonly title: string;
    readonly description: string;
    readonly project: string;
    readonly stack: string;
  };
  readonly repository: {
    readonly repositoryId: string;
    readonly baseBranch: string;
    readonly branch: string;
    readonly baseCommit: string;
    readonly headCommit: string;
  };
  /** The plan as approved; absent before approval. */
  readonly plan?: { readonly text: string; readonly digest: string; readonly approvedBy: string };
  /** Accepted results of earlier steps of the mission, oldest first. */
  readonly inputs: readonly {
    readonly taskType: string;
    readonly attempt: number;
    readonly summary: string;
    readonly text: string;
    readonly commit: string;
  }[];
  /** What gate and review found wrong in earlier attempts, oldest first. */
  readonly findings: readonly { readonly source: 'gate' | 'review' | 'agent'; readonly attempt: number; readonly text: string }[];
  /** Rules that are no constraint yet: worth considering, not binding. */
  readonly advice: readonly {
    readonly ruleId: string;
    readonly text: string;
    readonly stage: string;
    readonly clusterId: string;
  }[];
  /** For the reviewer: the gate's signed result on the commit under review. */
  readonly gate?: {
    readonly commit: string;
    readonly passed: boolean;
    readonly summary: string;
    readonly diffDigest: string;
    readonly envelopeJson: string;
  };
}
