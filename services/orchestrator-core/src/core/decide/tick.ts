import type { OrchestratorEvent } from '../events.ts';
import { typeOf } from '../queries.ts';
import type { Lease, Task } from '../state.ts';
import { isSystemTask } from '../workflow.ts';
import { type At, type CommandOf, type Decided, decided } from './decided.ts';
import { endMission, leaseEnded, reportOf, retryOrGiveUp } from './endings.ts';

/** Most tasks that one tick moves; the rest follows with the next one, so that no batch grows without bound. */
export const TICK_TASKS_MAX = 1000;

const GOLDEN_RATIO = 0.618_033_988_749_895;

function lapseOf(lease: Lease, nowMs: number): 'deadline' | 'expired' | undefined {
  if (lease.deadlineMs > 0 && lease.deadlineMs <= nowMs) return 'deadline';
  return lease.leaseEndsMs <= nowMs ? 'expired' : undefined;
}

function lapse(at: At, task: Task, jitter: number): OrchestratorEvent[] {
  const cause = task.lease && lapseOf(task.lease, at.nowMs);
  if (!task.lease || !cause) return [];
  const who = task.lease.agentId;
  const reason = cause === 'deadline' ? `deadline: ${who} did not finish in time` : `lease lost: no heartbeat of ${who} in time`;
  const { next, more } = retryOrGiveUp(at, task, { reason, jitter });
  const report = isSystemTask(typeOf(at.state, task))
    ? undefined
    : reportOf(at, task, { source: 'lease', errorLog: reason, stack: '' });
  return [leaseEnded(task, cause, { next, ...(report ? { report } : {}) }), ...more];
}

function wake(at: At, task: Task): OrchestratorEvent[] {
  if (Math.max(task.backoffUntilMs, task.adviceUntilMs) > at.nowMs) return [];
  const reason = task.adviceFor === '' ? '' : 'the analyst did not answer in time; going on without advice';
  return [{ type: 'task-ready', missionId: task.missionId, taskId: task.taskId, reason }];
}

/** Moves what time moves: leases that lapse, pauses that end, missions past their deadline. */
export function tick(at: At, command: CommandOf<'tick'>): Decided {
  const events: OrchestratorEvent[] = [];
  const ended = new Set<string>();
  for (const missionId of at.state.live) {
    const mission = at.state.missions.get(missionId);
    if (!mission || mission.deadlineMs === 0 || mission.deadlineMs > at.nowMs) continue;
    events.push(...endMission(at, mission, { state: 'failed', reason: 'deadline: the mission took too long' }));
    ended.add(missionId);
  }
  let { jitter } = command;
  let moved = 0;
  for (const taskId of at.state.timed) {
    const task = at.state.tasks.get(taskId);
    if (!task || ended.has(task.missionId)) continue;
    jitter = (jitter + GOLDEN_RATIO) % 1;
    const moves = task.state === 'leased' ? lapse(at, task, jitter) : task.state === 'backoff' ? wake(at, task) : [];
    events.push(...moves);
    if (moves.length > 0 && ++moved >= TICK_TASKS_MAX) break;
  }
  return decided(...events);
}
