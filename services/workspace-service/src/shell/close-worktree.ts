import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '@panal/kernel/runtime';
import { isLeaseHeld } from './confirm-lease.ts';
import { type WorkspaceContext, execute } from './context.ts';
import { Mirror } from './mirror.ts';
import { removeTree } from './remove-tree.ts';

/** Takes the worktree of a lease away. Closing what is closed is fine; another agent's is refused. */
export async function closeWorktree(
  context: WorkspaceContext,
  request: { taskId: string; agentId: string; reason: string },
): Promise<boolean> {
  return await context.locks.run(`task ${request.taskId}`, async () => {
    const worktree = context.store.state.worktrees.get(request.taskId);
    if (!worktree) return false;
    if (request.agentId !== '' && worktree.agentId !== request.agentId) {
      throw new ServiceError('forbidden', `The worktree of task "${request.taskId}" belongs to another agent.`);
    }
    await removeFolder(context, worktree.repositoryId, context.folders.worktree(request.taskId));
    await execute(context, { type: 'close-worktree', taskId: request.taskId, reason: request.reason });
    return true;
  });
}

/** Closes every worktree whose lease is known to have ended; those of which nothing is known stay. Answers how many it closed. */
export async function sweepWorktrees(context: WorkspaceContext): Promise<number> {
  let closed = 0;
  for (const taskId of context.store.state.worktrees.keys()) {
    if ((await isLeaseHeld(context, taskId)) !== false) continue;
    if (await closeWorktree(context, { taskId, agentId: '', reason: 'the lease has ended' })) closed++;
  }
  return closed;
}

/**
 * Removes what a crash left behind: gate checkouts, worktree folders without a record, unfinished copies of repositories. Run
 * before the first request.
 */
export async function clearLeftovers(context: WorkspaceContext): Promise<void> {
  const { folders, store } = context;
  for (const name of await readdir(folders.gates)) await removeTree(join(folders.gates, name));
  const kept = new Set([...store.state.worktrees.keys()].map((taskId) => folders.worktree(taskId)));
  for (const name of await readdir(folders.worktrees)) {
    const path = join(folders.worktrees, name);
    if (!kept.has(path)) await removeTree(path);
  }
  const mirrors = new Set([...store.state.repositories.keys()].map((id) => folders.mirror(id)));
  for (const name of await readdir(folders.repositories)) {
    const path = join(folders.repositories, name);
    if (!mirrors.has(path)) await rm(path, { recursive: true, force: true });
  }
  for (const path of mirrors)
    await new Mirror(context.git, path).worktrees.clear((name) => kept.has(join(folders.worktrees, name)));
}

async function removeFolder(context: WorkspaceContext, repositoryId: string, path: string): Promise<void> {
  await new Mirror(context.git, context.folders.mirror(repositoryId)).worktrees.remove(path);
}
