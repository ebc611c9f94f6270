import { ServiceError } from '@panal/kernel/runtime';
import { unsettledPushes } from '../core/decide-push.ts';
import type { PushIntent, PushRecord } from '../core/model.ts';
import { isBranchName, isCommitId, printable } from '../core/names.ts';
import { readSource } from '../core/source.ts';
import { GitFailure, type GitOutcome } from '../ports.ts';
import { confirmLease } from './confirm-lease.ts';
import { type WorkspaceContext, execute, repositoryOf } from './context.ts';
import { Mirror } from './mirror.ts';
import { entriesOf } from './mirror-diffs.ts';
import { reasonOf } from './register-repository.ts';

export interface PushRequest {
  readonly taskId: string;
  readonly repositoryId: string;
  readonly missionId: string;
  readonly branch: string;
  readonly commit: string;
  /** As in the gate's result; empty: that of the mission's base. */
  readonly diffDigest: string;
}

export interface PushOutcome {
  readonly ok: boolean;
  readonly message: string;
  readonly ref: string;
  readonly commit: string;
  readonly remote: string;
}

/**
 * Puts a commit that passed the gate on its branch at the push remote, if the lease is held and the branch holds what we last
 * put there (or does not exist). The intent is journalled before and the end after; after a crash in between, a look at the
 * remote decides. The same task pushes once.
 */
export async function push(context: WorkspaceContext, request: PushRequest): Promise<PushOutcome> {
  const repository = repositoryOf(context, request.repositoryId);
  const intent: PushIntent = { ...request, remote: repository.pushRemote };
  return await context.locks.run(`push ${intent.remote} ${intent.branch}`, async () => {
    const recorded = context.store.state.pushes.get(request.taskId);
    if (recorded && recorded.outcome !== 'begun') {
      await context.store.settled();
      return outcomeOf(recorded, request);
    }
    const refusal = checkRequest(context, intent);
    if (refusal) return refused(intent, refusal);
    const outcome = await pushFenced(context, intent);
    context.metrics.pushes.inc({ outcome: outcome.ok ? 'pushed' : 'refused' });
    return outcome;
  });
}

function checkRequest(context: WorkspaceContext, intent: PushIntent): string | undefined {
  if (!isCommitId(intent.commit)) return 'The commit is no full commit id.';
  if (!isBranchName(intent.branch)) return `"${intent.branch.slice(0, 100)}" is no valid branch name.`;
  const { branchPrefix } = context.config;
  if (intent.branch.startsWith(branchPrefix)) return undefined;
  return `Branch "${intent.branch}" does not begin with "${branchPrefix}", and only such branches are pushed.`;
}

async function pushFenced(context: WorkspaceContext, intent: PushIntent): Promise<PushOutcome> {
  const mirror = new Mirror(context.git, context.folders.mirror(intent.repositoryId));
  if (!(await mirror.hasCommit(intent.commit))) return refused(intent, `Commit ${intent.commit} is not in the repository.`);
  const leaseProblem = await leaseRefusal(context, intent);
  if (leaseProblem) return refused(intent, leaseProblem);
  const held = await checkedOut(context, intent);
  if (held) return refused(intent, held);
  await settleEarlier(context, mirror, intent);
  const started = await context.store.execute({
    type: 'begin-push',
    push: await withDigest(context, mirror, intent),
    gateRequired: context.config.pushRequiresGate,
  });
  if (!started.ok) return refused(intent, started.refusal.message);
  return await pushAndSettle(context, mirror, context.store.state.pushes.get(intent.taskId)!);
}

/** Why the lease does not allow this push, or undefined. The orchestrator's absence rejects: that is for a retry. */
async function leaseRefusal(context: WorkspaceContext, intent: PushIntent): Promise<string | undefined> {
  try {
    const lease = await confirmLease(context, { taskId: intent.taskId, agentId: '', effect: 'push' });
    if (lease.commit !== '' && lease.commit !== intent.commit) return `The lease is for commit ${lease.commit}.`;
    if (lease.branch !== '' && lease.branch !== intent.branch) return `The lease is for branch ${printable(lease.branch)}.`;
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'lease-lost') return error.message;
    throw error;
  }
}

async function withDigest(context: WorkspaceContext, mirror: Mirror, intent: PushIntent): Promise<PushIntent> {
  const base = context.store.state.missions.get(intent.missionId)?.baseCommit;
  if (base === undefined || intent.diffDigest !== '') return intent;
  return { ...intent, diffDigest: (await mirror.diffs.diff(base, intent.commit)).digest };
}

