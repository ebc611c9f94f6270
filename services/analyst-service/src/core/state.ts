/**
 * Failures, clusters and Golden Rules.
 *
 * A failure is counted once per idempotency key. A cluster is all failures of one signature, and of those that are the same for
 * another reason: a near miss of its stack trace, or a signature that an earlier version gave. Which cluster a failure is of is
 * decided once and stands in its event, so ids stay when the way of grouping changes. A rule's life:
 *
 *   (none) ──distinct tasks reach the threshold──► candidate ──pin──► binding ──retire, veto──► retired
 *                                                   │  ▲  ▲              │                        │
 *                                                   │  │  └────unpin─────┘                        │
 *                                                   │  └──────────────reopen──────────────────────┤
 *                                                   └───────────────────veto──────────────────────┘
 *
 * An edit keeps the stage. A candidate is advice at most. `shadow` and `canary` are stages of the contract that statistics will use;
 * nothing enters them yet, but what they will need is counted: see `RuleEvidence`. A retired rule stays for the record, and its
 * clusters propose no other. A cluster whose rule would advise the same on the same kind of failure in the same scope shares that rule.
 */
import type { FailureKind } from '@panal/grouping';
import { type TraceIdentity, TraceIndex } from '@panal/grouping/traces';

export type RuleStage = 'candidate' | 'binding' | 'retired';

export interface Cluster {
  readonly clusterId: string;
  readonly signature: string;
  readonly kind: FailureKind;
  readonly template: string;
  /** The first failure's text, cut. */
  readonly example: string;
  count: number;
  readonly firstSeenMs: number;
  lastSeenMs: number;
  ruleId: string;
  /** Newest failure ids, at most `membersMax`. */
  members: string[];
  /** The first distinct tasks that met it, at most `tasksMax`. */
  tasks: string[];
}

/** What happened to tasks that had a rule; what a statistical gate will judge by. */
export interface RuleEvidence {
  /** Tasks that had it, and those of them that succeeded. */
  readonly applied: number;
  readonly succeeded: number;
  /** Failures of its clusters since it binds. */
  readonly recurred: number;
}

export interface RuleDecision {
  readonly atMs: number;
  readonly decision: string;
  readonly actor: string;
  readonly reason: string;
  readonly text: string;
}

export interface Rule {
  readonly ruleId: string;
  text: string;
  stage: RuleStage;
  /** The cluster that proposed it. */
  readonly clusterId: string;
  /** Every cluster that it answers, at most `ruleClustersMax`. */
  clusterIds: string[];
  /** What it advises on; rules of one remedy and scope are one rule. */
  readonly remedy: string;
  readonly role: string;
  readonly stack: string;
  readonly taskType: string;
  readonly derivedFrom: readonly string[];
  wordedBy: string;
  readonly createdMs: number;
  decidedBy: string;
  pinned: boolean;
  retiredMs: number;
  evidence: RuleEvidence;
  /** Newest decisions, at most `historyMax`. */
  history: RuleDecision[];
}

export interface AnalystState {
  /** Failures by idempotency key: the cluster that each was counted in. Oldest are forgotten beyond `failureKeysMax`. */
  readonly failures: Map<string, { readonly failureId: string; readonly clusterId: string }>;
  readonly clusters: Map<string, Cluster>;
  readonly clusterBySignature: Map<string, string>;
  /** Other signatures of clusters; the oldest used are forgotten beyond `aliasesMax`, and found again or not as at first. */
  readonly aliases: Map<string, string>;
  /** Founding stack traces, by cluster. */
  readonly traces: TraceIndex<string>;
  /** Clusters whose trace is known. */
  readonly traced: Set<string>;
  readonly rules: Map<string, Rule>;
  /** Rules that are candidates, by their remedy and scope, and every other rule as well: whatever its stage, it is proposed once. */
  readonly ruleByRemedy: Map<string, string>;
  /** Missions and tasks that failures were told of, with the time of the newest; the oldest are forgotten beyond `toldMax`. */
  readonly told: Map<string, number>;
  /** Trials counted, by rule and key; the oldest are forgotten beyond `trialsMax`. */
  readonly trials: Set<string>;
  failureCount: number;
}

export const membersMax = 100;
export const tasksMax = 100;
export const failureKeysMax = 200_000;
export const aliasesMax = 100_000;
export const toldMax = 50_000;
export const trialsMax = 50_000;
export const ruleClustersMax = 200;
export const historyMax = 50;
/** Rules of any stage; beyond them none is proposed, and failures are still counted. */
export const rulesMax = 5_000;
export const catchAllSignature = 'catch-all';

export type AnalystEvent =
  | {
      readonly type: 'failure-counted';
      readonly key: string;
      readonly failureId: string;
      readonly clusterId: string;
      readonly signature: string;
      readonly kind: FailureKind;
      readonly template: string;
      /** Set when the failure founds its cluster. */
      readonly example?: string;
      /** Set when the failure has a stack trace and is the first of its cluster to have one; near misses of it are of the cluster. */
      readonly trace?: TraceIdentity;
      readonly agentId: string;
      readonly taskId: string;
      readonly missionId: string;
      readonly source: string;
      /** SHA-256 of the whole text. */
      readonly digest: string;
      /** IRI of the record in Synapse that told of it; it is consolidated now. */
      readonly record?: string;
    }
  | {
      /** A record in Synapse tells of a failure that was told before. */
      readonly type: 'record-consolidated';
      readonly key: string;
      readonly record: string;
    }
  | {
      readonly type: 'rule-proposed';
      readonly ruleId: string;
      readonly clusterId: string;
      readonly text: string;
      readonly role: string;
      readonly stack: string;
      readonly taskType: string;
      readonly derivedFrom: readonly string[];
      readonly wordedBy: string;
      readonly remedy?: string;
    }
  | {
      /** The cluster's rule would have been the same as one that is known. */
      readonly type: 'rule-shared';
      readonly ruleId: string;
      readonly clusterId: string;
    }
  | {
      /** Tasks that had the rule ended so; once per key. */
      readonly type: 'trial-counted';
      readonly key: string;
      readonly ruleId: string;
      readonly taskId: string;
      readonly succeeded: boolean;
    }
  | {
      readonly type: 'rule-pinned' | 'rule-unpinned' | 'rule-vetoed' | 'rule-retired' | 'rule-reopened';
      readonly ruleId: string;
      readonly actor: string;
      readonly reason: string;
      readonly before: RuleBefore;
    }
  | {
      readonly type: 'rule-edited';
      readonly ruleId: string;
      readonly actor: string;
      readonly text: string;
      readonly reason?: string;
      readonly before: RuleBefore;
    };

/** What a decision changed, so that whoever projects the event can take the old facts back without knowing more. */
export type RuleBefore = Pick<Rule, 'text' | 'stage' | 'role' | 'stack' | 'taskType'> & { readonly retiredMs?: number };

export const initialState = (): AnalystState => ({
  failures: new Map(),
  clusters: new Map(),
  clusterBySignature: new Map(),
  aliases: new Map(),
  traces: new TraceIndex(),
  traced: new Set(),
  rules: new Map(),
  ruleByRemedy: new Map(),
  told: new Map(),
  trials: new Set(),
  failureCount: 0,
});

/** Key of the rule that a cluster would propose: the same remedy in the same scope is one rule. */
export const remedyKeyOf = (rule: Pick<Rule, 'remedy' | 'role' | 'stack' | 'taskType'>): string =>
  JSON.stringify([rule.remedy, rule.role, rule.stack, rule.taskType]);
