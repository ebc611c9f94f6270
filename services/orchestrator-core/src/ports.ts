/** What the orchestrator asks of other services. Adapters throw `PeerAwayError` where asking again later may help, and `PeerRefusedError` where it would not. */
import type { DeliveredRules, GateOutcome } from './core/commands.ts';

export { type Workflow, type WorkflowProblem, type TaskType, DONE, checkWorkflow } from './core/workflow.ts';
export { ruleSetHashOf } from './core/digest.ts';
export type { DeliveredRules, GateOutcome };

export type PeerName = 'gateway' | 'analyst' | 'workspace-service';

/** A peer is away, busy or slow. */
export class PeerAwayError extends Error {
  override readonly name = 'PeerAwayError';
  readonly peer: PeerName;

  constructor(peer: PeerName, reason: string) {
    super(`the ${peer} is away: ${reason}`);
    this.peer = peer;
  }
}

/** A peer refuses; the same request would be refused again. */
export class PeerRefusedError extends Error {
  override readonly name = 'PeerRefusedError';
  readonly peer: PeerName;

  constructor(peer: PeerName, reason: string) {
    super(`the ${peer} refuses: ${reason}`);
    this.peer = peer;
  }
}

export interface MintRequest {
  readonly leaseId: string;
  readonly missionId: string;
  readonly project: string;
  readonly agentId: string;
  readonly reserveNanoUsd: number;
  readonly missionLimitNanoUsd: number;
  readonly expiresMs: number;
  readonly traceparent: string;
}

export type MintOutcome =
  | { readonly ok: true; readonly key: string; readonly baseUrl: string; readonly reservedNanoUsd: number }
  | { readonly ok: false; readonly message: string };

/** Keys and reservations of leases; every call may be repeated. */
export interface Gateway {
  mint(request: MintRequest): Promise<MintOutcome>;
  /** Revokes the key, then settles the reservation. */
  release(leaseId: string, reason: string): Promise<{ readonly settledNanoUsd: number; readonly message: string }>;
  extend(leaseId: string, expiresMs: number): Promise<void>;
  setHalt(halt: { readonly epoch: number; readonly halted: readonly string[]; readonly validUntilMs: number }): Promise<void>;
}

export interface RuleRequest {
  readonly role: string;
  readonly stack: string;
  readonly taskType: string;
  readonly text: string;
}

export interface FailureToReport {
  readonly leaseId: string;
  readonly missionId: string;
  readonly agentId: string;
  readonly role: string;
  readonly taskType: string;
  readonly stack: string;
  readonly source: string;
  readonly errorLog: string;
}

export interface FailureAnswer {
  readonly clusterId: string;
  readonly clusterCount: number;
  readonly ruleId: string;
  readonly ruleText: string;
  readonly ruleStage: string;
}

export interface TrialToReport {
  readonly leaseId: string;
  readonly taskId: string;
  readonly ruleIds: readonly string[];
  readonly succeeded: boolean;
}

export interface Analyst {
  goldenRules(request: RuleRequest): Promise<DeliveredRules>;
  /** Counted once per lease, however often it is called. */
  report(failure: FailureToReport): Promise<FailureAnswer>;
  /** How an attempt ended that had rules; counted once per lease and rule. Returns for how many rules it counted. */
  trial(trial: TrialToReport): Promise<number>;
}

export interface GateRequest {
  readonly leaseId: string;
  readonly repositoryId: string;
  readonly missionId: string;
  readonly baseCommit: string;
  readonly commit: string;
  readonly timeoutMs: number;
}

export interface PushStep {
  readonly leaseId: string;
  readonly repositoryId: string;
  readonly missionId: string;
  readonly branch: string;
  readonly commit: string;
  readonly diffDigest: string;
}

export interface PushOutcome {
  readonly ok: boolean;
  readonly message: string;
  readonly ref: string;
  readonly commit: string;
  readonly remote: string;
}

/** Steps that touch the repository; every call may be repeated under the same lease. */
export interface Workspace {
  runGate(request: GateRequest): Promise<GateOutcome>;
  push(request: PushStep): Promise<PushOutcome>;
}
