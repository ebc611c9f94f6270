import { lstat } from 'node:fs/promises';
import { ServiceError } from '@panal/kernel/runtime';
import type { LeaseStatus } from '@panal/shared-types/orchestrator';
import type { Repository, Worktree } from '../core/model.ts';
import { isBranchName, isCommitId } from '../core/names.ts';
import { GitFailure } from '../ports.ts';
import { confirmLease } from './confirm-lease.ts';
import { type WorkspaceContext, execute, repositoryOf } from './context.ts';
import { Mirror } from './mirror.ts';
import { testPlanOf } from './tree-overview.ts';

export interface OpenedWorktree {
  readonly worktree: Worktree;
  readonly repository: Repository;
  readonly path: string;
  readonly gitCommonDir: string;
  /** Empty when none was detected. */
  readonly testCommand: string;
}

/**
 * Opens the worktree of a lease: the mission's head, or the tip of the base branch for its first task, which then becomes the
 * mission's base. Opening it again answers the same.
 */
export async function openWorktree(
  context: WorkspaceContext,
  request: { taskId: string; agentId: string },
): Promise<OpenedWorktree> {
  const lease = await confirmLease(context, { ...request, effect: 'open-worktree' });
  return await context.locks.run(`task ${request.taskId}`, async () => {
    const repository = repositoryOf(context, lease.repositoryId);
    const mirror = new Mirror(context.git, context.folders.mirror(repository.repositoryId));
    const path = context.folders.worktree(request.taskId);
    const open = context.store.state.worktrees.get(request.taskId);
    const wanted = open ?? { ...request, ...(await startingPoint(context, { lease, repository, mirror })) };
    // The folder first, the record second: a folder without a record is cleared at the next start.
    if (!open || !(await isFolder(path))) await mirror.worktrees.add(path, wanted.headCommit);
    await execute(context, { type: 'open-worktree', worktree: withoutLastCommit(wanted) });
    const worktree = context.store.state.worktrees.get(request.taskId)!;
    const plan = await testPlanOf(mirror, worktree.headCommit, repository.gateCommand);
    return { worktree, repository, path, gitCommonDir: mirror.gitDir, testCommand: plan?.command ?? '' };
  });
}

type Wanted = Omit<Worktree, 'lastCommit'>;

function withoutLastCommit(worktree: Wanted): Wanted {
  const { taskId, missionId, repositoryId, agentId, branch, baseCommit, headCommit, allowedPaths } = worktree;
  return { taskId, missionId, repositoryId, agentId, branch, baseCommit, headCommit, allowedPaths };
}

async function startingPoint(
  context: WorkspaceContext,
  at: { lease: LeaseStatus; repository: Repository; mirror: Mirror },
): Promise<Omit<Wanted, 'taskId' | 'agentId'>> {
  const { lease, repository, mirror } = at;
  const branch = lease.branch || `${context.config.branchPrefix}${lease.missionId}`;
  if (!isBranchName(branch)) throw new ServiceError('invalid-argument', `"${branch.slice(0, 100)}" is no valid branch name.`);
  const baseCommit = await baseCommitOf(context, at);
  const headCommit = lease.headCommit || baseCommit;
  if (!isCommitId(headCommit) || !(await mirror.hasCommit(headCommit))) {
    throw new ServiceError(
      'unknown-commit',
      `The mission's commit ${headCommit.slice(0, 64)} is not in repository "${repository.repositoryId}".`,
    );
  }
  const { missionId, allowedPaths } = lease;
  return { missionId, repositoryId: repository.repositoryId, branch, baseCommit, headCommit, allowedPaths };
}

/** The mission's base: as pinned, as the orchestrator says, or the newest commit of the base branch. */
async function baseCommitOf(
  context: WorkspaceContext,
  { lease, repository, mirror }: { lease: LeaseStatus; repository: Repository; mirror: Mirror },
): Promise<string> {
  const pinned = context.store.state.missions.get(lease.missionId)?.baseCommit ?? lease.baseCommit;
  if (pinned !== '') return pinned;
  const branch = lease.baseBranch || repository.baseBranch;
  if (!isBranchName(branch)) throw new ServiceError('invalid-argument', `"${branch.slice(0, 100)}" is no valid branch name.`);
  await context.refreshes.run(repository.repositoryId, () =>
    context.locks.run(`repository ${repository.repositoryId}`, () => refresh(context, mirror, repository)),
  );
  const tip = await mirror.branchTip(branch);
  if (tip === undefined) throw new ServiceError('unknown-commit', `The source has no branch "${branch}" with a commit on it.`);
  return tip;
}

async function refresh(context: WorkspaceContext, mirror: Mirror, repository: Repository): Promise<void> {
  try {
    await mirror.fetch(repository.source, context.config.transferTimeoutMs);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new ServiceError(
      'source-unavailable',
      `The source of "${repository.repositoryId}" could not be fetched. Check that it can be reached.`,
      {
        cause: error,
      },
    );
  }
}

const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
