import type { GateOutcome } from '../commands.ts';
import { type Objection, assess, objectionOf } from '../compliance/checks.ts';
import type { ComplianceRecord } from '../compliance/check.ts';
import type { Facts } from '../compliance/facts.ts';
import type { FailureReport, OrchestratorEvent } from '../events.ts';
import { missionOf, typeOf } from '../queries.ts';
import type { Lease, Task } from '../state.ts';
import { isLegal } from '../transitions.ts';
import { type At, type CommandOf, type Decided, decided, refused } from './decided.ts';
import {
  type Consequence,
  askApproval,
  goOn,
  leaseEnded,
  nextTask,
  rejectWork,
  reportOf,
  retryOrGiveUp,
  workBehind,
} from './endings.ts';
import { approvalFacts, digestFacts, loopFacts, serviceFacts } from './facts-of.ts';

const FINDING_CHARS_MAX = 16_384;
const LOG_CHARS_MAX = 65_536;

type Held = Task & { readonly lease: Lease };

function heldTask(at: At, step: { readonly taskId: string; readonly epoch: number }): Held | undefined {
  const task = at.state.tasks.get(step.taskId);
  return task?.lease?.epoch === step.epoch ? (task as Held) : undefined;
}

const notHeld = (step: { readonly taskId: string; readonly epoch: number }): Decided =>
  refused('conflict', `The lease ${step.taskId}.${step.epoch} has ended; what came of it changes nothing.`);

function stepFacts(at: At, task: Held): Facts {
  const mission = missionOf(at.state, task);
  return {
    ...serviceFacts(at, { project: mission.project, agentId: task.lease.agentId }),
    ...loopFacts(at.state, task, { attempt: task.attempts, leases: mission.leases, bytes: 0 }),
    ...approvalFacts(at.state, mission, typeOf(at.state, task)),
    transition: {
      from: task.state,
      to: 'succeeded',
      legal: isLegal(task.state, 'succeeded'),
      epochGiven: task.lease.epoch,
      epochCurrent: task.lease.epoch,
      caller: task.lease.agentId,
      owner: task.lease.agentId,
    },
  };
}

function gateFacts(at: At, task: Held, outcome: GateOutcome): Facts {
  const { after } = outcome;
  return {
    ...stepFacts(at, task),
    ...(after ? { tests: { ...after, commit: outcome.commit, commitExpected: task.lease.commit } } : {}),
    gate: Object.fromEntries(
      outcome.checks.map(({ check, verdict, evidence }) => [check, { verdict, evidence: evidence.slice(0, 2000) }]),
    ),
    digests: {
      gateCommit: outcome.commit,
      commit: task.lease.commit,
      gateDigest: outcome.diffDigest,
      reviewedDigest: '',
      signed: outcome.envelopeJson !== '',
    },
  };
}

interface GateVerdict extends Consequence {
  readonly passed: boolean;
  readonly reason: string;
}

function gateVerdict(
  at: At,
  task: Held,
  gate: { readonly outcome: GateOutcome; readonly objection: Objection | undefined; readonly jitter: number },
): GateVerdict {
  const { outcome, objection, jitter } = gate;
  if (!outcome.passed || (objection && objection.effect !== 'hold')) {
    const reason =
      objection && outcome.passed ? objection.reason : outcome.summary || objection?.reason || 'the gate rejected the commit';
    return {
      passed: false,
      reason,
      ...rejectWork(at, task, { reason, jitter, awaitsAdvice: typeOf(at.state, workBehind(at, task)).goldenRules }),
    };
  }
  const next = { state: 'succeeded', reason: '' } as const;
  if (!objection)
    return { passed: true, reason: '', next, more: goOn(at, task, { digest: outcome.diffDigest, text: outcome.summary }) };
  const asked = {
    subject: `the gate asks for a person: ${objection.reason}`,
    digest: outcome.diffDigest,
    text: `${outcome.summary}\n${objection.reason}`,
  };
  return { passed: true, reason: '', next, more: [askApproval(at, task, asked)] };
}

function gateEvent(
  task: Held,
  outcome: GateOutcome,
  rest: { readonly verdict: GateVerdict; readonly compliance: ComplianceRecord; readonly report: FailureReport | undefined },
): OrchestratorEvent {
  const { missionId, taskId, epoch } = task;
  const { verdict, compliance, report } = rest;
  const { commit, baseCommit, summary, diffDigest, envelopeJson, resultJson } = outcome;
  const text = (outcome.finding || verdict.reason).slice(0, FINDING_CHARS_MAX);
  const failed = !verdict.passed;
  return {
    type: 'gate-finished',
    missionId,
    taskId,
    epoch,
    agentId: task.lease.agentId,
    next: verdict.next,
    passed: verdict.passed,
    ...{ commit, baseCommit, summary, diffDigest, envelopeJson, resultJson, compliance },
    ...(failed ? { finding: { source: 'gate', taskId, attempt: task.attempts, text, resultJson } } : {}),
    ...(report ? { report } : {}),
  };
}

/** The workspace-service has judged the commit: on to the next step, to a person, or back to the author. */
export function finishGate(at: At, command: CommandOf<'finish-gate'>): Decided {
  const task = heldTask(at, command);
  if (!task) return notHeld(command);
  const { outcome, jitter } = command;
  const compliance = assess('gate', missionOf(at.state, task).workflowHash, gateFacts(at, task, outcome));
  const verdict = gateVerdict(at, task, { outcome, objection: objectionOf(compliance), jitter });
  const errorLog = (outcome.errorLog || outcome.finding || verdict.reason).slice(0, LOG_CHARS_MAX);
  const report = verdict.passed
    ? undefined
    : reportOf(at, workBehind(at, task), { source: 'gate', errorLog, stack: outcome.stack });
  return decided(gateEvent(task, outcome, { verdict, compliance, report }), ...verdict.more);
}

/** The workspace-service has pushed, or refuses to: then a person must look, since somebody else moved the branch. */
export function finishPush(at: At, command: CommandOf<'finish-push'>): Decided {
  const task = heldTask(at, command);
  if (!task) return notHeld(command);
  const mission = missionOf(at.state, task);
  const compliance = assess('push', mission.workflowHash, { ...stepFacts(at, task), ...digestFacts(mission) });
  const { missionId, taskId, epoch } = task;
  const { ok, ref, remote } = command;
  const reason = ok ? '' : `the push was refused: ${command.message}`;
  const event: OrchestratorEvent = {
    type: 'push-finished',
    missionId,
    taskId,
    epoch,
    agentId: task.lease.agentId,
    next: { state: ok ? 'succeeded' : 'held', reason },
    ok,
    commit: command.commit || task.lease.commit,
    ...{ ref, remote, compliance },
  };
  return ok ? decided(event, ...nextTask(at, task)) : decided(event, { type: 'mission-held', missionId, reason });
}

/** A step that could not be done at all is tried again, within its attempts. */
export function failStep(at: At, command: CommandOf<'fail-step'>): Decided {
  const task = heldTask(at, command);
  if (!task) return notHeld(command);
  const { next, more } = retryOrGiveUp(at, task, { reason: command.reason.slice(0, 2000), jitter: command.jitter });
  return decided(leaseEnded(task, 'failed', { next }), ...more);
}
