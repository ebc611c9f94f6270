import type { ComplianceRecord } from './compliance/check.ts';
import type { Artifact, Finding, HaltScope, MissionState } from './state.ts';
import type { Workflow } from './workflow.ts';

/** What becomes of a task whose lease ends. */
export interface NextState {
  readonly state: 'succeeded' | 'ready' | 'backoff' | 'waiting' | 'held' | 'failed' | 'cancelled';
  readonly reason: string;
  readonly backoffUntilMs?: number;
  readonly adviceUntilMs?: number;
  /** The lease whose failure the advice would be about. */
  readonly adviceFor?: string;
}

/** A failure that the analyst is to be told of. */
export interface FailureReport {
  readonly source: 'gate' | 'review' | 'agent' | 'lease';
  readonly errorLog: string;
  readonly stack: string;
  /** Whose work it was, and what kind: not the gate's or the reviewer's, who only found it. */
  readonly agentId: string;
  readonly role: string;
  readonly taskType: string;
}

/** What every event that ends a lease carries. */
interface Closing {
  readonly missionId: string;
  readonly taskId: string;
  readonly epoch: number;
  readonly agentId: string;
  readonly next: NextState;
  readonly report?: FailureReport;
  readonly finding?: Finding;
}

export interface MissionCreated {
  readonly type: 'mission-created';
  readonly missionId: string;
  readonly idempotencyKey: string;
  readonly title: string;
  readonly description: string;
  readonly repositoryId: string;
  readonly baseBranch: string;
  readonly branch: string;
  readonly project: string;
  readonly stack: string;
  readonly budgetNanoUsd: number;
  readonly source: string;
  readonly externalId: string;
  readonly model: string;
  readonly priority: number;
  readonly workflowHash: string;
  readonly traceparent: string;
  readonly deadlineMs: number;
  readonly createdBy: string;
}

export interface TaskLeased {
  readonly type: 'task-leased';
  readonly missionId: string;
  readonly taskId: string;
  readonly epoch: number;
  readonly agentId: string;
  readonly operator: string;
  readonly attempt: number;
  readonly leaseEndsMs: number;
  readonly leaseMs: number;
  readonly deadlineMs: number;
  readonly constraints: readonly string[];
  readonly ruleSetHash: string;
  readonly ruleIds?: readonly string[];
  readonly budgetNanoUsd: number;
  readonly keyed: boolean;
  readonly commit: string;
  readonly compliance: ComplianceRecord;
}

export interface ResultAccepted extends Closing {
  readonly type: 'result-accepted';
  readonly outcome: 'success' | 'failure';
  readonly digest: string;
  readonly message: string;
  readonly artifact: Artifact;
  readonly errorMessage: string;
  readonly reviewedDigest?: string;
  readonly ruleOutcomes: readonly { readonly ruleId: string; readonly outcome: string }[];
  readonly compliance: ComplianceRecord;
}

export interface GateFinished extends Closing {
  readonly type: 'gate-finished';
  readonly passed: boolean;
  readonly commit: string;
  readonly baseCommit: string;
  readonly summary: string;
  readonly diffDigest: string;
  readonly envelopeJson: string;
  readonly resultJson: string;
  readonly compliance: ComplianceRecord;
}

export interface PushFinished extends Closing {
  readonly type: 'push-finished';
  readonly ok: boolean;
  readonly commit: string;
  readonly ref: string;
  readonly remote: string;
  readonly compliance: ComplianceRecord;
}

export interface LeaseEnded extends Closing {
  readonly type: 'lease-ended';
  readonly cause: 'expired' | 'deadline' | 'halted' | 'cancelled' | 'returned' | 'restart' | 'failed';
}

