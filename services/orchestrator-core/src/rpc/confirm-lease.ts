import type { CallContext } from '@panal/kernel/runtime';
import { parseLeaseId } from '@panal/shared-types';
import { type ConfirmLeaseRequest, LeaseStatus } from '@panal/shared-types/orchestrator';
import { whyNotHeld } from '../core/decide/leases.ts';
import { haltOf, haltWords, missionOf } from '../core/queries.ts';
import type { Orchestrator } from '../shell/orchestrator.ts';

const notHeld = (reason: string): LeaseStatus => LeaseStatus.fromPartial({ held: false, reason });

/**
 * Whether a lease is held at this moment, asked before every side effect. Rests on flushed state only, and says no whenever the
 * lease has ended, belongs to another, or its scope is halted.
 */
export const confirmLease =
  (orchestrator: Orchestrator) =>
  async (request: ConfirmLeaseRequest, _context: CallContext): Promise<LeaseStatus> => {
    const { store } = orchestrator;
    const parsed = parseLeaseId(request.taskId);
    if (!parsed) return notHeld(`"${request.taskId}" is no task id`);
    const lease = { ...parsed, agentId: request.agentId };
    const task = store.state.tasks.get(lease.taskId);
    const why = whyNotHeld(store.state, lease);
    if (why !== undefined || !task?.lease) return notHeld(why ?? 'the lease has ended');
    const mission = missionOf(store.state, task);
    const halted = haltWords(haltOf(store.state, { project: mission.project, agentId: task.lease.agentId }));
    if (halted !== '') return notHeld(halted);
    await store.settled();
    // Whatever happened while the disk was waited for counts.
    const held = whyNotHeld(store.state, lease) === undefined ? task.lease : undefined;
    if (!held) return notHeld(whyNotHeld(store.state, lease) ?? 'the lease has ended');
    const { missionId, repositoryId, baseBranch, branch, baseCommit, headCommit, project } = mission;
    return LeaseStatus.fromPartial({
      held: true,
      ...{ missionId, repositoryId, baseBranch, branch, baseCommit, headCommit, project },
      taskType: task.type,
      epoch: held.epoch,
      attempt: held.attempt,
      leaseEndsMs: held.leaseEndsMs,
      agentId: held.agentId,
      commit: held.commit,
    });
  };
