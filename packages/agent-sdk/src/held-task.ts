import type { Ack, TaskAssignment, TaskResult } from '@panal/shared-types/orchestrator';
import { assert } from '@panal/kernel/pure';
import { TaskStopped } from './agent-task.ts';

/**
 * One task under a lease, from assignment to acknowledgement.
 *
 * | state     | what happens                                       | next      |
 * |-----------|----------------------------------------------------|-----------|
 * | working   | the work ended                                     | reporting |
 * | working   | stop notice, lease not held, agent stopping        | stopped   |
 * | reporting | acknowledged, whether accepted or refused          | done      |
 * | reporting | stop notice (the acknowledgement will say the end) | reporting |
 * | stopped   | the work ended: nothing is submitted               | done      |
 */
export class HeldTask {
  readonly assignment: TaskAssignment;
  /** Resolves when the task needs nothing more of this agent. */
  readonly done: Promise<Ack | undefined>;
  progress = '';
  #state: 'working' | 'reporting' | 'stopped' | 'done' = 'working';
  #result: TaskResult | undefined;
  readonly #controller = new AbortController();
  readonly #finish: (ack: Ack | undefined) => void;

  constructor(assignment: TaskAssignment) {
    this.assignment = assignment;
    const { promise, resolve } = Promise.withResolvers<Ack | undefined>();
    this.done = promise;
    this.#finish = resolve;
  }

  get taskId(): string {
    return this.assignment.taskId;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The result that waits for its acknowledgement, if the work has ended. */
  get unacknowledged(): TaskResult | undefined {
    return this.#state === 'reporting' ? this.#result : undefined;
  }

  get isWorking(): boolean {
    return this.#state === 'working';
  }

  /** Stops the work; false where there is nothing to stop any more. */
  stop(reason: string): boolean {
    if (this.#state !== 'working') return false;
    this.#state = 'stopped';
    this.#controller.abort(new TaskStopped(`The task was stopped: ${reason}.`));
    return true;
  }

  /** Takes the result of ended work; returns whether it is to be submitted. */
  workEnded(result: TaskResult): boolean {
    assert(this.#state === 'working' || this.#state === 'stopped', `work of a task in state ${this.#state} ended`);
    if (this.#state === 'stopped') {
      this.#state = 'done';
      this.#finish(undefined);
      return false;
    }
    this.#state = 'reporting';
    this.#result = result;
    return true;
  }

  /** Takes the orchestrator's acknowledgement; ignored unless a result waits for it. */
  acknowledged(ack: Ack): void {
    if (this.#state !== 'reporting') return;
    this.#state = 'done';
    this.#result = undefined;
    this.#finish(ack);
  }
}
