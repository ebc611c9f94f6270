import type { OrchestratorEvent } from '../events.ts';
import { owedId } from '../state.ts';
import { type At, type CommandOf, type Decided, decided } from './decided.ts';

/** Key and reservation of a lease are given back; nothing where that was known. */
export function released(at: At, command: CommandOf<'released'>): Decided {
  const owed = at.state.owed.get(owedId({ kind: 'release', leaseId: command.leaseId }));
  if (!owed) return decided();
  const { leaseId, settledNanoUsd, message } = command;
  return decided({ type: 'released', leaseId, missionId: owed.missionId, taskId: owed.taskId, settledNanoUsd, message });
}

/** The analyst knows of a failure; a task that waited for its advice goes on. */
export function failureReported(at: At, command: CommandOf<'failure-reported'>): Decided {
  const owed = at.state.owed.get(owedId({ kind: 'report', leaseId: command.leaseId }));
  if (!owed) return decided();
  const { missionId, taskId } = owed;
  const waiting = [...(at.state.missions.get(missionId)?.tasks.values() ?? [])].filter(
    (task) => task.state === 'backoff' && task.adviceFor === command.leaseId && task.backoffUntilMs <= at.nowMs,
  );
  const ready = waiting.map((task): OrchestratorEvent => ({ type: 'task-ready', missionId, taskId: task.taskId, reason: '' }));
  return decided({ ...command, type: 'failure-reported', missionId, taskId }, ...ready);
}

/** The analyst knows how a task ended that had rules. */
export function trialReported(at: At, command: CommandOf<'trial-reported'>): Decided {
  const owed = at.state.owed.get(owedId({ kind: 'trial', leaseId: command.leaseId }));
  if (owed?.kind !== 'trial') return decided();
  const { missionId, taskId, succeeded } = owed;
  return decided({ ...command, missionId, taskId, succeeded });
}