/** Everything that can happen; the journal is a list of these and the state a fold over it. */
export type OrchestratorEvent =
  | { readonly type: 'service-started'; readonly journalEpoch: number; readonly leaseGraceUntilMs: number }
  | { readonly type: 'workflow-adopted'; readonly workflow: Workflow }
  | { readonly type: 'checkpoint-signed'; readonly size: number; readonly root: string }
  | {
      readonly type: 'agent-registered';
      readonly agentId: string;
      readonly name: string;
      readonly kind: string;
      readonly operator: string;
      readonly capabilities: readonly string[];
      readonly version: string;
      readonly metricsUrl: string;
    }
  | { readonly type: 'agent-suspended'; readonly agentId: string; readonly reason: string; readonly compliance: ComplianceRecord }
  | { readonly type: 'agent-reinstated'; readonly agentId: string; readonly actor: string }
  | MissionCreated
  | { readonly type: 'task-ready'; readonly missionId: string; readonly taskId: string; readonly reason: string }
  | { readonly type: 'task-waits'; readonly missionId: string; readonly taskId: string; readonly reason: string }
  | {
      readonly type: 'task-preparing';
      readonly missionId: string;
      readonly taskId: string;
      readonly epoch: number;
      readonly agentId: string;
      readonly reason: string;
    }
  | {
      readonly type: 'task-unprepared';
      readonly missionId: string;
      readonly taskId: string;
      readonly epoch: number;
      readonly to: 'ready' | 'held' | 'cancelled';
      readonly reason: string;
      readonly compliance?: ComplianceRecord;
    }
  | TaskLeased
  | {
      readonly type: 'lease-extended';
      readonly missionId: string;
      readonly taskId: string;
      readonly epoch: number;
      readonly leaseEndsMs: number;
      readonly leaseMs: number;
    }
  | ResultAccepted
  | GateFinished
  | PushFinished
  | LeaseEnded
  | {
      readonly type: 'task-again';
      readonly missionId: string;
      readonly taskId: string;
      readonly reason: string;
      readonly backoffUntilMs: number;
      readonly adviceUntilMs: number;
      readonly adviceFor: string;
      readonly finding?: Finding;
    }
  | { readonly type: 'task-reset'; readonly missionId: string; readonly taskId: string; readonly reason: string }
  | {
      readonly type: 'task-held';
      readonly missionId: string;
      readonly taskId: string;
      readonly reason: string;
      readonly compliance?: ComplianceRecord;
    }
  | {
      readonly type: 'task-failed';
      readonly missionId: string;
      readonly taskId: string;
      readonly reason: string;
      readonly compliance?: ComplianceRecord;
    }
  | { readonly type: 'task-cancelled'; readonly missionId: string; readonly taskId: string; readonly reason: string }
  | { readonly type: 'mission-held'; readonly missionId: string; readonly reason: string }
  | { readonly type: 'mission-resumed'; readonly missionId: string; readonly actor: string }
  | {
      readonly type: 'mission-ended';
      readonly missionId: string;
      readonly state: Extract<MissionState, 'done' | 'failed' | 'cancelled'>;
      readonly reason: string;
      readonly actor: string;
    }
  | {
      readonly type: 'approval-requested';
      readonly approvalId: string;
      readonly missionId: string;
      readonly taskId: string;
      readonly subject: string;
      readonly digest: string;
      readonly text: string;
    }
  | {
      readonly type: 'approval-decided';
      readonly approvalId: string;
      readonly missionId: string;
      readonly approve: boolean;
      readonly approver: string;
      readonly via: string;
      readonly comment: string;
      readonly compliance: ComplianceRecord;
    }
  | { readonly type: 'approval-voided'; readonly approvalId: string; readonly missionId: string; readonly reason: string }
  | {
      readonly type: 'halted';
      readonly scope: HaltScope;
      readonly id: string;
      readonly reason: string;
      readonly actor: string;
      readonly haltEpoch: number;
    }
  | {
      readonly type: 'resumed';
      readonly scope: HaltScope;
      readonly id: string;
      readonly reason: string;
      readonly actor: string;
      readonly haltEpoch: number;
    }
  | {
      readonly type: 'released';
      readonly leaseId: string;
      readonly missionId: string;
      readonly taskId: string;
      readonly settledNanoUsd: number;
      readonly message: string;
    }
  | {
      readonly type: 'failure-reported';
      readonly leaseId: string;
      readonly missionId: string;
      readonly taskId: string;
      readonly clusterId: string;
      readonly clusterCount: number;
      readonly ruleId: string;
      readonly ruleText: string;
      readonly ruleStage: string;
      readonly note: string;
    }
  | {
      readonly type: 'trial-reported';
      readonly leaseId: string;
      readonly missionId: string;
      readonly taskId: string;
      readonly succeeded: boolean;
      /** Rules that it counted for. */
      readonly counted: number;
      readonly note: string;
    }
  | {
      readonly type: 'step-denied';
      readonly missionId: string;
      readonly taskId: string;
      readonly agentId: string;
      readonly step: string;
      readonly reason: string;
      readonly compliance: ComplianceRecord;
    };

export type EventOf<Type extends OrchestratorEvent['type']> = Extract<OrchestratorEvent, { readonly type: Type }>;
