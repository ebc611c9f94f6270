import type { OrchestratorEvent } from '../events.ts';
import { missionOf, openLeases } from '../queries.ts';
import type { State, Task } from '../state.ts';
import { type At, type CommandOf, type Decided, decided, refused } from './decided.ts';
import { leaseEnded } from './endings.ts';

/** Most halts in force at once. */
const HALTS_MAX = 10_000;

function isInScope(state: State, task: Task, halt: { readonly scope: string; readonly id: string }): boolean {
  if (halt.scope === 'global') return true;
  if (halt.scope === 'project') return missionOf(state, task).project === halt.id;
  // Whose key is being minted is not kept; preparing again costs little.
  return task.state === 'preparing' || task.lease?.agentId === halt.id;
}

function endLease(task: Task, reason: string): OrchestratorEvent {
  const { missionId, taskId, epoch } = task;
  if (task.state === 'preparing') return { type: 'task-unprepared', missionId, taskId, epoch, to: 'ready', reason };
  return leaseEnded(task, 'halted', { next: { state: 'ready', reason } });
}

/** Stops a scope: its leases end at once, so that no side effect can be confirmed any more, and nothing new is dispatched. */
export function halt(at: At, command: CommandOf<'halt'>): Decided {
  const { scope, id, reason, actor } = command;
  if (scope !== 'global' && id === '') return refused('invalid-argument', `Which ${scope}? An id is needed.`);
  if (at.state.halts.has(scope === 'global' ? 'global' : `${scope}:${id}`)) return decided();
  if (at.state.halts.size >= HALTS_MAX) return refused('conflict', 'Too many halts are in force. Halt "global" instead.');
  const words = `halted by ${actor}${reason ? `: ${reason}` : ''}`;
  const leases = [...openLeases(at.state)].filter((task) => isInScope(at.state, task, command));
  const halted = {
    type: 'halted',
    scope,
    id: scope === 'global' ? '' : id,
    reason,
    actor,
    haltEpoch: at.state.haltEpoch + 1,
  } as const;
  return decided(halted, ...leases.map((task) => endLease(task, words)));
}

function resumeMission(at: At, command: CommandOf<'resume'>): Decided {
  const mission = at.state.missions.get(command.id);
  if (!mission) return refused('not-found', `There is no mission ${command.id}.`);
  if (mission.state !== 'held') return refused('conflict', `Mission ${command.id} is ${mission.state}, not held.`);
  const { missionId } = mission;
  const held = [...mission.tasks.values()].filter((task) => task.state === 'held');
  const reason = `resumed by ${command.actor}`;
  return decided(
    { type: 'mission-resumed', missionId, actor: command.actor },
    ...held.map(({ taskId }): OrchestratorEvent => ({ type: 'task-ready', missionId, taskId, reason })),
  );
}

/** Lets a scope go on; an agent that was suspended, too; a mission that was held gets one more attempt. */
export function resume(at: At, command: CommandOf<'resume'>): Decided {
  const { scope, id, reason, actor } = command;
  if (scope === 'mission') return resumeMission(at, command);
  const events: OrchestratorEvent[] = [];
  if (at.state.halts.has(scope === 'global' ? 'global' : `${scope}:${id}`)) {
    events.push({ type: 'resumed', scope, id: scope === 'global' ? '' : id, reason, actor, haltEpoch: at.state.haltEpoch + 1 });
  }
  if (scope === 'agent' && at.state.agents.get(id)?.suspended) events.push({ type: 'agent-reinstated', agentId: id, actor });
  if (events.length === 0) return refused('not-found', `${scope}${id ? ` ${id}` : ''} is not halted.`);
  return decided(...events);
}
