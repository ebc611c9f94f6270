import { assert } from '@panal/kernel/pure';
import type { EventOf } from '../events.ts';
import { type State, owedId } from '../state.ts';
import { moveTask } from '../transitions.ts';
import { oweRelease } from './leases.ts';
import { type At, missionIn, pushBounded } from './lookups.ts';

/** Newest failures kept of a mission. */
const FAILURES_MAX = 50;

/** A new process: leases get time to be heard of again, preparations of the old one are void. */
export function applyServiceStarted(state: State, event: EventOf<'service-started'>): void {
  for (const taskId of [...state.timed]) {
    const task = state.tasks.get(taskId);
    assert(task, `there is no task ${taskId}`);
    if (task.lease) task.lease.leaseEndsMs = Math.max(task.lease.leaseEndsMs, event.leaseGraceUntilMs);
    if (task.state !== 'preparing') continue;
    oweRelease(state, task, { epoch: task.epoch, reason: 'the orchestrator restarted' });
    moveTask(state, task, { to: 'ready', reason: '' });
  }
}

/** A workflow that missions may be pinned to. */
export function applyWorkflowAdopted(state: State, event: EventOf<'workflow-adopted'>): void {
  state.workflows.set(event.workflow.hash, event.workflow);
}

/** A checkpoint of the audit log is stored. */
export function applyCheckpointSigned(state: State, event: EventOf<'checkpoint-signed'>): void {
  state.signedSize = event.size;
}

const haltKey = (halt: { readonly scope: string; readonly id: string }): string =>
  halt.scope === 'global' ? 'global' : `${halt.scope}:${halt.id}`;

/** Nothing new in the scope from here on. */
export function applyHalted(state: State, event: EventOf<'halted'>, at: At): void {
  const { scope, id, reason, actor } = event;
  state.halts.set(haltKey(event), { scope, id, reason, actor, sinceMs: at.atMs });
  state.haltEpoch = event.haltEpoch;
}

/** The scope goes on. */
export function applyResumed(state: State, event: EventOf<'resumed'>): void {
  state.halts.delete(haltKey(event));
  state.haltEpoch = event.haltEpoch;
}

/** The analyst knows of a failure and may have answered with a rule. */
function takeAdvice(state: State, event: EventOf<'failure-reported'>): void {
  const mission = missionIn(state, event.missionId);
  const { leaseId, taskId, clusterId, ruleId, ruleText, ruleStage } = event;
  if (clusterId !== '') pushBounded(mission.failures, { leaseId, taskId, clusterId, ruleId, ruleText, ruleStage }, FAILURES_MAX);
  for (const task of mission.tasks.values())
    if (task.adviceFor === leaseId) Object.assign(task, { adviceUntilMs: 0, adviceFor: '' });
}

const kinds = { released: 'release', 'failure-reported': 'report', 'trial-reported': 'trial' } as const;

/** What was owed to another service is done. */
export function applyEffectDone(state: State, event: EventOf<keyof typeof kinds>): void {
  state.owed.delete(owedId({ kind: kinds[event.type], leaseId: event.leaseId }));
  if (event.type === 'failure-reported') takeAdvice(state, event);
}
