import type { CallContext } from '@panal/kernel/runtime';
import { GetDiffReply, type GetDiffRequest } from '@panal/shared-types/workspace';
import type { WorkspaceContext } from '../shell/context.ts';
import { getDiff } from '../shell/get-diff.ts';

/** GetDiff: agents for the repository of their lease; people and services for any. */
export async function getDiffRpc(context: WorkspaceContext, request: GetDiffRequest, call: CallContext): Promise<GetDiffReply> {
  const { subject, roles } = call.principal;
  const agentId = roles.some((role) => role === 'operator' || role === 'viewer' || role === 'service') ? '' : subject;
  const { text, digest, truncated, files, insertions, deletions } = await getDiff(context, { ...request, agentId });
  return GetDiffReply.fromPartial({ diff: text, diffDigest: digest, truncated, files, insertions, deletions });
}
