import { ARTIFACT_BYTES_MAX, type SubmitResult } from '../commands.ts';
import type { ComplianceRecord } from '../compliance/check.ts';
import { assess, objectionOf } from '../compliance/checks.ts';
import type { Facts } from '../compliance/facts.ts';
import { digestOf } from '../digest.ts';
import type { FailureReport, OrchestratorEvent } from '../events.ts';
import { missionOf, typeOf } from '../queries.ts';
import { namedCommit } from '../named-commit.ts';
import { parseReview } from '../review.ts';
import type { Artifact, Finding, Task } from '../state.ts';
import { isLegal } from '../transitions.ts';
import { type At, type Decided, decided, refused } from './decided.ts';
import { type Consequence, goOn, rejectWork, reportOf, retryOrGiveUp, workBehind } from './endings.ts';
import { agentFacts, approvalDigest, loopFacts, recentDenials, separationFacts, serviceFacts } from './facts-of.ts';
import { whyNotHeld } from './leases.ts';

const ACCEPTED = 'accepted';
const TEXT_CHARS_MAX = 65_536;

/** Digest by which the same result is known again. */
export const resultDigest = (result: SubmitResult): string =>
  digestOf(result.status, result.artifact, result.errorMessage, result.commit, result.summary, String(result.fatal));

function submitFacts(at: At, task: Task, result: SubmitResult): Facts {
  const mission = missionOf(at.state, task);
  const type = typeOf(at.state, task);
  const { actor } = result;
  const review = type.independentOf.length > 0 ? parseReview(result.artifact) : undefined;
  const gateDigest = mission.gate?.diffDigest ?? '';
  return {
    ...serviceFacts(at, { project: mission.project, agentId: actor.subject }),
    ...agentFacts(at, actor, { mission, type }),
    ...separationFacts(at, mission, { type, actor }),
    ...(task.lease && type.goldenRules
      ? { rules: { pinnedHash: task.lease.ruleSetHash, acknowledgedHash: result.ruleSetHash } }
      : {}),
    ...loopFacts(at.state, task, { attempt: task.attempts, leases: mission.leases, bytes: Buffer.byteLength(result.artifact) }),
    ...(type.independentOf.length > 0
      ? {
          review: {
            approves: result.status === 'success' && review?.verdict !== 'reject',
            reviewedDigest: review?.diffDigest ?? '',
            gateDigest,
            reviewer: actor.subject,
          },
        }
      : {}),
    transition: {
      from: task.state,
      to: 'succeeded',
      legal: isLegal(task.state, 'succeeded'),
      epochGiven: result.epoch,
      epochCurrent: task.lease?.epoch ?? task.epoch,
      caller: actor.subject,
      owner: task.lease?.agentId ?? '',
    },
  };
}

/** Records a denial; one too many suspends the agent. A suspended agent's further denials are refused without a record. */
function deny(
  at: At,
  task: Task,
  denied: { readonly result: SubmitResult; readonly reason: string; readonly compliance: ComplianceRecord },
): Decided {
  const { result, reason, compliance } = denied;
  const agentId = result.actor.subject;
  const agent = at.state.agents.get(agentId);
  if (!agent || agent.suspended !== '') return refused('forbidden', reason);
  const event = {
    type: 'step-denied',
    missionId: task.missionId,
    taskId: task.taskId,
    agentId,
    step: 'submit',
    reason,
    compliance,
  } as const;
  const count = recentDenials(at, agent.denials, at.nowMs) + 1;
  if (count < at.settings.denialsMax) return decided(event);
  const facts: Facts = { denials: { count, max: at.settings.denialsMax, windowMs: at.settings.denialsWindowMs } };
  const suspension = assess('suspend', compliance.policyHash, facts);
  return decided(event, {
    type: 'agent-suspended',
    agentId,
    reason: `${count} denials, the last one: ${reason}`,
    compliance: suspension,
  });
}

function artifactOf(at: At, task: Task, result: SubmitResult): Artifact {
  return {
    taskId: task.taskId,
    taskType: task.type,
    attempt: task.attempts,
    epoch: result.epoch,
    agentId: result.actor.subject,
    operator: result.actor.operator,
    outcome: result.status === 'success' ? 'success' : 'failure',
    digest: approvalDigest(result.artifact, result.commit),
    text: result.artifact,
    summary: result.summary.slice(0, 4000),
    // Whoever judges a commit can't replace it.
    commit: typeOf(at.state, task).independentOf.length > 0 ? '' : result.commit,
  };
}

interface Judged {
  readonly outcome: 'success' | 'failure';
  readonly consequence: Consequence;
  readonly finding?: Finding;
  readonly report?: FailureReport;
  readonly reviewedDigest?: string;
}

