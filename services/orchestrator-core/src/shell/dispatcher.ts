import { type Logger, withContext } from '@panal/kernel/runtime';
import { type Assignment, assignmentOf } from '../core/assignment.ts';
import type { BeginDispatch, CoreSettings, DeliveredRules } from '../core/commands.ts';
import { whyUnfit } from '../core/matching.ts';
import { leaseIdFor, missionOf, typeOf } from '../core/queries.ts';
import { readyTasks } from '../core/ready-index.ts';
import type { Task } from '../core/state.ts';
import { type Analyst, type Gateway, type MintOutcome, PeerAwayError } from '../ports.ts';
import { Parking } from './parking.ts';
import { RetryClock } from './retry-clock.ts';
import type { OrchestratorStore } from './store.ts';
import { workContextOf } from './work-context.ts';
import type { ParkedWorker } from './worker.ts';

export interface DispatcherOptions {
  readonly settings: CoreSettings;
  readonly workersMax: number;
  /** Used where the gateway names no address of its own. */
  readonly gatewayBaseUrl: string;
}

export interface DispatcherDeps {
  readonly store: OrchestratorStore;
  readonly gateway: Gateway;
  readonly analyst: Analyst;
  readonly log: Logger;
  readonly clock: () => number;
  readonly random: () => number;
  readonly dispatched?: (waitedMs: number) => void;
}

const NO_RULES: DeliveredRules = { constraints: [], ruleSetHash: '' };
/** A key outlives its lease by this much, so that an extension may come late; the end of the lease revokes it. */
export const KEY_MARGIN_MS = 60_000;
/** Ready tasks of one kind looked at in one go. */
const SCAN_MAX = 1000;

/**
 * Brings ready tasks and waiting workers together: by role, then priority, then age of the task, then age of the wait. One
 * dispatch is: rules from the analyst, an epoch, a key from the gateway, the lease, the delivery; each step is journalled before
 * the next, and a peer that is away puts the task back with the reason.
 */
export class Dispatcher {
  readonly parking: Parking;
  readonly #options: DispatcherOptions;
  readonly #deps: DispatcherDeps;
  readonly #busy = new Set<string>();
  readonly #retry: RetryClock;
  #scheduled = false;
  #closed = false;

  constructor(options: DispatcherOptions, deps: DispatcherDeps) {
    this.#options = options;
    this.#deps = deps;
    this.parking = new Parking(options.workersMax);
    this.#retry = new RetryClock({ baseMs: 200, maxMs: 5_000 }, deps);
    deps.store.subscribe(() => this.schedule());
  }

  /** No further dispatch; those under way end. */
  close(): void {
    this.#closed = true;
  }

