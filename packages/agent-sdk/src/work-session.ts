import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { type GrpcChannel, type Logger, grpcReason, withContext } from '@panal/kernel/runtime';
import {
  AgentInfo,
  type DispatcherMessage,
  type HeartbeatNotice,
  OrchestratorService,
  type TaskAssignment,
} from '@panal/shared-types/orchestrator';
import type { AgentTask, AgentWork, TaskOutcome } from './agent-task.ts';
import { backoffMs } from './backoff.ts';
import { HeldTask } from './held-task.ts';
import { languageModelOf } from './language-model.ts';
import { performWork, taskResultOf } from './perform-work.ts';
import { parseTaskContext } from './task-context.ts';
import { createTaskWorkspace } from './task-workspace.ts';
import { type WorkStream, openWorkStream } from './work-stream.ts';

const PROGRESS_CHARS_MAX = 200;
const REGISTER_TIMEOUT_MS = 5_000;
const REFUSALS: readonly number[] = [
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
  status.INVALID_ARGUMENT,
  status.UNIMPLEMENTED,
];

/** The orchestrator doesn't take this agent, so trying again would change nothing. */
export class AgentRefused extends Error {
  override readonly name = 'AgentRefused';
}

/** What happens in a session, for metrics and logs. */
export interface SessionEvents {
  connected?(connected: boolean): void;
  taskEnded?(taskType: string, outcome: TaskOutcome['status'] | 'stopped', durationMs: number): void;
}

export interface SessionOptions {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly version: string;
  readonly metricsUrl: string;
  readonly heartbeatMs: number;
  readonly work: AgentWork;
}

export interface SessionDeps {
  readonly orchestrator: GrpcChannel;
  readonly workspace: GrpcChannel | undefined;
  readonly log: Logger;
  readonly events: SessionEvents;
}

/**
 * Keeps one agent connected and at work, one task at a time. A broken connection is opened again with backoff; work under way
 * goes on meanwhile, its lease is kept by the next heartbeat, and its result is sent until it is accepted or refused.
 */
export class WorkSession {
  readonly #options: SessionOptions;
  readonly #deps: SessionDeps;
  readonly #stopping = new AbortController();
  #agentId = '';
  #held: HeldTask | undefined;
  #stream: WorkStream | undefined;
  #draining = false;
  #reconnectAfterMs: number | undefined;

