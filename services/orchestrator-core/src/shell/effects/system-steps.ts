import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, withContext } from '@panal/kernel/runtime';
import { nothingToJudge } from '../../core/named-commit.ts';
import { leaseIdFor, missionOf, typeOf } from '../../core/queries.ts';
import { readyTasks } from '../../core/ready-index.ts';
import type { Lease, Task } from '../../core/state.ts';
import { type SystemHandler, systemHandlers } from '../../core/workflow.ts';
import { PeerAwayError, type Workspace } from '../../ports.ts';
import { RetryClock } from '../retry-clock.ts';
import type { OrchestratorStore } from '../store.ts';
import { workContextOf } from '../work-context.ts';

export interface SystemStepsDeps {
  readonly store: OrchestratorStore;
  readonly workspace: Workspace;
  readonly log: Logger;
  readonly clock: () => number;
  readonly random: () => number;
}

/** Who holds the leases of the orchestrator's own steps. */
export const SELF = 'orchestrator-core';
/** Steps under way at once; a gate runs a whole test suite. */
const UNDER_WAY_MAX = 4;
const GATE_TIMEOUT_MS = 30 * 60 * 1000;
const POLL_MS = 250;

/**
 * Runs gate and push: leases the step to the orchestrator itself, asks the workspace-service, journals the outcome. A lease that
 * an earlier process held is taken up again under the same id, so the workspace-service answers with what it did then.
 */
export class SystemSteps {
  readonly #deps: SystemStepsDeps;
  readonly #retry: RetryClock;
  readonly #underWay = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #scheduled = false;

  constructor(deps: SystemStepsDeps) {
    this.#deps = deps;
    this.#retry = new RetryClock({ baseMs: 200, maxMs: 5_000 }, deps);
    deps.store.subscribe(() => this.#schedule());
    this.#timer = setInterval(() => this.#schedule(), POLL_MS);
    this.#schedule();
  }

  /** No further steps; one under way is taken up by the next process. */
  close(): void {
    clearInterval(this.#timer);
    this.#stopping.abort();
  }

  #schedule(): void {
    if (this.#scheduled || this.#stopping.signal.aborted) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#startAll();
    });
  }

  #startAll(): void {
    const { state } = this.#deps.store;
    for (const taskId of state.timed) {
      const task = state.tasks.get(taskId);
      if (task?.lease?.agentId === SELF) this.#start(task);
    }
    for (const handler of systemHandlers)
      for (const taskId of readyTasks(state.ready, handler)) this.#start(state.tasks.get(taskId)!);
  }

  #start(task: Task): void {
    const { taskId } = task;
    if (
      this.#stopping.signal.aborted ||
      this.#underWay.has(taskId) ||
      this.#underWay.size >= UNDER_WAY_MAX ||
      !this.#retry.isDue(taskId)
    )
      return;
    this.#underWay.add(taskId);
    const work = workContextOf(this.#deps.store.state, task.missionId, taskId);
    void withContext(work, () => this.#run(task)).finally(() => {
      this.#underWay.delete(taskId);
      this.#schedule();
    });
  }

  async #run(task: Task): Promise<void> {
    try {
      if (task.state === 'ready' && !(await this.#lease(task))) return void this.#retry.failed(task.taskId);
      while (task.lease?.agentId === SELF && !this.#stopping.signal.aborted) await this.#attemptInContext(task, task.lease);
      this.#retry.succeeded(task.taskId);
    } catch (error) {
      this.#retry.failed(task.taskId);
      if (!this.#stopping.signal.aborted)
        this.#deps.log.warn({ err: error }, `${task.type} could not be done: ${(error as Error).message}`);
    }
  }

  async #lease(task: Task): Promise<boolean> {
    const rules = { constraints: [], ruleSetHash: '' };
    const begun = await this.#deps.store.execute({
      type: 'begin-dispatch',
      taskId: task.taskId,
      agentId: SELF,
      capabilities: [],
      actor: undefined,
      heartbeats: true,
      rules,
    });
    return begun.ok && begun.events.some((event) => event.type === 'task-leased');
  }

  #attemptInContext(task: Task, lease: Lease): Promise<void> {
    const work = workContextOf(this.#deps.store.state, task.missionId, leaseIdFor(task, lease.epoch));
    return withContext(work, () => this.#attempt(task, lease));
  }

  async #attempt(task: Task, lease: Lease): Promise<void> {
    const { store, random } = this.#deps;
    const step = { taskId: task.taskId, epoch: lease.epoch };
    try {
      await (task.handler === ('system:gate' satisfies SystemHandler) ? this.#gate(task, lease) : this.#push(task, lease));
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const reason = (error as Error).message;
      if (error instanceof PeerAwayError) return await this.#wait(task, reason);
      await store.execute({ type: 'fail-step', ...step, reason, jitter: random() });
    }
  }

  async #wait(task: Task, reason: string): Promise<void> {
    await this.#deps.store.execute({ type: 'note-wait', taskId: task.taskId, reason });
    await sleep(this.#retry.failed(task.taskId), undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  async #gate(task: Task, lease: Lease): Promise<void> {
    const { store, workspace, random } = this.#deps;
    const { missionId, repositoryId, baseCommit } = missionOf(store.state, task);
    const timeoutMs = typeOf(store.state, task).deadlineMs || GATE_TIMEOUT_MS;
    const leaseId = leaseIdFor(task, lease.epoch);
    const { commit } = lease;
    const outcome =
      commit === ''
        ? nothingToJudge
        : await workspace.runGate({ leaseId, repositoryId, missionId, baseCommit, commit, timeoutMs });
    await store.execute({ type: 'finish-gate', taskId: task.taskId, epoch: lease.epoch, outcome, jitter: random() });
  }

  async #push(task: Task, lease: Lease): Promise<void> {
    const { store, workspace } = this.#deps;
    const { missionId, repositoryId, branch, gate } = missionOf(store.state, task);
    const leaseId = leaseIdFor(task, lease.epoch);
    const diffDigest = gate?.diffDigest ?? '';
    const { ok, message, ref, commit, remote } = await workspace.push({
      leaseId,
      repositoryId,
      missionId,
      branch,
      commit: lease.commit,
      diffDigest,
    });
    await store.execute({ type: 'finish-push', taskId: task.taskId, epoch: lease.epoch, ok, message, ref, commit, remote });
  }
}
