import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '@panal/kernel/runtime';
import { GateResult } from '@panal/shared-types/workspace';
import { detectStack, detectTests } from '../core/detect-tests.ts';
import type { GateRecord, Repository } from '../core/model.ts';
import { confirmLease } from './confirm-lease.ts';
import { type WorkspaceContext, execute, repositoryOf } from './context.ts';
import { buildGateResult } from './gate-result.ts';
import { removeTree } from './remove-tree.ts';
import type { GateMaterial } from './gate-checks.ts';
import { requireCommits } from './get-diff.ts';
import { readLog, storeLog } from './log-store.ts';
import { Mirror } from './mirror.ts';
import { type TestRun, notRun, runTests } from './run-tests.ts';
import type { Slots } from './slots.ts';
import { treeOverview } from './tree-overview.ts';

export interface GateRequest {
  readonly taskId: string;
  readonly repositoryId: string;
  readonly missionId: string;
  /** Empty: the mission's base. */
  readonly baseCommit: string;
  readonly commit: string;
  readonly allowedPaths: readonly string[];
}

/** The gates of a process: at most `gatesMax` run at once; a second call for a task joins the first. */
export class GateRunner {
  readonly #context: WorkspaceContext;
  readonly #slots: Slots;
  readonly #running = new Map<string, Promise<GateResult>>();

  constructor(context: WorkspaceContext, slots: Slots) {
    this.#context = context;
    this.#slots = slots;
  }

  /** The signed result of the gate on a commit; the recorded one when the task has it already. */
  async run(request: GateRequest): Promise<GateResult> {
    const lease = await confirmLease(this.#context, { taskId: request.taskId, agentId: '', effect: 'run-gate' });
    if (lease.commit !== '' && lease.commit !== request.commit) {
      throw new ServiceError('lease-lost', `The lease of task "${request.taskId}" is for commit ${lease.commit}.`);
    }
    const recorded = this.#context.store.state.gates.get(request.taskId);
    if (recorded) return await replay(this.#context, recorded, request);
    const bound = { ...request, allowedPaths: request.allowedPaths.length > 0 ? request.allowedPaths : lease.allowedPaths };
    let running = this.#running.get(request.taskId);
    if (!running) {
      running = this.#slots.run(() => runGate(this.#context, bound)).finally(() => this.#running.delete(request.taskId));
      this.#running.set(request.taskId, running);
    }
    return await running;
  }
}

async function replay(context: WorkspaceContext, recorded: GateRecord, request: GateRequest): Promise<GateResult> {
  if (recorded.commit !== request.commit || recorded.repositoryId !== request.repositoryId) {
    throw new ServiceError('conflict', `Task "${request.taskId}" has a gate result for another commit (${recorded.commit}).`);
  }
  await context.store.settled();
  const result = GateResult.fromPartial(JSON.parse(recorded.resultJson) as Partial<GateResult>);
  result.errorLog = (await readLog(context.folders.logs, recorded.errorLogDigest)) ?? '';
  return result;
}

async function runGate(context: WorkspaceContext, request: GateRequest): Promise<GateResult> {
  const repository = repositoryOf(context, request.repositoryId);
  const mirror = new Mirror(context.git, context.folders.mirror(repository.repositoryId));
  const baseCommit = request.baseCommit || (context.store.state.missions.get(request.missionId)?.baseCommit ?? '');
  const { commit } = request;
  await requireCommits(mirror, [baseCommit, commit]);
  if (!(await mirror.isAncestor(baseCommit, commit))) {
    throw new ServiceError('conflict', `Commit ${commit} does not build on ${baseCommit}.`);
  }
  const endTimer = context.metrics.gateSeconds.startTimer();
  const checkouts = new Checkouts(mirror, join(context.folders.gates, randomUUID()));
  try {
    const bound = { ...request, baseCommit };
    const { material, stack } = await gather(context, { request: bound, repository, mirror, checkouts });
    const result = await buildGateResult(context, material, { stack, missionId: request.missionId });
    await record(context, bound, result);
    context.metrics.gates.inc({ outcome: result.passed ? 'passed' : 'failed' });
    return result;
  } finally {
    endTimer();
    await checkouts.remove();
  }
}

/** Clean checkouts in a folder of their own, all removed together. */
class Checkouts {
  readonly #mirror: Mirror;
  readonly #folder: string;
  readonly #paths: string[] = [];

  constructor(mirror: Mirror, folder: string) {
    this.#mirror = mirror;
    this.#folder = folder;
  }

  async add(commit: string): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `checkout-${randomUUID()}`);
    this.#paths.push(path);
    await this.#mirror.worktrees.add(path, commit);
    return path;
  }

  async remove(): Promise<void> {
    for (const path of this.#paths) await this.#mirror.worktrees.remove(path);
    await removeTree(this.#folder);
  }
}

interface Gathering {
  readonly request: GateRequest;
  readonly repository: Repository;
  readonly mirror: Mirror;
  readonly checkouts: Checkouts;
}

/** Runs the tests on clean checkouts of base and commit, one after the other, with the command that the base names. */
async function gather(context: WorkspaceContext, at: Gathering): Promise<{ material: GateMaterial; stack: string }> {
  const { request, repository, mirror, checkouts } = at;
  const { baseCommit, commit } = request;
  const tree = await treeOverview(mirror, commit);
  const plan =
    detectTests(await treeOverview(mirror, baseCommit), repository.gateCommand) ?? detectTests(tree, repository.gateCommand);
  const run = async (path: string): Promise<TestRun> =>
    plan
      ? await runTests(context, { repository, plan, path, gitDir: mirror.gitDir })
      : notRun('', 'No test command was found in the repository. Register it with a gate command.');
  const [basePath, checkout] = [await checkouts.add(baseCommit), await checkouts.add(commit)];
  const before = await run(basePath);
  const after = await run(checkout);
  const changed = await mirror.diffs.changedPaths(baseCommit, commit);
  const allowedPaths = [repository.allowedPaths, request.allowedPaths];
  const roots = [basePath, checkout];
  const material = { repository, mirror, baseCommit, commit, changed, allowedPaths, before, after, checkout, roots };
  return { material, stack: plan?.stack ?? detectStack(tree) };
}

async function record(context: WorkspaceContext, request: GateRequest, result: GateResult): Promise<void> {
  const errorLogDigest = result.errorLog === '' ? '' : await storeLog(context.folders.logs, result.errorLog);
  const resultJson = JSON.stringify({ ...result, errorLog: '' });
  const { taskId, missionId, repositoryId, baseCommit, commit } = request;
  const { passed, diffDigest, summary } = result;
  // What a stop cut short is no result.
  if (context.stopping.aborted) throw new ServiceError('unavailable', 'The workspace-service is stopping. Try again shortly.');
  const gate = { taskId, missionId, repositoryId, baseCommit, commit, passed, diffDigest, summary, resultJson, errorLogDigest };
  await execute(context, { type: 'record-gate', gate });
}
