/**
 * Task states and what moves them (anything else is a bug and ends the process):
 *
 *   waiting ──predecessor succeeded──► ready ──dispatch──► preparing ──key minted──► leased ──success──► succeeded
 *                                       ▲ │                    │                       │
 *                                       │ └──needs no key──────┼──────────────────────►│
 *                                       ├──gateway away, agent gone                    ├─ failure, expiry, deadline ──► backoff ──► ready
 *                                       ├──given back, halted, restart ◄───────────────┤
 *                                       └──a person resumes── held ◄─ budget refused, attempts used up, check says hold
 *   succeeded ──a later step sent it back──► backoff         succeeded, leased ──an earlier step runs again──► waiting
 *   leased, held ──no retry can mend it──► failed            any but succeeded, failed ──mission ended──► cancelled
 *
 * Mission states:
 *
 *   running ◄──► awaiting-approval        running ◄──► held
 *   running, awaiting-approval, held ──► done | failed | cancelled (the end)
 */
import { assert } from '@panal/kernel/pure';
import { addReady, removeReady } from './ready-index.ts';
import type { Mission, MissionState, State, Task, TaskState } from './state.ts';

export const taskTransitions: Readonly<Record<TaskState, readonly TaskState[]>> = {
  waiting: ['ready', 'cancelled'],
  ready: ['preparing', 'leased', 'held', 'cancelled'],
  preparing: ['leased', 'ready', 'held', 'cancelled'],
  leased: ['succeeded', 'backoff', 'ready', 'waiting', 'held', 'failed', 'cancelled'],
  backoff: ['ready', 'held', 'cancelled'],
  held: ['ready', 'failed', 'cancelled'],
  succeeded: ['backoff', 'waiting', 'held', 'failed'],
  failed: [],
  cancelled: [],
};

export const missionTransitions: Readonly<Record<MissionState, readonly MissionState[]>> = {
  running: ['awaiting-approval', 'held', 'done', 'failed', 'cancelled'],
  'awaiting-approval': ['running', 'held', 'done', 'failed', 'cancelled'],
  held: ['running', 'failed', 'cancelled'],
  done: [],
  failed: [],
  cancelled: [],
};

/** Whether the table lets a task go from one state to another. */
export const isLegal = (from: TaskState, to: TaskState): boolean => taskTransitions[from].includes(to);

/** Whether a mission has ended. */
export const hasEnded = (mission: Pick<Mission, 'state'>): boolean => missionTransitions[mission.state].length === 0;

/** Moves a task along the table and keeps the indexes of the state in step. */
export function moveTask(state: State, task: Task, move: { readonly to: TaskState; readonly reason: string }): void {
  const mission = state.missions.get(task.missionId);
  assert(mission, `task ${task.taskId} belongs to no mission`);
  assert(isLegal(task.state, move.to), `task ${task.taskId} can't go from ${task.state} to ${move.to}`);
  const key = { taskId: task.taskId, handler: task.handler, priority: mission.priority };
  if (task.state === 'ready') removeReady(state.ready, key);
  task.state = move.to;
  task.reason = move.reason;
  if (move.to === 'ready') addReady(state.ready, key);
  if (move.to === 'preparing' || move.to === 'leased' || move.to === 'backoff') state.timed.add(task.taskId);
  else state.timed.delete(task.taskId);
}

/** Moves a mission along the table. */
export function moveMission(state: State, mission: Mission, move: { readonly to: MissionState; readonly reason: string }): void {
  mission.reason = move.reason;
  if (mission.state === move.to) return;
  assert(
    missionTransitions[mission.state].includes(move.to),
    `mission ${mission.missionId} can't go from ${mission.state} to ${move.to}`,
  );
  mission.state = move.to;
  if (hasEnded(mission)) state.live.delete(mission.missionId);
}
