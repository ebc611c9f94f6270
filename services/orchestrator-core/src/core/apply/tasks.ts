import type { EventOf } from '../events.ts';
import type { State } from '../state.ts';
import { moveTask } from '../transitions.ts';
import { judgeTrial } from './trials.ts';
import { type At, missionIn, pushBounded, recordVerdicts, taskIn } from './lookups.ts';

/** Newest findings kept of a mission. */
export const FINDINGS_MAX = 50;

const targets = { 'task-ready': 'ready', 'task-held': 'held', 'task-failed': 'failed', 'task-cancelled': 'cancelled' } as const;

/** A move that carries nothing but its reason. */
export function applyTaskMoved(
  state: State,
  event: EventOf<'task-ready' | 'task-held' | 'task-failed' | 'task-cancelled'>,
  at: At,
): void {
  const task = taskIn(state, event.taskId);
  const to = targets[event.type];
  // Whoever lets a held task go on grants it an attempt more; without one it would be held again at once.
  if (task.state === 'held' && to === 'ready') task.attemptsBonus += 1;
  if (to === 'ready') Object.assign(task, { backoffUntilMs: 0, adviceUntilMs: 0, adviceFor: '' });
  if (to === 'held' || to === 'failed') judgeTrial(state, task, false);
  moveTask(state, task, { to, reason: event.reason });
  const compliance = 'compliance' in event ? event.compliance : undefined;
  recordVerdicts(missionIn(state, event.missionId), compliance, { position: at.position, taskId: task.taskId });
}

/** Why a ready task is not dispatched. */
export function applyTaskWaits(state: State, event: EventOf<'task-waits'>): void {
  taskIn(state, event.taskId).reason = event.reason;
}

/** A finished task runs once more, since a later step found something. */
export function applyTaskAgain(state: State, event: EventOf<'task-again'>): void {
  const task = taskIn(state, event.taskId);
  const { backoffUntilMs, adviceUntilMs, adviceFor, reason } = event;
  Object.assign(task, { backoffUntilMs, adviceUntilMs, adviceFor });
  if (event.finding) pushBounded(missionIn(state, event.missionId).findings, event.finding, FINDINGS_MAX);
  judgeTrial(state, task, false);
  moveTask(state, task, { to: 'backoff', reason });
}

/** A later task waits for its predecessors again, with a fresh count of attempts. */
export function applyTaskReset(state: State, event: EventOf<'task-reset'>): void {
  const task = taskIn(state, event.taskId);
  task.attemptsBase = task.attempts;
  task.attemptsBonus = 0;
  // Its result is replaced without having been judged.
  task.trial = undefined;
  moveTask(state, task, { to: 'waiting', reason: event.reason });
}