  /** Looks for matches soon, once for any number of calls. */
  schedule(): void {
    if (this.#scheduled || this.#closed || this.parking.count === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#match();
    });
  }

  /** Parks a worker until a task is delivered to it; false when no more can wait. */
  park(worker: ParkedWorker): boolean {
    const parked = this.parking.add(worker);
    if (parked) this.schedule();
    return parked;
  }

  #match(): void {
    if (this.#closed) return;
    for (const kind of this.parking.kinds()) this.#matchKind(kind);
  }

  #matchKind(kind: string): void {
    const { state } = this.#deps.store;
    let scanned = 0;
    for (const taskId of readyTasks(state.ready, kind)) {
      if (++scanned > SCAN_MAX) return;
      if (this.#busy.has(taskId) || !this.#retry.isDue(taskId)) continue;
      const task = state.tasks.get(taskId)!;
      const worker = this.parking.takeFit(kind, (candidate) => this.#fits(task, candidate));
      if (!worker) continue;
      this.#busy.add(taskId);
      const work = workContextOf(state, task.missionId, taskId);
      void withContext(work, () => this.#dispatch(task, worker)).finally(() => {
        this.#busy.delete(taskId);
        this.schedule();
      });
    }
  }

  #fits(task: Task, worker: ParkedWorker): boolean {
    const { profile } = this.#options.settings;
    const { actor, capabilities } = worker;
    return whyUnfit(this.#deps.store.state, task, { agentId: actor.subject, capabilities, profile }) === undefined;
  }

  async #dispatch(task: Task, worker: ParkedWorker): Promise<void> {
    let delivered = false;
    try {
      delivered = await this.#tryDispatch(task, worker);
      if (delivered) this.#retry.succeeded(task.taskId);
      else this.#retry.failed(task.taskId);
    } catch (error) {
      this.#retry.failed(task.taskId);
      await this.#explain(task, error);
    }
    if (!delivered && !this.#closed) this.park(worker);
  }

  /** A peer that is away shows on the task; anything else is for the log. */
  async #explain(task: Task, error: unknown): Promise<void> {
    const { store, log } = this.#deps;
    const reason = (error as Error).message;
    log.warn({ taskId: task.taskId, err: error instanceof PeerAwayError ? undefined : error }, `not dispatched: ${reason}`);
    try {
      await store.execute({ type: 'note-wait', taskId: task.taskId, reason });
    } catch (failure) {
      log.warn({ err: failure }, 'the reason could not be recorded');
    }
  }

  async #rulesFor(task: Task): Promise<DeliveredRules> {
    const { store, analyst } = this.#deps;
    const type = typeOf(store.state, task);
    if (!type.goldenRules) return NO_RULES;
    const mission = missionOf(store.state, task);
    const text = `${mission.title}\n\n${mission.description}`;
    return await analyst.goldenRules({ role: type.handler, stack: mission.stack, taskType: type.name, text });
  }

  async #tryDispatch(task: Task, worker: ParkedWorker): Promise<boolean> {
    const { store } = this.#deps;
    const rules = await this.#rulesFor(task);
    const { actor, capabilities, heartbeats } = worker;
    const begin: BeginDispatch = {
      type: 'begin-dispatch',
      taskId: task.taskId,
      agentId: actor.subject,
      capabilities,
      actor,
      heartbeats,
      rules,
    };
    const begun = await store.execute(begin);
    if (!begun.ok) return this.#refused(task, begun.refusal.message);
    const preparing = begun.events.find((event) => event.type === 'task-preparing');
    if (preparing) return await this.#mintAndGrant(task, worker, { begin, epoch: preparing.epoch });
    return begun.events.some((event) => event.type === 'task-leased') && (await this.#deliver(task, worker, NO_KEY));
  }

  #refused(task: Task, message: string): false {
    this.#deps.log.debug({ taskId: task.taskId }, `not dispatched: ${message}`);
    return false;
  }

  async #mint(task: Task, prepared: { readonly begin: BeginDispatch; readonly epoch: number }): Promise<MintOutcome> {
    const { store, gateway, clock } = this.#deps;
    const { leaseMs, leaseWithoutHeartbeatMs } = this.#options.settings;
    const mission = missionOf(store.state, task);
    const type = typeOf(store.state, task);
    const limit = mission.budgetNanoUsd;
    return await gateway.mint({
      leaseId: leaseIdFor(task, prepared.epoch),
      missionId: mission.missionId,
      project: mission.project,
      agentId: prepared.begin.agentId,
      reserveNanoUsd: limit === 0 ? type.reserveNanoUsd : Math.min(type.reserveNanoUsd, limit),
      missionLimitNanoUsd: limit,
      expiresMs: clock() + (prepared.begin.heartbeats ? leaseMs : leaseWithoutHeartbeatMs) + KEY_MARGIN_MS,
      traceparent: mission.traceparent,
    });
  }

  async #mintAndGrant(
    task: Task,
    worker: ParkedWorker,
    prepared: { readonly begin: BeginDispatch; readonly epoch: number },
  ): Promise<boolean> {
    const { store } = this.#deps;
    const { begin, epoch } = prepared;
    const abandon = { type: 'abandon-dispatch', taskId: task.taskId, epoch } as const;
    let minted: MintOutcome;
    try {
      minted = await this.#mint(task, prepared);
    } catch (error) {
      await store.execute({ ...abandon, reason: (error as Error).message, refused: false });
      throw error;
    }
    if (!minted.ok) {
      await store.execute({ ...abandon, reason: `the budget was refused: ${minted.message}`, refused: true });
      return false;
    }
    const granted = await store.execute({ type: 'grant-lease', begin, epoch, reservedNanoUsd: minted.reservedNanoUsd });
    if (!granted.ok) {
      await store.execute({ ...abandon, reason: granted.refusal.message, refused: false });
      return this.#refused(task, granted.refusal.message);
    }
    if (!granted.events.some((event) => event.type === 'task-leased')) return false;
    return await this.#deliver(task, worker, {
      gatewayKey: minted.key,
      gatewayBaseUrl: minted.baseUrl || this.#options.gatewayBaseUrl,
    });
  }

  async #deliver(
    task: Task,
    worker: ParkedWorker,
    key: { readonly gatewayKey: string; readonly gatewayBaseUrl: string },
  ): Promise<boolean> {
    const { store, log } = this.#deps;
    const { lease } = task;
    // A halt or a cancellation may have ended the lease while its record was on the way to the disk.
    if (!lease) return false;
    const assignment: Assignment = assignmentOf(store.state, task, lease);
    if (worker.deliver({ assignment, ...key })) return true;
    log.info({ taskId: task.taskId, agent: worker.actor.subject }, 'the worker went away before its task reached it');
    await store.execute({
      type: 'return-lease',
      taskId: task.taskId,
      epoch: lease.epoch,
      reason: 'the worker went away before the task reached it',
    });
    // Gone means gone: not parked again.
    return true;
  }
}

const NO_KEY = { gatewayKey: '', gatewayBaseUrl: '' } as const;
