import { PushReply, type PushRequest } from '@panal/shared-types/workspace';
import type { WorkspaceContext } from '../shell/context.ts';
import { push } from '../shell/push.ts';

/** Push: a refusal is an answer with `ok` false and the reason; what may pass with time is a retryable error. */
export async function pushRpc(context: WorkspaceContext, request: PushRequest): Promise<PushReply> {
  const outcome = await push(context, request);
  const { taskId, missionId, branch, commit } = request;
  if (!outcome.ok)
    context.log.warn({ taskId, missionId, branch, commit, reason: outcome.message }, 'push answered with a refusal');
  return PushReply.fromPartial(outcome);
}
