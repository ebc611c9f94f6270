import { assert } from '@panal/kernel/pure';
import type { GateFinished, LeaseEnded, PushFinished, ResultAccepted } from '../events.ts';
import { leaseIdFor } from '../queries.ts';
import { type Artifact, type Mission, type State, type Task, owedId } from '../state.ts';
import { moveTask } from '../transitions.ts';
import { oweRelease } from './leases.ts';
import { type At, missionIn, pushBounded, recordVerdicts, taskIn } from './lookups.ts';
import { FINDINGS_MAX } from './tasks.ts';
import { noteTrial } from './trials.ts';

type Ending = ResultAccepted | GateFinished | PushFinished | LeaseEnded;

/** Newest endings kept of a task, for the words of a late answer's refusal. */
const ENDINGS_MAX = 20;
/** Ways to end that say nothing about the work, and so are no attempt. */
const uncounted: readonly string[] = ['returned', 'halted', 'restart'];

function oweReport(state: State, task: Task, event: Ending): void {
  if (!event.report) return;
  const owed = {
    kind: 'report',
    leaseId: leaseIdFor(task, event.epoch),
    missionId: task.missionId,
    taskId: task.taskId,
    ...event.report,
  } as const;
  state.owed.set(owedId(owed), owed);
}

function closeLease(state: State, event: Ending): { task: Task; mission: Mission } {
  const task = taskIn(state, event.taskId);
  const mission = missionIn(state, event.missionId);
  const { lease } = task;
  assert(lease?.epoch === event.epoch, `${task.taskId} is not leased under ${event.epoch}`);
  if (lease.keyed) oweRelease(state, task, { epoch: event.epoch, reason: event.next.reason || event.type });
  const agent = state.agents.get(lease.agentId);
  if (agent) agent.leases -= 1;
  task.lease = undefined;
  if (event.type === 'lease-ended' && uncounted.includes(event.cause)) task.attempts -= 1;
  oweReport(state, task, event);
  if (event.type === 'result-accepted' || event.type === 'lease-ended') noteTrial(state, task, { lease, event });
  if (event.finding) pushBounded(mission.findings, event.finding, FINDINGS_MAX);
  const { backoffUntilMs = 0, adviceUntilMs = 0, adviceFor = '' } = event.next;
  Object.assign(task, { backoffUntilMs, adviceUntilMs, adviceFor });
  if (event.next.state === 'waiting') Object.assign(task, { attemptsBase: task.attempts, attemptsBonus: 0 });
  moveTask(state, task, { to: event.next.state, reason: event.next.reason });
  return { task, mission };
}

/** Adds an artifact; of earlier ones of the same task only what names them is kept. */
function keepArtifact(mission: Mission, artifact: Artifact): void {
  for (const earlier of mission.artifacts) if (earlier.taskType === artifact.taskType) earlier.text = '';
  mission.artifacts.push({ ...artifact });
}

/** A worker's result ends its lease. */
export function applyResultAccepted(state: State, event: ResultAccepted, at: At): void {
  const { task, mission } = closeLease(state, event);
  task.answers.set(event.epoch, { digest: event.digest, message: event.message });
  keepArtifact(mission, event.artifact);
  if (event.artifact.commit !== '') mission.headCommit = event.artifact.commit;
  if (event.reviewedDigest !== undefined) mission.reviewedDigest = event.reviewedDigest;
  recordVerdicts(mission, event.compliance, { position: at.position, taskId: task.taskId });
}

/** The gate has judged a commit. */
export function applyGateFinished(state: State, event: GateFinished, at: At): void {
  const { task, mission } = closeLease(state, event);
  const { commit, passed, summary, diffDigest, envelopeJson, resultJson } = event;
  mission.gate = { commit, passed, summary, diffDigest, envelopeJson, resultJson };
  mission.reviewedDigest = '';
  mission.baseCommit ||= event.baseCommit;
  recordVerdicts(mission, event.compliance, { position: at.position, taskId: task.taskId });
}

/** The branch is pushed, or was refused. */
export function applyPushFinished(state: State, event: PushFinished, at: At): void {
  const { task, mission } = closeLease(state, event);
  if (event.ok) mission.pushedCommit = event.commit;
  recordVerdicts(mission, event.compliance, { position: at.position, taskId: task.taskId });
}

/** A lease ended without a result. */
export function applyLeaseEnded(state: State, event: LeaseEnded): void {
  const { task } = closeLease(state, event);
  task.endings.set(event.epoch, event.next.reason || event.cause);
  const oldest = task.endings.keys().next().value;
  if (task.endings.size > ENDINGS_MAX && oldest !== undefined) task.endings.delete(oldest);
}
