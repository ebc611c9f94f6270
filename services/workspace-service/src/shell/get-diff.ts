import { ServiceError } from '@panal/kernel/runtime';
import { isCommitId } from '../core/names.ts';
import { confirmLease } from './confirm-lease.ts';
import { type WorkspaceContext, repositoryOf } from './context.ts';
import { Mirror } from './mirror.ts';

export interface DiffRequest {
  readonly taskId: string;
  readonly missionId: string;
  readonly repositoryId: string;
  readonly baseCommit: string;
  readonly commit: string;
  /** Empty for people and services, who need no lease. */
  readonly agentId: string;
}

/**
 * The canonical difference of two commits of a repository, its first MiB, with the digest of the whole. An agent gets it for
 * the repository of its lease; commits that it does not name are the mission's base and the lease's commit.
 */
export async function getDiff(context: WorkspaceContext, request: DiffRequest) {
  const lease = request.agentId
    ? await confirmLease(context, { taskId: request.taskId, agentId: request.agentId, effect: 'get-diff' })
    : undefined;
  if (lease && request.repositoryId && request.repositoryId !== lease.repositoryId) {
    throw new ServiceError('forbidden', 'The lease is for another repository.');
  }
  const missionId = lease?.missionId ?? request.missionId;
  const mission = context.store.state.missions.get(missionId);
  const repository = repositoryOf(context, lease?.repositoryId ?? (request.repositoryId || (mission?.repositoryId ?? '')));
  const mirror = new Mirror(context.git, context.folders.mirror(repository.repositoryId));
  const own = context.store.state.worktrees.get(request.taskId)?.lastCommit?.commit;
  const from = request.baseCommit || (mission?.baseCommit ?? lease?.baseCommit ?? '');
  const to = request.commit || lease?.commit || own || lease?.headCommit || '';
  await requireCommits(mirror, [from, to]);
  return await mirror.diffs.diff(from, to);
}

/** Refuses what is no full commit id, or not in the repository. */
export async function requireCommits(mirror: Mirror, commits: readonly string[]): Promise<void> {
  for (const commit of commits) {
    if (!isCommitId(commit)) throw new ServiceError('invalid-argument', `"${commit.slice(0, 64)}" is no full commit id.`);
    if (!(await mirror.hasCommit(commit))) throw new ServiceError('unknown-commit', `Commit ${commit} is not in the repository.`);
  }
}
