import { backoffMs } from '../backoff.ts';
import type { FailureReport, LeaseEnded, NextState, OrchestratorEvent } from '../events.ts';
import { isExhausted, leaseIdFor, missionOf, tasksAfter, typeOf, workflowOf } from '../queries.ts';
import type { Mission, Task } from '../state.ts';
import { hasEnded } from '../transitions.ts';
import { DONE, type TaskType } from '../workflow.ts';
import type { At } from './decided.ts';

/** What a lease's end leads to: the next state of its task, and what else happens in the mission. */
export interface Consequence {
  readonly next: NextState;
  readonly more: readonly OrchestratorEvent[];
}

/** A lease that ends for another reason than a result. */
export function leaseEnded(
  task: Task,
  cause: LeaseEnded['cause'],
  rest: { readonly next: NextState; readonly report?: FailureReport },
): LeaseEnded {
  const { missionId, taskId, epoch } = task;
  return { type: 'lease-ended', missionId, taskId, epoch, agentId: task.lease?.agentId ?? '', cause, ...rest };
}

/** Takes a task out of the way of its mission's end; finished ones stay as they are. */
function cancelTask(task: Task, reason: string): OrchestratorEvent[] {
  const { missionId, taskId, epoch } = task;
  if (task.state === 'leased') return [leaseEnded(task, 'cancelled', { next: { state: 'cancelled', reason } })];
  if (task.state === 'preparing') return [{ type: 'task-unprepared', missionId, taskId, epoch, to: 'cancelled', reason }];
  if (task.state === 'succeeded' || task.state === 'failed' || task.state === 'cancelled') return [];
  return [{ type: 'task-cancelled', missionId, taskId, reason }];
}

/** Voids what a person was asked about this mission. */
export function voidApprovals(at: At, mission: Mission, reason: string): OrchestratorEvent[] {
  const pending = mission.approvals.filter((id) => at.state.approvals.get(id)?.state === 'pending');
  return pending.map((approvalId) => ({ type: 'approval-voided', approvalId, missionId: mission.missionId, reason }));
}

export interface MissionEnd {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly reason: string;
  readonly actor?: string;
  /** A task that the same batch ends otherwise. */
  readonly except?: string;
}

/** Ends a mission: leases end, what waits is cancelled, approvals are void. Nothing where it has ended. */
export function endMission(at: At, mission: Mission, end: MissionEnd): OrchestratorEvent[] {
  if (hasEnded(mission)) return [];
  const tasks = [...mission.tasks.values()].filter((task) => task.taskId !== end.except);
  return [
    ...tasks.flatMap((task) => cancelTask(task, end.reason)),
    ...voidApprovals(at, mission, end.reason),
    { type: 'mission-ended', missionId: mission.missionId, state: end.state, reason: end.reason, actor: end.actor ?? '' },
  ];
}

/** What follows a task that has no attempt left. */
function exhausted(
  at: At,
  task: Task,
  reason: string,
): { readonly state: 'held' | 'failed'; readonly more: OrchestratorEvent[] } {
  const mission = missionOf(at.state, task);
  if (workflowOf(at.state, mission).onExhausted === 'fail') {
    return { state: 'failed', more: endMission(at, mission, { state: 'failed', reason, except: task.taskId }) };
  }
  return { state: 'held', more: [{ type: 'mission-held', missionId: mission.missionId, reason }] };
}

const exhaustedWords = (task: Task, reason: string): string =>
  `${task.type}: ${task.attempts - task.attemptsBase} attempts are used up; the last one: ${reason}`.slice(0, 2000);

export interface Failure {
  readonly reason: string;
  readonly jitter: number;
  readonly fatal?: boolean;
  /** Set where the next attempt is to wait for the analyst's advice on this failure. */
  readonly awaitsAdvice?: boolean;
}

/**
 * The failure as the analyst is told of it, or nothing where it advises nobody on such work: that of the task which runs again,
 * since whoever did that one is to learn from it.
 */
export function reportOf(
  at: At,
  work: Task,
  failure: Pick<FailureReport, 'source' | 'errorLog' | 'stack'>,
): FailureReport | undefined {
  const type = typeOf(at.state, work);
  if (!type.goldenRules) return undefined;
  const mission = missionOf(at.state, work);
  const author = mission.artifacts.findLast((artifact) => artifact.taskType === work.type)?.agentId;
  return {
    ...failure,
    stack: failure.stack || mission.stack,
    agentId: work.lease?.agentId ?? author ?? '',
    role: type.handler,
    taskType: type.name,
  };
}

