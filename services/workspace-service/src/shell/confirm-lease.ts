import { ServiceError } from '@panal/kernel/runtime';
import type { LeaseStatus } from '@panal/shared-types/orchestrator';
import type { WorkspaceContext } from './context.ts';

/** The effects for which the orchestrator is asked before they happen. */
export type Effect = 'open-worktree' | 'commit-work' | 'get-diff' | 'run-gate' | 'push';

export interface LeaseQuery {
  readonly taskId: string;
  /** The agent that must hold it; empty: whoever does. */
  readonly agentId: string;
  readonly effect: Effect;
}

/** The lease as it is now; refuses with `lease-lost` when it is not held, or not by this agent. */
export async function confirmLease(context: WorkspaceContext, query: LeaseQuery): Promise<LeaseStatus> {
  if (query.taskId === '')
    throw new ServiceError('invalid-argument', 'task_id is empty. Send the id that came with the assignment.');
  const lease = await context.leases.confirm(query);
  if (!lease.held) {
    throw new ServiceError(
      'lease-lost',
      `The lease of task "${query.taskId}" is not held: ${lease.reason || 'no reason given'}.`,
    );
  }
  if (query.agentId !== '' && lease.agentId !== '' && lease.agentId !== query.agentId) {
    throw new ServiceError('lease-lost', `The lease of task "${query.taskId}" is held by another agent.`);
  }
  return lease;
}

/** Whether the lease is still held by anyone; undefined when the orchestrator does not answer. */
export async function isLeaseHeld(context: WorkspaceContext, taskId: string): Promise<boolean | undefined> {
  try {
    return (await context.leases.confirm({ taskId, agentId: '', effect: 'keep-worktree' })).held;
  } catch (error) {
    return error instanceof ServiceError && error.code === 'lease-lost' ? false : undefined;
  }
}