/** A branch that someone has checked out in a folder of this machine is not pushed to, whatever that repository allows. */
async function checkedOut(context: WorkspaceContext, intent: PushIntent): Promise<string | undefined> {
  const source = readSource(intent.remote);
  const path =
    source.kind === 'path'
      ? source.path
      : source.kind === 'url' && source.url.startsWith('file:')
        ? new URL(source.url).pathname
        : undefined;
  if (path === undefined) return undefined;
  const { stdout, exitCode } = await context.git.run({ cwd: path, args: ['worktree', 'list', '--porcelain', '-z'] });
  if (exitCode !== 0) return undefined;
  const taken = entriesOf(stdout).includes(`branch refs/heads/${intent.branch}`);
  const bare = entriesOf(stdout).includes('bare');
  return taken && !bare ? `Branch ${intent.branch} is checked out in ${path}. Check out another branch there.` : undefined;
}

/** Decides earlier intents on this branch whose end is not known by what the remote holds. */
async function settleEarlier(context: WorkspaceContext, mirror: Mirror, intent: PushIntent): Promise<void> {
  const open = unsettledPushes(context.store.state, intent).filter(({ taskId }) => taskId !== intent.taskId);
  if (open.length === 0) return;
  const current = await remoteBranch(context, mirror, intent);
  for (const { taskId, commit } of open) {
    const outcome = current === commit ? 'pushed' : 'refused';
    const reason = outcome === 'pushed' ? 'found at the remote after a restart' : 'not at the remote after a restart; superseded';
    await execute(context, { type: 'end-push', taskId, outcome, reason });
  }
}

async function remoteBranch(context: WorkspaceContext, mirror: Mirror, { remote, branch }: PushIntent): Promise<string> {
  try {
    return await mirror.remote.branch(remote, branch, context.config.transferTimeoutMs);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new ServiceError('source-unavailable', `The push remote cannot be read: ${reasonOf(error.outcome)}`, { cause: error });
  }
}

async function pushAndSettle(context: WorkspaceContext, mirror: Mirror, record: PushRecord): Promise<PushOutcome> {
  const { remote, branch, commit } = record;
  const current = await remoteBranch(context, mirror, record);
  // A push of ours that outlived a killed process may have landed after it was given up.
  const expected = arrivedLate(context, record, current) ? current : record.expectedCommit;
  if (current === commit)
    return await settle(context, record, { outcome: 'pushed', reason: 'the remote already holds this commit' });
  if (current !== expected) return await settle(context, record, { outcome: 'refused', reason: movedReason(record, current) });
  const outcome = await mirror.remote.pushIfUnmoved({
    remote,
    branch,
    commit,
    expected,
    timeoutMs: context.config.transferTimeoutMs,
  });
  // What git reports is a hint; what the remote holds afterwards is the fact.
  const after = await remoteBranch(context, mirror, record);
  if (after === commit) return await settle(context, record, { outcome: 'pushed', reason: '' });
  if (after !== expected) return await settle(context, record, { outcome: 'refused', reason: movedReason(record, after) });
  if (isRefusal(outcome))
    return await settle(context, record, { outcome: 'refused', reason: `The remote refused: ${refusalOf(outcome)}` });
  throw new ServiceError('source-unavailable', `The push did not arrive: ${reasonOf(outcome)}`);
}

/** Whether the branch holds the commit of an earlier push of ours that was taken for lost. */
const arrivedLate = (context: WorkspaceContext, { remote, branch }: PushRecord, current: string): boolean =>
  [...context.store.state.pushes.values()].some(
    (push) => push.outcome === 'refused' && push.remote === remote && push.branch === branch && push.commit === current,
  );

const movedReason = ({ branch, expectedCommit }: PushRecord, current: string): string =>
  `Branch ${branch} was moved by someone else: it ${current ? `holds ${current}` : 'does not exist'}, expected was ${expectedCommit || 'no such branch'}. Nothing was pushed.`;

/** `git push --porcelain` marks a refused reference with `!`. */
const isRefusal = ({ stdout }: GitOutcome): boolean => /^!\t/m.test(stdout.toString('utf8'));

const refusalOf = ({ stdout }: GitOutcome): string =>
  printable((/^!\t[^\t]*\t(.*)$/m.exec(stdout.toString('utf8'))?.[1] ?? '').slice(0, 300));

async function settle(
  context: WorkspaceContext,
  record: PushRecord,
  end: { readonly outcome: 'pushed' | 'refused'; readonly reason: string },
): Promise<PushOutcome> {
  await execute(context, { type: 'end-push', taskId: record.taskId, ...end });
  return outcomeOf({ ...record, ...end }, record);
}

function outcomeOf(record: PushRecord, request: { readonly branch: string; readonly commit: string }): PushOutcome {
  if (record.commit !== request.commit || record.branch !== request.branch) {
    return refused(record, `Task "${record.taskId}" has already pushed something else (${record.commit} to ${record.branch}).`);
  }
  if (record.outcome === 'refused') return refused(record, record.reason);
  const { branch, commit, remote, reason } = record;
  return { ok: true, message: reason || `pushed ${commit} to ${branch}`, ref: `refs/heads/${branch}`, commit, remote };
}

const refused = ({ branch, commit, remote }: PushIntent, message: string): PushOutcome => ({
  ok: false,
  message,
  ref: `refs/heads/${branch}`,
  commit,
  remote,
});