/** The task that runs again when a verdict goes against its result. */
export function workBehind(at: At, task: Task): Task {
  return missionOf(at.state, task).tasks.get(typeOf(at.state, task).onFailure) ?? task;
}

/** The task itself went wrong: another attempt after a pause, or the end where none is left. */
export function retryOrGiveUp(at: At, task: Task, failure: Failure): Consequence {
  const type = typeOf(at.state, task);
  if (failure.fatal) {
    const reason = `${task.type} failed for good: ${failure.reason}`.slice(0, 2000);
    const more = endMission(at, missionOf(at.state, task), { state: 'failed', reason, except: task.taskId });
    return { next: { state: 'failed', reason }, more };
  }
  if (isExhausted(task, type)) {
    const reason = exhaustedWords(task, failure.reason);
    const { state, more } = exhausted(at, task, reason);
    return { next: { state, reason }, more };
  }
  const pauseMs = backoffMs(
    task.attempts - task.attemptsBase,
    { baseMs: type.backoffMs, maxMs: type.backoffMaxMs },
    failure.jitter,
  );
  const advice = failure.awaitsAdvice
    ? { adviceUntilMs: at.nowMs + at.settings.adviceWaitMs, adviceFor: leaseIdFor(task, task.epoch) }
    : {};
  return { next: { state: 'backoff', reason: failure.reason, backoffUntilMs: at.nowMs + pauseMs, ...advice }, more: [] };
}

/** An earlier task runs again, everything after it waits; `from` is the task whose verdict says so. */
export function sendBack(
  at: At,
  from: Task,
  failure: { readonly reason: string; readonly adviceFor: string },
): OrchestratorEvent[] {
  const mission = missionOf(at.state, from);
  const { missionId } = mission;
  const target = workBehind(at, from);
  const { taskId } = target;
  const resets = tasksAfter(at.state, mission, target.type)
    .filter((task) => task.state === 'succeeded')
    .map((task): OrchestratorEvent => ({
      type: 'task-reset',
      missionId,
      taskId: task.taskId,
      reason: `${target.type} runs again`,
    }));
  if (isExhausted(target, typeOf(at.state, target))) {
    const reason = exhaustedWords(target, failure.reason);
    const { state, more } = exhausted(at, target, reason);
    return [...resets, { type: `task-${state}`, missionId, taskId, reason }, ...more];
  }
  const { reason, adviceFor } = failure;
  const adviceUntilMs = adviceFor === '' ? 0 : at.nowMs + at.settings.adviceWaitMs;
  return [...resets, { type: 'task-again', missionId, taskId, reason, backoffUntilMs: at.nowMs, adviceUntilMs, adviceFor }];
}

/** A verdict against the work: the step waits, and the task that `on_failure` names runs again. */
export function rejectWork(at: At, task: Task, failure: Failure): Consequence {
  const type = typeOf(at.state, task);
  if (type.onFailure === type.name) return retryOrGiveUp(at, task, failure);
  const adviceFor = failure.awaitsAdvice ? leaseIdFor(task, task.epoch) : '';
  return { next: { state: 'waiting', reason: failure.reason }, more: sendBack(at, task, { reason: failure.reason, adviceFor }) };
}

/** What a success leads to: an approval where the type asks for one, the next task, or the end of the mission. */
export function goOn(at: At, task: Task, result: { readonly digest: string; readonly text: string }): OrchestratorEvent[] {
  const type = typeOf(at.state, task);
  if (type.approvalSubject === undefined) return nextTask(at, task);
  return [askApproval(at, task, { subject: type.approvalSubject, ...result })];
}

/** Asks a person about a task's result. */
export function askApproval(
  at: At,
  task: Task,
  asked: { readonly subject: string; readonly digest: string; readonly text: string },
): OrchestratorEvent {
  const mission = missionOf(at.state, task);
  const approvalId = `${mission.missionId}-approval-${mission.approvals.length + 1}`;
  return { type: 'approval-requested', approvalId, missionId: mission.missionId, taskId: task.taskId, ...asked };
}

/** The task after this one is ready, or the mission is done. */
export function nextTask(at: At, task: Task): OrchestratorEvent[] {
  const mission = missionOf(at.state, task);
  const type: TaskType = typeOf(at.state, task);
  if (type.onSuccess === DONE)
    return [{ type: 'mission-ended', missionId: mission.missionId, state: 'done', reason: '', actor: '' }];
  const next = mission.tasks.get(type.onSuccess);
  return next ? [{ type: 'task-ready', missionId: mission.missionId, taskId: next.taskId, reason: '' }] : [];
}