/** What a failure, or a verdict against the work, leads to. */
function judgeFailure(at: At, task: Task, result: SubmitResult): Judged {
  const type = typeOf(at.state, task);
  const review = type.independentOf.length > 0 ? parseReview(result.artifact) : undefined;
  // A client of the original messages has no other way to reject; ours say so in the artifact.
  const rejects =
    type.independentOf.length > 0 && (review?.verdict === 'reject' || (result.status === 'failure' && result.original));
  const text =
    (rejects && review?.findings ? review.findings : result.errorMessage).slice(0, TEXT_CHARS_MAX) || 'no reason given';
  const source = rejects ? 'review' : 'agent';
  const report = reportOf(at, rejects ? workBehind(at, task) : task, { source, errorLog: text, stack: result.stack });
  const failure = {
    reason: text.slice(0, 500),
    jitter: result.jitter,
    fatal: result.fatal && !rejects,
    awaitsAdvice: report !== undefined,
  };
  return {
    outcome: 'failure',
    consequence: rejects ? rejectWork(at, task, failure) : retryOrGiveUp(at, task, failure),
    finding: {
      source,
      taskId: task.taskId,
      attempt: task.attempts,
      text,
      resultJson: rejects ? result.artifact.slice(0, TEXT_CHARS_MAX) : '',
    },
    ...(report ? { report } : {}),
  };
}

function judgeSuccess(at: At, task: Task, result: SubmitResult): Judged {
  const review = typeOf(at.state, task).independentOf.length > 0 ? parseReview(result.artifact) : undefined;
  const digest = approvalDigest(result.artifact, result.commit);
  return {
    outcome: 'success',
    consequence: { next: { state: 'succeeded', reason: '' }, more: goOn(at, task, { digest, text: result.artifact }) },
    ...(review ? { reviewedDigest: review.diffDigest } : {}),
  };
}

function judge(at: At, task: Task, judged: { readonly result: SubmitResult; readonly compliance: ComplianceRecord }): Judged {
  const { result, compliance } = judged;
  const against = compliance.verdicts.find(([check, verdict]) => check === 11 && verdict === 'deny');
  if (result.status !== 'success') return judgeFailure(at, task, result);
  if (!against) return judgeSuccess(at, task, result);
  if (parseReview(result.artifact)?.verdict === 'reject') return judgeFailure(at, task, result);
  // Approved, but not what the gate ran on: the review counts for nothing and is done again.
  const failure = { reason: `the review does not fit the gate: ${against[2]}`, jitter: result.jitter };
  return { outcome: 'failure', consequence: retryOrGiveUp(at, task, failure) };
}

function accept(at: At, task: Task, accepted: { readonly result: SubmitResult; readonly compliance: ComplianceRecord }): Decided {
  const { result, compliance } = accepted;
  const { consequence, ...rest } = judge(at, task, accepted);
  const { missionId, taskId, epoch } = task;
  const event: OrchestratorEvent = {
    type: 'result-accepted',
    missionId,
    taskId,
    epoch,
    agentId: result.actor.subject,
    next: consequence.next,
    digest: resultDigest(result),
    message: ACCEPTED,
    artifact: { ...artifactOf(at, task, result), outcome: rest.outcome },
    errorMessage: result.errorMessage.slice(0, TEXT_CHARS_MAX),
    ruleOutcomes: result.ruleOutcomes.slice(0, 100),
    compliance,
    ...rest,
  };
  return decided(event, ...consequence.more);
}

/**
 * Takes a worker's result. The same result of the same lease again changes nothing; any other of an ended lease, or by another
 * agent, is denied with the reason.
 */
export function submitResult(at: At, submitted: SubmitResult): Decided {
  const result = { ...submitted, commit: namedCommit(submitted) };
  const task = at.state.tasks.get(result.taskId);
  if (!task) return refused('not-found', `There is no task ${result.taskId}.`);
  const answered = task.answers.get(result.epoch);
  if (answered) {
    const same = answered.digest === resultDigest(result);
    return same ? decided() : refused('conflict', 'Another result of this lease was accepted before; this one changes nothing.');
  }
  if (result.status !== 'success' && result.status !== 'failure') {
    return refused('invalid-argument', `"${result.status}" is no status; it is "success" or "failure".`);
  }
  if (Buffer.byteLength(result.artifact) > ARTIFACT_BYTES_MAX) {
    return refused(
      'invalid-argument',
      `The artifact is larger than ${ARTIFACT_BYTES_MAX} bytes; commit large work and describe it here.`,
    );
  }
  const compliance = assess('submit', missionOf(at.state, task).workflowHash, submitFacts(at, task, result));
  const lost = whyNotHeld(at.state, { taskId: result.taskId, epoch: result.epoch, agentId: result.actor.subject });
  if (lost !== undefined)
    return deny(at, task, { result, compliance, reason: `The lease ${result.taskId}.${result.epoch} is not held: ${lost}.` });
  const objection = objectionOf({ ...compliance, verdicts: compliance.verdicts.filter(([check]) => check !== 11) });
  if (objection?.effect === 'halt') return refused('halted', objection.reason);
  if (objection?.effect === 'deny') return deny(at, task, { result, compliance, reason: objection.reason });
  return accept(at, task, { result, compliance });
}
