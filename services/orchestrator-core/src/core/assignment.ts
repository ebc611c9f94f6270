import type { TaskContext } from '@panal/shared-types';
import { leaseIdFor, missionOf, newestSuccess, typeOf, workflowOf } from './queries.ts';
import type { Lease, Mission, State, Task } from './state.ts';
import { chainFrom } from './workflow.ts';

/** What a worker is given with a lease; the gateway key is added by the shell, since no journal may hold it. */
export interface Assignment {
  readonly leaseId: string;
  readonly missionId: string;
  readonly taskType: string;
  readonly description: string;
  readonly context: TaskContext;
  readonly constraints: readonly string[];
  readonly ruleSetHash: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly leaseEndsMs: number;
  readonly deadlineMs: number;
  readonly budgetNanoUsd: number;
  readonly model: string;
  readonly traceparent: string;
}

/** Most pieces of advice given with one task: more context lowers success. */
const ADVICE_MAX = 5;
const FINDINGS_MAX = 10;

function planOf(state: State, mission: Mission, task: Task): TaskContext['plan'] {
  const approved = mission.approvals
    .map((id) => state.approvals.get(id))
    .findLast(
      (approval) =>
        approval?.state === 'approved' &&
        approval.taskId !== task.taskId &&
        state.tasks.get(approval.taskId)?.handler !== 'system:gate',
    );
  return approved && { text: approved.text, digest: approved.digest, approvedBy: approved.approver };
}

function inputsOf(state: State, mission: Mission, task: Task): TaskContext['inputs'] {
  const workflow = workflowOf(state, mission);
  const chain = chainFrom(workflow, workflow.start);
  const earlier = chain.slice(0, chain.indexOf(typeOf(state, task)));
  return earlier.flatMap((type) => {
    const artifact = newestSuccess(mission, type.name);
    if (!artifact) return [];
    const { taskType, attempt, summary, text, commit } = artifact;
    return [{ taskType, attempt, summary, text, commit }];
  });
}

/** What the analyst proposed on earlier failures of the mission, the newest five; rules that bind come by another way. */
export function adviceOf(mission: Mission): TaskContext['advice'] {
  const byRule = new Map(
    mission.failures
      .filter((failure) => failure.ruleText !== '' && failure.ruleStage !== 'binding' && failure.ruleStage !== 'retired')
      .map(({ ruleId, ruleText, ruleStage, clusterId }) => [ruleId, { ruleId, text: ruleText, stage: ruleStage, clusterId }]),
  );
  return [...byRule.values()].slice(-ADVICE_MAX);
}

function contextOf(state: State, mission: Mission, task: Task): TaskContext {
  const { missionId, title, description, project, stack, repositoryId, baseBranch, branch, baseCommit, headCommit, gate } =
    mission;
  const plan = planOf(state, mission, task);
  const judges = typeOf(state, task).independentOf.length > 0;
  return {
    version: 1,
    mission: { missionId, title, description, project, stack },
    repository: { repositoryId, baseBranch, branch, baseCommit, headCommit },
    ...(plan ? { plan } : {}),
    inputs: inputsOf(state, mission, task),
    findings: mission.findings.slice(-FINDINGS_MAX).map(({ source, attempt, text }) => ({ source, attempt, text })),
    advice: adviceOf(mission),
    ...(judges && gate
      ? {
          gate: {
            commit: gate.commit,
            passed: gate.passed,
            summary: gate.summary,
            diffDigest: gate.diffDigest,
            envelopeJson: gate.envelopeJson,
          },
        }
      : {}),
  };
}

/** Everything that a worker is told about a task that it holds. The card's text comes last, as data. */
export function assignmentOf(state: State, task: Task, lease: Lease): Assignment {
  const mission = missionOf(state, task);
  const { instruction } = typeOf(state, task);
  const card = `${mission.title}\n\n${mission.description}`.trim();
  return {
    leaseId: leaseIdFor(task, lease.epoch),
    missionId: mission.missionId,
    taskType: task.type,
    description: instruction ? `${instruction}\n\n${card}` : card,
    context: contextOf(state, mission, task),
    constraints: lease.constraints,
    ruleSetHash: lease.ruleSetHash,
    attempt: lease.attempt,
    epoch: lease.epoch,
    leaseEndsMs: lease.leaseEndsMs,
    deadlineMs: lease.deadlineMs,
    budgetNanoUsd: lease.budgetNanoUsd,
    model: mission.model,
    traceparent: mission.traceparent,
  };
}
