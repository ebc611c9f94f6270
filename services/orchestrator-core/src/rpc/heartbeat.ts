import { type CallContext, redactSecrets } from '@panal/kernel/runtime';
import { parseLeaseId } from '@panal/shared-types';
import type { HeartbeatReply, HeartbeatRequest } from '@panal/shared-types/orchestrator';
import { haltWords, haltOf, missionOf } from '../core/queries.ts';
import type { Actor } from '../core/state.ts';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { actorOf } from './actor.ts';
import { execute } from './outcome.ts';

/** Keeps a lease of the calling agent alive, or says why it has to stop. */
export const heartbeat =
  (orchestrator: Orchestrator) =>
  (request: HeartbeatRequest, context: CallContext): Promise<HeartbeatReply> =>
    beat(orchestrator, request, actorOf(context.principal));

/** The same for a heartbeat that came by stream. */
export async function beat(orchestrator: Orchestrator, request: HeartbeatRequest, actor: Actor): Promise<HeartbeatReply> {
  const { store, sightings, clock } = orchestrator;
  const lease = parseLeaseId(request.taskId);
  if (!lease) return { leaseHeld: false, leaseEndsMs: 0, stopReason: `"${request.taskId}" is no task id` };
  sightings.heard(actor.subject, clock());
  const executed = await execute(store, { type: 'extend-lease', ...lease, agentId: actor.subject });
  if (!executed.ok) return { leaseHeld: false, leaseEndsMs: 0, stopReason: executed.refusal.message };
  sightings.progressed(lease.taskId, redactSecrets(request.progress));
  const task = store.state.tasks.get(lease.taskId);
  const held = task?.lease?.epoch === lease.epoch ? task.lease : undefined;
  const halted = task
    ? haltWords(haltOf(store.state, { project: missionOf(store.state, task).project, agentId: actor.subject }))
    : '';
  return { leaseHeld: held !== undefined, leaseEndsMs: held?.leaseEndsMs ?? 0, stopReason: held ? halted : 'lease lost' };
}
