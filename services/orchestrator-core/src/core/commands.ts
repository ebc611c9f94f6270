import type { Actor, HaltScope } from './state.ts';
import type { Workflow } from './workflow.ts';

export interface CreateMission {
  readonly type: 'create-mission';
  /** Used where the key is new. */
  readonly missionId: string;
  readonly idempotencyKey: string;
  readonly title: string;
  readonly description: string;
  readonly repositoryId: string;
  readonly baseBranch: string;
  readonly project: string;
  readonly stack: string;
  readonly budgetNanoUsd: number;
  readonly source: string;
  readonly externalId: string;
  readonly model: string;
  readonly priority: number;
  readonly workflow: Workflow;
  readonly traceparent: string;
  readonly actor: string;
}

export interface BeginDispatch {
  readonly type: 'begin-dispatch';
  readonly taskId: string;
  readonly agentId: string;
  readonly capabilities: readonly string[];
  /** Undefined for the orchestrator's own steps. */
  readonly actor: Actor | undefined;
  /** Whether the worker can be expected to send heartbeats. */
  readonly heartbeats: boolean;
  readonly rules: DeliveredRules;
}

/** Binding rules as fetched from the analyst; none where the task type needs none. */
export interface DeliveredRules {
  readonly constraints: readonly string[];
  readonly ruleSetHash: string;
  /** Ids of the rules, in the order of `constraints`. */
  readonly ruleIds?: readonly string[];
}

export interface GrantLease {
  readonly type: 'grant-lease';
  readonly begin: BeginDispatch;
  readonly epoch: number;
  readonly reservedNanoUsd: number;
}

export interface SubmitResult {
  readonly type: 'submit-result';
  readonly taskId: string;
  readonly epoch: number;
  readonly actor: Actor;
  readonly status: string;
  readonly artifact: string;
  readonly errorMessage: string;
  readonly commit: string;
  readonly summary: string;
  readonly stack: string;
  readonly fatal: boolean;
  readonly ruleSetHash: string;
  readonly ruleOutcomes: readonly { readonly ruleId: string; readonly outcome: string }[];
  /** Whether the client knows only the original messages. */
  readonly original: boolean;
  readonly jitter: number;
}

/** A gate's result; the shape of workspace's GateResult with what the core needs. */
export interface GateOutcome {
  readonly passed: boolean;
  readonly commit: string;
  readonly baseCommit: string;
  readonly summary: string;
  readonly diffDigest: string;
  readonly envelopeJson: string;
  readonly resultJson: string;
  readonly finding: string;
  readonly errorLog: string;
  readonly stack: string;
  readonly after:
    | {
        readonly command: string;
        readonly exitCode: number;
        readonly counted: boolean;
        readonly total: number;
        readonly failed: number;
        readonly logDigest: string;
      }
    | undefined;
  readonly checks: readonly { readonly check: number; readonly verdict: string; readonly evidence: string }[];
}

export type OrchestratorCommand =
  | { readonly type: 'start'; readonly journalEpoch: number }
  | { readonly type: 'note-checkpoint'; readonly size: number; readonly root: string }
  | {
      readonly type: 'register-agent';
      readonly actor: Actor;
      readonly name: string;
      readonly capabilities: readonly string[];
      readonly version: string;
      readonly metricsUrl: string;
    }
  | CreateMission
  | BeginDispatch
  | GrantLease
  | {
      readonly type: 'abandon-dispatch';
      readonly taskId: string;
      readonly epoch: number;
      readonly reason: string;
      readonly refused: boolean;
    }
  | { readonly type: 'note-wait'; readonly taskId: string; readonly reason: string }
  | { readonly type: 'return-lease'; readonly taskId: string; readonly epoch: number; readonly reason: string }
  | { readonly type: 'extend-lease'; readonly taskId: string; readonly epoch: number; readonly agentId: string }
  | SubmitResult
  | {
      readonly type: 'finish-gate';
      readonly taskId: string;
      readonly epoch: number;
      readonly outcome: GateOutcome;
      readonly jitter: number;
    }
  | {
      readonly type: 'finish-push';
      readonly taskId: string;
      readonly epoch: number;
      readonly ok: boolean;
      readonly message: string;
      readonly ref: string;
      readonly commit: string;
      readonly remote: string;
    }
  /** A system step that could not be done at all. */
  | {
      readonly type: 'fail-step';
      readonly taskId: string;
      readonly epoch: number;
      readonly reason: string;
      readonly jitter: number;
    }
  | { readonly type: 'cancel-mission'; readonly missionId: string; readonly reason: string; readonly actor: string }
  | {
      readonly type: 'decide-approval';
      readonly approvalId: string;
      readonly digest: string;
      readonly approve: boolean;
      readonly comment: string;
      readonly via: string;
      readonly approver: string;
      readonly authorised: boolean;
      readonly how: string;
    }
  | { readonly type: 'halt'; readonly scope: HaltScope; readonly id: string; readonly reason: string; readonly actor: string }
  | {
      readonly type: 'resume';
      readonly scope: HaltScope | 'mission';
      readonly id: string;
      readonly reason: string;
      readonly actor: string;
    }
  | { readonly type: 'released'; readonly leaseId: string; readonly settledNanoUsd: number; readonly message: string }
  | {
      readonly type: 'failure-reported';
      readonly leaseId: string;
      readonly clusterId: string;
      readonly clusterCount: number;
      readonly ruleId: string;
      readonly ruleText: string;
      readonly ruleStage: string;
      readonly note: string;
    }
  | { readonly type: 'trial-reported'; readonly leaseId: string; readonly counted: number; readonly note: string }
  | { readonly type: 'tick'; readonly jitter: number };

/** Why a command changes nothing: a code of errors.ts and words for people. */
export interface Refusal {
  readonly code: 'not-found' | 'conflict' | 'invalid-argument' | 'forbidden' | 'halted';
  readonly message: string;
}

/** What decide functions are told besides state and command; the same for the life of the process. */
export interface CoreSettings {
  readonly leaseMs: number;
  /** For workers that were never seen to send a heartbeat. */
  readonly leaseWithoutHeartbeatMs: number;
  /** How long a next attempt waits for the analyst. */
  readonly adviceWaitMs: number;
  readonly profile: 'solo' | 'team';
  /** So many denials of one agent within the window suspend it. */
  readonly denialsMax: number;
  readonly denialsWindowMs: number;
  readonly model: string;
  /** What the verification at start found. */
  readonly chain: { readonly verified: boolean; readonly size: number; readonly root: string } | undefined;
}

/** Largest artifact, in bytes. */
export const ARTIFACT_BYTES_MAX = 1024 * 1024;
