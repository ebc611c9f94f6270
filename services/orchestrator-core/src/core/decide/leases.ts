import type { State, Task } from '../state.ts';
import { missionOf } from '../queries.ts';
import { hasEnded } from '../transitions.ts';
import { type At, type CommandOf, type Decided, decided, refused } from './decided.ts';
import { leaseEnded } from './endings.ts';

/** Why a lease is not held by this agent now, in words; undefined when it is. `agentId` empty: any holder. */
export function whyNotHeld(
  state: State,
  lease: { readonly taskId: string; readonly epoch: number; readonly agentId: string },
): string | undefined {
  const task = state.tasks.get(lease.taskId);
  if (!task) return 'there is no such task';
  if (task.lease?.epoch === lease.epoch) {
    return lease.agentId === '' || task.lease.agentId === lease.agentId ? undefined : 'another agent holds this lease';
  }
  if (task.answers.has(lease.epoch)) return 'its result was accepted, which ended it';
  const ending = task.endings.get(lease.epoch);
  if (ending !== undefined) return ending;
  const mission = missionOf(state, task);
  if (hasEnded(mission)) return `the mission is ${mission.state}`;
  return 'lease lost: it has ended';
}

/** Lengthens a lease whose worker is alive. Journalled only once half of it has passed, or where its length changes. */
export function extendLease(at: At, command: CommandOf<'extend-lease'>): Decided {
  const why = whyNotHeld(at.state, command);
  if (why !== undefined) return refused('conflict', why);
  const { lease, missionId, taskId, epoch } = at.state.tasks.get(command.taskId) as Task;
  const { leaseMs } = at.settings;
  if (!lease || (lease.leaseMs === leaseMs && lease.leaseEndsMs - at.nowMs > leaseMs / 2)) return decided();
  return decided({ type: 'lease-extended', missionId, taskId, epoch, leaseEndsMs: at.nowMs + leaseMs, leaseMs });
}

/** An assignment that never reached its worker: the task is ready again, and no attempt is counted. */
export function returnLease(at: At, command: CommandOf<'return-lease'>): Decided {
  const task = at.state.tasks.get(command.taskId);
  if (task?.lease?.epoch !== command.epoch) return decided();
  return decided(leaseEnded(task, 'returned', { next: { state: 'ready', reason: command.reason } }));
}
