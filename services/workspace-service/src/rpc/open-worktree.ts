import type { CallContext } from '@panal/kernel/runtime';
import { OpenWorktreeReply, type OpenWorktreeRequest } from '@panal/shared-types/workspace';
import type { WorkspaceContext } from '../shell/context.ts';
import { openWorktree } from '../shell/open-worktree.ts';

/** OpenWorktree: for the agent that holds the lease. */
export async function openWorktreeRpc(
  context: WorkspaceContext,
  request: OpenWorktreeRequest,
  call: CallContext,
): Promise<OpenWorktreeReply> {
  const opened = await openWorktree(context, { taskId: request.taskId, agentId: call.principal.subject });
  const { branch, baseCommit, headCommit } = opened.worktree;
  return OpenWorktreeReply.fromPartial({
    path: opened.path,
    branch,
    baseCommit,
    headCommit,
    testCommand: opened.testCommand,
    sandbox: opened.repository.sandbox,
    gitCommonDir: opened.gitCommonDir,
  });
}
