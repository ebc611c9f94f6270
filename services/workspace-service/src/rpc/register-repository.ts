import type { RegisterRepositoryReply, RegisterRepositoryRequest } from '@panal/shared-types/workspace';
import { RegisterRepositoryReply as Reply } from '@panal/shared-types/workspace';
import type { WorkspaceContext } from '../shell/context.ts';
import { registerRepository } from '../shell/register-repository.ts';
import { repositoryMessage } from './repository-message.ts';

/** RegisterRepository: a refusal is an answer with `ok` false, a code and a message; a dirty source is a warning unless refused. */
export async function registerRepositoryRpc(
  context: WorkspaceContext,
  request: RegisterRepositoryRequest,
): Promise<RegisterRepositoryReply> {
  const outcome = await registerRepository(context, request);
  const { ok, message, code } = outcome;
  return Reply.fromPartial({ ok, message, code, ...(outcome.ok ? { repository: repositoryMessage(outcome.repository) } : {}) });
}
