import { ListRepositoriesReply } from '@panal/shared-types/workspace';
import type { WorkspaceContext } from '../shell/context.ts';
import { repositoryMessage } from './repository-message.ts';

/** ListRepositories: all that are registered, at most 1,000. */
export function listRepositoriesRpc(context: WorkspaceContext): ListRepositoriesReply {
  return ListRepositoriesReply.fromPartial({
    repositories: [...context.store.state.repositories.values()].map(repositoryMessage),
  });
}
