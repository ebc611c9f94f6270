import { ARTIFACT_BYTES_MAX } from '../commands.ts';
import type { Facts } from '../compliance/facts.ts';
import { digestOf } from '../digest.ts';
import { authorsFor, haltOf, haltWords, missionOf, newestSuccess, typeOf, workflowOf } from '../queries.ts';
import type { Actor, Mission, State, Task } from '../state.ts';
import { type TaskType, chainFrom } from '../workflow.ts';
import type { At } from './decided.ts';

/** Facts that every step shares: halt, journal, chain of the audit log. */
export function serviceFacts(at: At, scope: { readonly project: string; readonly agentId: string }): Facts {
  const { chain } = at.settings;
  return {
    nowMs: at.nowMs,
    halt: { halted: haltWords(haltOf(at.state, scope)), epoch: at.state.haltEpoch },
    journal: { answerWaitsForFlush: true },
    ...(chain ? { chain } : {}),
  };
}

/** Facts about an agent that calls: token, registry entry, role, permissions, denials. */
export function agentFacts(at: At, actor: Actor, step: { readonly mission: Mission; readonly type: TaskType }): Facts {
  const { settings, state, nowMs } = at;
  const agent = state.agents.get(actor.subject);
  const { type } = step;
  const held = workflowOf(state, step.mission).roles[actor.kind] ?? [];
  return {
    principal: { subject: actor.subject, keyId: actor.keyId, expiresMs: actor.expiresMs },
    agent: {
      registered: agent !== undefined,
      suspended: agent?.suspended ?? '',
      kind: actor.kind,
      handler: type.handler,
      version: agent?.version ?? '',
    },
    permissions: { required: type.permissions, held },
    denials: {
      count: recentDenials(at, agent?.denials ?? [], nowMs),
      max: settings.denialsMax,
      windowMs: settings.denialsWindowMs,
    },
  };
}

/** How many of these denials are recent enough to count. */
export const recentDenials = (at: At, denials: readonly number[], nowMs: number): number =>
  denials.filter((deniedMs) => deniedMs > nowMs - at.settings.denialsWindowMs).length;

/** Digest of a task's newest accepted result as it stands now: what an approval of it must name. */
export function currentDigest(mission: Mission, task: Task): string {
  if (task.handler === 'system:gate') return mission.gate?.diffDigest ?? '';
  const artifact = newestSuccess(mission, task.type);
  return artifact?.digest ?? '';
}

/** What a person approves: text and commit of a result. */
export const approvalDigest = (text: string, commit: string): string => digestOf(text, commit);

/** The approval that a task rests on: that of the nearest earlier task which needs one. */
export function approvalFacts(state: State, mission: Mission, type: TaskType): Facts {
  const workflow = workflowOf(state, mission);
  const chain = chainFrom(workflow, workflow.start);
  const earlier = chain.slice(0, chain.indexOf(type)).findLast((other) => other.approvalSubject !== undefined);
  const subject = earlier && mission.tasks.get(earlier.name);
  if (!subject) return {};
  const newest = mission.approvals
    .map((id) => state.approvals.get(id))
    .findLast((approval) => approval?.taskId === subject.taskId);
  const approved = newest?.state === 'approved' ? newest : undefined;
  return {
    approval: {
      approvedDigest: approved?.digest ?? '',
      approver: approved?.approver ?? '',
      currentDigest: currentDigest(mission, subject),
    },
  };
}

/** Facts about independence, where the task type asks for it. */
export function separationFacts(at: At, mission: Mission, who: { readonly type: TaskType; readonly actor: Actor }): Facts {
  if (who.type.independentOf.length === 0) return {};
  const authors = authorsFor(mission, who.type);
  return {
    separation: {
      reviewer: who.actor.subject,
      reviewerOperator: who.actor.operator,
      authors: [...new Set(authors.map((author) => author.agentId))],
      authorOperators: [...new Set(authors.map((author) => author.operator))],
      profile: at.settings.profile,
    },
  };
}

/** Facts about the chain of digests from gate to push, for steps after a gate. */
export function digestFacts(mission: Mission): Facts {
  const { gate } = mission;
  if (!gate) return {};
  return {
    digests: {
      gateCommit: gate.commit,
      commit: mission.headCommit,
      gateDigest: gate.diffDigest,
      reviewedDigest: mission.reviewedDigest,
      signed: gate.envelopeJson !== '',
    },
  };
}

/** Facts about counters that bound loops. */
export function loopFacts(
  state: State,
  task: Task,
  counts: { readonly attempt: number; readonly leases: number; readonly bytes: number },
): Facts {
  const mission = missionOf(state, task);
  const type = typeOf(state, task);
  return {
    loop: {
      attempt: counts.attempt - task.attemptsBase,
      attemptsMax: type.attemptsMax + task.attemptsBonus,
      leases: counts.leases,
      leasesMax: workflowOf(state, mission).leasesMax,
      bytes: counts.bytes,
      bytesMax: ARTIFACT_BYTES_MAX,
    },
  };
}
