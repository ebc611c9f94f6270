import { assert } from '@panal/kernel/pure';
import type { EventOf, TaskLeased } from '../events.ts';
import { leaseIdFor } from '../queries.ts';
import { type State, type Task, owedId } from '../state.ts';
import { moveTask } from '../transitions.ts';
import { type At, missionIn, recordVerdicts, taskIn } from './lookups.ts';

/** Remembers that the key and the reservation of a lease are to be given back. */
export function oweRelease(state: State, task: Task, release: { readonly epoch: number; readonly reason: string }): void {
  const leaseId = leaseIdFor(task, release.epoch);
  const owed = { kind: 'release', leaseId, missionId: task.missionId, taskId: task.taskId, reason: release.reason } as const;
  state.owed.set(owedId(owed), owed);
}

function takeEpoch(state: State, epoch: number): void {
  assert(epoch > state.epoch, `epoch ${epoch} is not above ${state.epoch}`);
  state.epoch = epoch;
}

/** An agent is chosen and its key is being minted. */
export function applyTaskPreparing(state: State, event: EventOf<'task-preparing'>): void {
  const task = taskIn(state, event.taskId);
  takeEpoch(state, event.epoch);
  task.epoch = event.epoch;
  moveTask(state, task, { to: 'preparing', reason: event.reason });
}

/** No lease came of it; a key may have been minted all the same. */
export function applyTaskUnprepared(state: State, event: EventOf<'task-unprepared'>, at: At): void {
  const task = taskIn(state, event.taskId);
  assert(task.state === 'preparing' && task.epoch === event.epoch, `${event.taskId} is not being prepared under ${event.epoch}`);
  oweRelease(state, task, event);
  moveTask(state, task, { to: event.to, reason: event.reason });
  recordVerdicts(missionIn(state, event.missionId), event.compliance, { position: at.position, taskId: task.taskId });
}

/** The lease is granted. */
export function applyTaskLeased(state: State, event: TaskLeased, at: At): void {
  const task = taskIn(state, event.taskId);
  const mission = missionIn(state, event.missionId);
  assert(task.lease === undefined, `${task.taskId} is leased already`);
  if (task.state === 'preparing') assert(task.epoch === event.epoch, `${task.taskId} is prepared under ${task.epoch}`);
  else takeEpoch(state, event.epoch);
  const { type: _type, missionId: _mission, taskId: _task, compliance: _compliance, ...lease } = event;
  task.lease = { ...lease, grantedMs: at.atMs };
  Object.assign(task, {
    epoch: event.epoch,
    attempts: event.attempt,
    leasedPosition: at.position,
    ruleSetHash: event.ruleSetHash,
  });
  mission.leases += 1;
  const agent = state.agents.get(event.agentId);
  if (agent) agent.leases += 1;
  moveTask(state, task, { to: 'leased', reason: '' });
  recordVerdicts(mission, event.compliance, { position: at.position, taskId: task.taskId });
}

/** The worker is alive. */
export function applyLeaseExtended(state: State, event: EventOf<'lease-extended'>): void {
  const { lease } = taskIn(state, event.taskId);
  assert(lease?.epoch === event.epoch, `${event.taskId} is not leased under ${event.epoch}`);
  lease.leaseEndsMs = event.leaseEndsMs;
  lease.leaseMs = event.leaseMs;
}