  constructor(options: SessionOptions, deps: SessionDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** Whether assignments can come in now. */
  get connected(): boolean {
    return this.#stream !== undefined;
  }

  /** Serves until `stop`; rejects with AgentRefused when the orchestrator won't have this agent. */
  async run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      let delayMs: number;
      try {
        await this.#register();
        const ended = await this.#serve();
        if (ended.error) throwIfRefused(ended.error);
        failures = ended.useful ? 0 : failures + 1;
        delayMs = Math.max(this.#reconnectAfterMs ?? 0, backoffMs(failures, Math.random()));
        if (!this.#draining) this.#deps.log.info({ delayMs: Math.round(delayMs) }, `disconnected: ${ended.reason}`);
      } catch (error) {
        if (error instanceof AgentRefused) throw error;
        throwIfRefused(error);
        delayMs = backoffMs(failures++, Math.random());
        this.#deps.log.debug({ delayMs: Math.round(delayMs) }, `orchestrator away: ${grpcReason(error)}`);
      }
      await pause(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  /** Takes no new task, lets the one under way end within `drainMs`, then stops it, and disconnects. */
  async stop(drainMs: number): Promise<void> {
    this.#draining = true;
    this.#sendReady();
    const held = this.#held;
    if (held) {
      const timer = new AbortController();
      await Promise.race([held.done, pause(drainMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
      timer.abort();
      held.stop('the agent is stopping');
    }
    this.#stopping.abort();
    this.#stream?.cancel();
  }

  async #register(): Promise<void> {
    const { name, capabilities, version, metricsUrl } = this.#options;
    const reply = await this.#deps.orchestrator.call(
      OrchestratorService.registerAgent,
      AgentInfo.fromPartial({ name, capabilities: [...capabilities], version, metricsUrl }),
      { timeoutMs: REGISTER_TIMEOUT_MS, signal: this.#stopping.signal },
    );
    if (!reply.accepted) throw new AgentRefused(`The orchestrator refused to register "${name}": ${reply.message}`);
    this.#agentId = reply.agentId;
  }

  async #serve(): Promise<{ reason: string; error?: unknown; useful: boolean }> {
    let useful = false;
    this.#reconnectAfterMs = undefined;
    const stream = openWorkStream(this.#deps.orchestrator, (message) => {
      useful = true;
      this.#receive(message);
    });
    this.#stream = stream;
    this.#deps.events.connected?.(true);
    this.#sendReady();
    this.#report();
    const timer = setInterval(() => this.#report(), this.#options.heartbeatMs);
    const ended = await stream.ended;
    clearInterval(timer);
    this.#stream = undefined;
    this.#deps.events.connected?.(false);
    return { ...ended, useful };
  }

  /** Tells who listens here, and that it wants one task more if it has none. */
  #sendReady(): void {
    const credits = this.#held || this.#draining ? 0 : 1;
    const value = { agentId: this.#agentId, capabilities: [...this.#options.capabilities], credits };
    this.#stream?.send({ $case: 'ready', value });
  }

  /** Keeps the lease of the held task, or sends its result again. */
  #report(): void {
    const held = this.#held;
    if (!held) return;
    if (held.unacknowledged) this.#stream?.send({ $case: 'result', value: held.unacknowledged });
    else this.#stream?.send({ $case: 'heartbeat', value: { taskId: held.taskId, progress: held.progress, evidence: '' } });
  }

  #receive(message: NonNullable<DispatcherMessage['kind']>): void {
    switch (message.$case) {
      case 'assignment':
        return this.#assigned(message.value);
      case 'heartbeat':
        return this.#heartbeatAnswered(message.value);
      case 'result':
        if (this.#held?.taskId === message.value.taskId && message.value.ack) this.#held.acknowledged(message.value.ack);
        return;
      case 'stop':
        return this.#stopTask(message.value.taskId, message.value.reason);
      case 'goingAway':
        this.#reconnectAfterMs = message.value.reconnectAfterMs;
        this.#deps.log.info(`orchestrator is going away: ${message.value.reason}`);
        // What was written but not yet read is sent again on the next stream.
        this.#stream?.cancel();
        return;
    }
  }

  #heartbeatAnswered({ taskId, reply }: HeartbeatNotice): void {
    if (reply?.stopReason) this.#stopTask(taskId, reply.stopReason);
    else if (reply && !reply.leaseHeld) this.#stopTask(taskId, 'lease lost');
  }

  #stopTask(taskId: string, reason: string): void {
    if (this.#held?.taskId === taskId && this.#held.stop(reason)) this.#deps.log.info({ taskId, reason }, 'task stopped');
  }

  #assigned(assignment: TaskAssignment): void {
    const { taskId } = assignment;
    if (this.#held?.taskId === taskId) return;
    if (this.#held || this.#draining) {
      this.#deps.log.warn({ taskId }, 'an assignment came that was not asked for; its lease will run out');
      return;
    }
    const held = new HeldTask(assignment);
    this.#held = held;
    void withContext({ traceparent: assignment.traceparent, taskId, missionId: assignment.missionId }, () => this.#perform(held));
  }

  async #perform(held: HeldTask): Promise<void> {
    const { taskId, taskType, attempt, ruleSetHash } = held.assignment;
    const startedMs = performance.now();
    this.#deps.log.info({ taskType, attempt }, 'task begun');
    const outcome = await performWork(this.#options.work, () => this.#taskOf(held));
    const result = taskResultOf(outcome, { taskId, agentId: this.#agentId, ruleSetHash });
    const submitted = held.workEnded(result);
    if (submitted) this.#report();
    this.#deps.events.taskEnded?.(taskType, submitted ? outcome.status : 'stopped', performance.now() - startedMs);
    const ack = await held.done;
    this.#deps.log.info(
      { status: submitted ? outcome.status : 'stopped', accepted: ack?.ok, answer: ack?.message },
      'task ended',
    );
    this.#held = undefined;
    this.#sendReady();
  }

  #taskOf(held: HeldTask): AgentTask {
    const { assignment, signal } = held;
    const context = parseTaskContext(assignment.context);
    return {
      taskId: assignment.taskId,
      missionId: assignment.missionId,
      taskType: assignment.taskType,
      attempt: assignment.attempt,
      description: assignment.description,
      context,
      constraints: assignment.constraints,
      model: assignment.model,
      signal,
      assignment,
      progress: (text) => this.#progressed(held, text),
      languageModel: () => languageModelOf(assignment),
      workspace: createTaskWorkspace({ channel: this.#deps.workspace, assignment, context, signal }),
    };
  }

  #progressed(held: HeldTask, text: string): void {
    const line = text.replaceAll(/\s+/g, ' ').slice(0, PROGRESS_CHARS_MAX);
    if (line === held.progress || this.#held !== held || !held.isWorking) return;
    held.progress = line;
    this.#report();
  }
}

function throwIfRefused(error: unknown): void {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'number' && REFUSALS.includes(code))
    throw new AgentRefused(`The orchestrator refused this agent: ${grpcReason(error)}`, { cause: error });
}
