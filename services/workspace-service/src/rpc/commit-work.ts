import type { CallContext } from '@panal/kernel/runtime';
import { CommitWorkReply, type CommitWorkRequest } from '@panal/shared-types/workspace';
import { commitWork } from '../shell/commit-work.ts';
import type { WorkspaceContext } from '../shell/context.ts';

/** CommitWork: the author is the caller's kind, never what the request says. */
export async function commitWorkRpc(
  context: WorkspaceContext,
  request: CommitWorkRequest,
  call: CallContext,
): Promise<CommitWorkReply> {
  const { subject, kind } = call.principal;
  const { taskId, message } = request;
  return CommitWorkReply.fromPartial(await commitWork(context, { taskId, message, agentId: subject, kind }));
}
