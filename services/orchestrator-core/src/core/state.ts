import { type ReadyIndex, createReadyIndex } from './ready-index.ts';
import type { Workflow } from './workflow.ts';

export type TaskState = 'waiting' | 'ready' | 'preparing' | 'leased' | 'backoff' | 'held' | 'succeeded' | 'failed' | 'cancelled';
export type MissionState = 'running' | 'awaiting-approval' | 'held' | 'done' | 'failed' | 'cancelled';
export type HaltScope = 'global' | 'project' | 'agent';

/** Who asked, as the token proved it. */
export interface Actor {
  readonly subject: string;
  readonly kind: string;
  readonly operator: string;
  readonly keyId: string;
  readonly expiresMs: number;
}

/** A claim of one agent on one task; `epoch` is above that of every lease before it, of any task. */
export interface Lease {
  readonly epoch: number;
  readonly agentId: string;
  readonly operator: string;
  readonly attempt: number;
  readonly grantedMs: number;
  leaseEndsMs: number;
  /** How long it lasts without a heartbeat. */
  leaseMs: number;
  readonly deadlineMs: number;
  readonly constraints: readonly string[];
  readonly ruleSetHash: string;
  /** Rules that the worker was given, binding ones and advice; absent where there are none. */
  readonly ruleIds?: readonly string[];
  readonly budgetNanoUsd: number;
  /** Whether a gateway key was, or may have been, minted for it. */
  readonly keyed: boolean;
  /** For gate, review and push: the commit in question. */
  readonly commit: string;
}

/** What was answered to the result of a lease, so that the same result gets the same answer. */
export interface AnsweredResult {
  readonly digest: string;
  readonly message: string;
}

/** The rules that one attempt had. */
export interface Trial {
  readonly leaseId: string;
  readonly ruleIds: readonly string[];
}

export interface Task {
  readonly taskId: string;
  readonly missionId: string;
  readonly type: string;
  readonly handler: string;
  state: TaskState;
  reason: string;
  /** Leases granted and not given back. */
  attempts: number;
  /** `attempts` when the task was entered last, so that each round of a loop has its own bound. */
  attemptsBase: number;
  /** Attempts that a person granted beyond the workflow's bound. */
  attemptsBonus: number;
  /** Epoch of the newest lease. */
  epoch: number;
  lease: Lease | undefined;
  /** An accepted result whose worker had rules: later steps, or a person, say whether it was good. */
  trial?: Trial | undefined;
  backoffUntilMs: number;
  /** Until when the next attempt waits for the analyst's advice; 0 when it need not. */
  adviceUntilMs: number;
  /** The lease whose failure the advice is about. */
  adviceFor: string;
  /** Journal position at which its newest lease was granted. */
  leasedPosition: number;
  ruleSetHash: string;
  readonly answers: Map<number, AnsweredResult>;
  /** Why leases ended without a result, newest ones, by epoch. */
  readonly endings: Map<number, string>;
}

export interface Artifact {
  readonly taskId: string;
  readonly taskType: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly agentId: string;
  readonly operator: string;
  readonly outcome: 'success' | 'failure';
  /** SHA-256 of text and commit. */
  readonly digest: string;
  text: string;
  readonly summary: string;
  readonly commit: string;
}

export interface Finding {
  readonly source: 'gate' | 'review' | 'agent';
  readonly taskId: string;
  readonly attempt: number;
  readonly text: string;
  readonly resultJson: string;
}

export interface FailureLink {
  readonly taskId: string;
  readonly leaseId: string;
  readonly clusterId: string;
  readonly ruleId: string;
  readonly ruleText: string;
  readonly ruleStage: string;
}

/** The newest gate result of a mission; `resultJson` is the whole of it without log and envelope. */
export interface GateSummary {
  readonly commit: string;
  readonly passed: boolean;
  readonly summary: string;
  readonly diffDigest: string;
  readonly envelopeJson: string;
  readonly resultJson: string;
}

