import { ServiceError } from '@panal/kernel/runtime';
import type { LeaseStatus } from '@panal/shared-types/orchestrator';
import { authorName, commitMessage } from '../core/commit-message.ts';
import type { CommitRecord, Repository, Worktree } from '../core/model.ts';
import { printable } from '../core/names.ts';
import { type ChangedPath, type PathProblem, describePathProblems, entryProblem, pathProblem } from '../core/path-rules.ts';
import { confirmLease } from './confirm-lease.ts';
import { type WorkspaceContext, execute, repositoryOf } from './context.ts';
import { Mirror, messageDigest } from './mirror.ts';
import { scanBytesMax, scanDiff } from './scan-secrets.ts';

export interface CommitRequest {
  readonly taskId: string;
  readonly agentId: string;
  readonly kind: string;
  readonly message: string;
}

/** How many files one commit may change. */
export const filesMax = 5_000;

/** `empty`: nothing had changed, `commit` is the head as it was. */
export type CommitOutcome = Omit<CommitRecord, 'messageDigest'> & { readonly empty: boolean };

/**
 * Commits every change in a worktree that is not ignored. Refuses protected and disallowed paths, nested repositories, links
 * out of the tree, and credentials: what is committed stays in the branch's history, so it is refused before. The same call
 * again answers the same commit.
 */
export async function commitWork(context: WorkspaceContext, request: CommitRequest): Promise<CommitOutcome> {
  const lease = await confirmLease(context, { taskId: request.taskId, agentId: request.agentId, effect: 'commit-work' });
  return await context.locks.run(`task ${request.taskId}`, async () => {
    const worktree = ownWorktree(context, request);
    const outcome = await commitChanges(context, { worktree, lease, request });
    context.metrics.commits.inc({ outcome: outcome.empty ? 'empty' : 'committed' });
    return outcome;
  });
}

function ownWorktree(context: WorkspaceContext, request: CommitRequest): Worktree {
  const worktree = context.store.state.worktrees.get(request.taskId);
  if (!worktree) throw new ServiceError('no-worktree', `No worktree is open for task "${request.taskId}". Open it first.`);
  if (worktree.agentId !== request.agentId) {
    throw new ServiceError('forbidden', `The worktree of task "${request.taskId}" belongs to another agent.`);
  }
  return worktree;
}

async function commitChanges(
  context: WorkspaceContext,
  work: { worktree: Worktree; lease: LeaseStatus; request: CommitRequest },
): Promise<CommitOutcome> {
  const { worktree, lease, request } = work;
  const repository = repositoryOf(context, worktree.repositoryId);
  const mirror = new Mirror(context.git, context.folders.mirror(repository.repositoryId));
  const path = context.folders.worktree(worktree.taskId);
  const parent = worktree.headCommit;
  const { tree, nested } = await mirror.worktrees.snapshotTree(path);
  if (nested.length > 0) {
    throw refused(
      context,
      `It holds a git repository of its own: ${nested.slice(0, 5).map(printable).join(', ')}. Remove its .git folder.`,
    );
  }
  if (tree === (await mirror.treeOf(parent))) return unchanged(worktree, request);
  try {
    await checkChanges(context, { mirror, repository, worktree, lease, from: parent, tree });
  } catch (error) {
    // What was refused is not left staged: who looks with git sees it as it was.
    await mirror.worktrees.resetIndex(path, parent);
    throw error;
  }
  const message = commitMessage(request.message, {
    taskId: worktree.taskId,
    missionId: worktree.missionId,
    attempt: lease.attempt,
  });
  const commit = await mirror.writeCommit({ tree, parent, message, author: authorName(request.kind), atMs: Date.now() });
  await mirror.keep(commit);
  const { digest, files, insertions, deletions } = await mirror.diffs.diff(worktree.baseCommit, commit);
  const record = {
    commit,
    parent,
    files,
    insertions,
    deletions,
    diffDigest: digest,
    messageDigest: messageDigest(request.message),
  };
  await execute(context, { type: 'record-commit', taskId: worktree.taskId, record });
  await mirror.worktrees.moveHead(path, commit);
  return { ...record, empty: false };
}

/** Nothing changed since the head: a repeated call, or no work at all. */
function unchanged(worktree: Worktree, request: CommitRequest): CommitOutcome {
  const { lastCommit } = worktree;
  if (lastCommit && lastCommit.messageDigest === messageDigest(request.message)) return { ...lastCommit, empty: false };
  const { headCommit } = worktree;
  return {
    commit: headCommit,
    parent: headCommit,
    files: 0,
    insertions: 0,
    deletions: 0,
    diffDigest: lastCommit?.diffDigest ?? '',
    empty: true,
  };
}

interface Changes {
  readonly mirror: Mirror;
  readonly repository: Repository;
  readonly worktree: Worktree;
  readonly lease: LeaseStatus;
  readonly from: string;
  readonly tree: string;
}

async function checkChanges(context: WorkspaceContext, changes: Changes): Promise<void> {
  const { mirror, repository, lease, from, tree } = changes;
  const changed = await mirror.diffs.changedPaths(from, tree);
  if (changed.length > filesMax) {
    throw refused(context, `${changed.length} files changed, and one commit takes at most ${filesMax}. Ignore generated files.`);
  }
  const problems = await pathProblems(mirror, changed, [repository.allowedPaths, lease.allowedPaths]);
  if (problems.length > 0) {
    throw refused(
      context,
      `These paths may not be changed: ${describePathProblems(problems)}. Undo those changes and commit again.`,
    );
  }
  const added = await mirror.diffs.addedLines(from, tree, scanBytesMax);
  if (added.truncated)
    throw refused(context, `The change is larger than ${scanBytesMax} bytes. Ignore generated files, or split it.`);
  const secrets = await scanDiff(context.scanner, added.text);
  if (secrets.length > 0) {
    throw refused(
      context,
      `It adds what looks like a credential: ${secrets.slice(0, 5).join('; ')}. Take it out and commit again.`,
    );
  }
}

/** Every changed entry that breaks a rule of paths. */
export async function pathProblems(
  mirror: Mirror,
  changed: readonly ChangedPath[],
  allowed: readonly (readonly string[])[],
): Promise<PathProblem[]> {
  const problems: PathProblem[] = [];
  for (const change of changed) {
    const target = change.newMode === '120000' ? await mirror.readObject(change.newObject) : undefined;
    const problem = pathProblem(change.path, allowed) ?? entryProblem(change, target);
    if (problem) problems.push(problem);
  }
  return problems;
}

function refused(context: WorkspaceContext, message: string): ServiceError {
  context.metrics.commits.inc({ outcome: 'refused' });
  return new ServiceError('work-refused', message);
}
