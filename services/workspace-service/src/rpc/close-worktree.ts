import type { CallContext } from '@panal/kernel/runtime';
import { Ack, type CloseWorktreeRequest } from '@panal/shared-types/workspace';
import { closeWorktree } from '../shell/close-worktree.ts';
import type { WorkspaceContext } from '../shell/context.ts';

/** CloseWorktree: by the agent that opened it, also when its lease has ended. */
export async function closeWorktreeRpc(
  context: WorkspaceContext,
  request: CloseWorktreeRequest,
  call: CallContext,
): Promise<Ack> {
  const closed = await closeWorktree(context, {
    taskId: request.taskId,
    agentId: call.principal.subject,
    reason: 'closed by its agent',
  });
  return { ok: true, message: closed ? 'closed' : 'no worktree was open' };
}