export interface Approval {
  readonly approvalId: string;
  readonly missionId: string;
  /** The task whose result is approved. */
  readonly taskId: string;
  readonly subject: string;
  readonly digest: string;
  readonly text: string;
  state: 'pending' | 'approved' | 'rejected' | 'void';
  approver: string;
  via: string;
  readonly requestedMs: number;
  decidedMs: number;
}

export interface Mission {
  readonly missionId: string;
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
  readonly createdMs: number;
  readonly deadlineMs: number;
  readonly createdPosition: number;
  state: MissionState;
  reason: string;
  baseCommit: string;
  headCommit: string;
  pushedCommit: string;
  endedMs: number;
  /** Leases taken so far, by any task. */
  leases: number;
  readonly tasks: Map<string, Task>;
  readonly artifacts: Artifact[];
  readonly findings: Finding[];
  readonly failures: FailureLink[];
  gate: GateSummary | undefined;
  /** Diff digest that the newest accepted review names. */
  reviewedDigest: string;
  readonly approvals: string[];
  /** Newest verdict of each check that was assessed. */
  readonly verdicts: Map<number, RecordedVerdict>;
  position: number;
}

export interface RecordedVerdict {
  readonly check: number;
  readonly verdict: string;
  readonly evidence: string;
  readonly taskId: string;
  readonly step: string;
  readonly position: number;
  readonly policyHash: string;
}

export interface Agent {
  readonly agentId: string;
  name: string;
  kind: string;
  operator: string;
  capabilities: readonly string[];
  version: string;
  metricsUrl: string;
  /** Why it gets no work; empty while it may. */
  suspended: string;
  leases: number;
  /** When its newest denials were; at most as many as suspend it. */
  denials: readonly number[];
}

export interface HaltEntry {
  readonly scope: HaltScope;
  readonly id: string;
  readonly reason: string;
  readonly actor: string;
  readonly sinceMs: number;
}

/** What other services are still owed; each is derived from the journal, so that a crash loses none. */
export type Owed =
  | {
      readonly kind: 'release';
      readonly leaseId: string;
      readonly missionId: string;
      readonly taskId: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'report';
      readonly leaseId: string;
      readonly missionId: string;
      readonly taskId: string;
      readonly taskType: string;
      readonly agentId: string;
      readonly role: string;
      readonly stack: string;
      readonly source: string;
      readonly errorLog: string;
    }
  | (Trial & { readonly kind: 'trial'; readonly missionId: string; readonly taskId: string; readonly succeeded: boolean });

/** Key of an owed effect. */
export const owedId = (owed: Pick<Owed, 'kind' | 'leaseId'>): string => `${owed.kind}:${owed.leaseId}`;

export interface State {
  epoch: number;
  haltEpoch: number;
  /** Records under the newest signed checkpoint of the audit log. */
  signedSize: number;
  readonly workflows: Map<string, Workflow>;
  readonly missions: Map<string, Mission>;
  readonly tasks: Map<string, Task>;
  readonly missionByKey: Map<string, string>;
  readonly agents: Map<string, Agent>;
  readonly approvals: Map<string, Approval>;
  readonly halts: Map<string, HaltEntry>;
  readonly owed: Map<string, Owed>;
  /** Tasks ready for dispatch, by handler and priority. */
  readonly ready: ReadyIndex;
  /** Tasks that a timer may move: preparing, leased or in backoff. */
  readonly timed: Set<string>;
  /** Missions that have not ended. */
  readonly live: Set<string>;
}

/** The state before the first event. */
export const initialState = (): State => ({
  epoch: 0,
  haltEpoch: 0,
  signedSize: 0,
  workflows: new Map(),
  missions: new Map(),
  tasks: new Map(),
  missionByKey: new Map(),
  agents: new Map(),
  approvals: new Map(),
  halts: new Map(),
  owed: new Map(),
  ready: createReadyIndex(),
  timed: new Set(),
  live: new Set(),
});
