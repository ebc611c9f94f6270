/**
 * Failures, clusters and Golden Rules.
 *
 * A failure is counted once per idempotency key. A cluster is all failures of one signature. A rule's life:
 *
 *   (none) ──cluster reaches the threshold──► candidate ──pin──► binding ──retire──► retired
 *                                                │  ▲               │
 *                                                │  └── edit ───────┤ (edit keeps the stage)
 *                                                └──veto──► retired ◄──veto─┘
 *
 * A candidate is advice at most. `shadow` and `canary` are stages of the contract that statistics will use; nothing enters
 * them yet. A retired rule stays for the record and its cluster proposes no other. A cluster whose rule would say what another rule
 * says of the same target shares that rule.
 */
import type { FailureKind } from '@panal/grouping';

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
}

export interface Rule {
  readonly ruleId: string;
  text: string;
  stage: RuleStage;
  readonly clusterId: string;
  readonly role: string;
  readonly stack: string;
  readonly taskType: string;
  readonly derivedFrom: readonly string[];
  wordedBy: string;
  readonly createdMs: number;
  decidedBy: string;
  pinned: boolean;
}

export interface AnalystState {
  /** Failures by idempotency key: the cluster that each was counted in. Oldest are forgotten beyond `failureKeysMax`. */
  readonly failures: Map<string, { readonly failureId: string; readonly clusterId: string }>;
  readonly clusters: Map<string, Cluster>;
  readonly clusterBySignature: Map<string, string>;
  readonly rules: Map<string, Rule>;
  failureCount: number;
}

export const membersMax = 100;
export const failureKeysMax = 200_000;
/** Clusters kept; a failure of a further signature is counted in the catch-all cluster. */
export const clustersMax = 20_000;
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
      readonly agentId: string;
      readonly taskId: string;
      readonly missionId: string;
      readonly source: string;
      /** SHA-256 of the whole text. */
      readonly digest: string;
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
    }
  | {
      /** The cluster's rule would have been the same as one that is known. */
      readonly type: 'rule-shared';
      readonly ruleId: string;
      readonly clusterId: string;
    }
  | {
      readonly type: 'rule-pinned' | 'rule-vetoed' | 'rule-retired';
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
      readonly before: RuleBefore;
    };

/** What a decision changed, so that whoever projects the event can take the old facts back without knowing more. */
export type RuleBefore = Pick<Rule, 'text' | 'stage' | 'role' | 'stack' | 'taskType'>;

export const initialState = (): AnalystState => ({
  failures: new Map(),
  clusters: new Map(),
  clusterBySignature: new Map(),
  rules: new Map(),
  failureCount: 0,
});

function countFailure(state: AnalystState, event: Extract<AnalystEvent, { type: 'failure-counted' }>, atMs: number): void {
  if (state.failures.size >= failureKeysMax) state.failures.delete(state.failures.keys().next().value!);
  state.failures.set(event.key, { failureId: event.failureId, clusterId: event.clusterId });
  state.failureCount += 1;
  let cluster = state.clusters.get(event.clusterId);
  if (!cluster) {
    cluster = {
      clusterId: event.clusterId,
      signature: event.signature,
      kind: event.kind,
      template: event.template,
      example: event.example ?? '',
      count: 0,
      firstSeenMs: atMs,
      lastSeenMs: atMs,
      ruleId: '',
      members: [],
    };
    state.clusters.set(event.clusterId, cluster);
    state.clusterBySignature.set(event.signature, event.clusterId);
  }
  cluster.count += 1;
  cluster.lastSeenMs = atMs;
  cluster.members.push(event.failureId);
  if (cluster.members.length > membersMax) cluster.members.shift();
}

function proposeRule(state: AnalystState, event: Extract<AnalystEvent, { type: 'rule-proposed' }>, atMs: number): void {
  const { type: _type, ...proposed } = event;
  state.rules.set(event.ruleId, { ...proposed, stage: 'candidate', createdMs: atMs, decidedBy: '', pinned: false });
  state.clusters.get(event.clusterId)!.ruleId = event.ruleId;
}

/** Applies one event; every event that `decide` returned is accepted. */
export function apply(state: AnalystState, event: AnalystEvent, record: { readonly atMs: number }): void {
  if (event.type === 'failure-counted') return countFailure(state, event, record.atMs);
  if (event.type === 'rule-proposed') return proposeRule(state, event, record.atMs);
  if (event.type === 'rule-shared') {
    state.clusters.get(event.clusterId)!.ruleId = event.ruleId;
    return;
  }
  const rule = state.rules.get(event.ruleId)!;
  rule.decidedBy = event.actor;
  if (event.type === 'rule-edited') {
    rule.text = event.text;
    rule.wordedBy = `person:${event.actor}`;
  } else {
    rule.stage = event.type === 'rule-pinned' ? 'binding' : 'retired';
    rule.pinned = event.type === 'rule-pinned';
  }
}
