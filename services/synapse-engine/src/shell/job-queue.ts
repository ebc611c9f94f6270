import { ServiceError } from '@panal/kernel/runtime';
import type { GraphAnswers, GraphJob, GraphJobKind } from '../ports.ts';

export type ReadJob = Extract<GraphJob, { kind: Exclude<GraphJobKind, 'apply' | 'snapshot'> }>;
export type AnswerOf<Job extends GraphJob> = GraphAnswers[Job['kind']];

/** A job that waits for a graph that holds everything up to a position. */
export interface WaitingJob {
  readonly job: ReadJob;
  readonly position: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface JobWait {
  /** The caller's; aborted when it no longer waits. */
  readonly signal: AbortSignal;
  /** Longest time until a graph takes it. */
  readonly waitMs: number;
}

/** Jobs of callers in the order of asking; any graph that is level enough takes the first that it can do. */
export class JobQueue {
  readonly #max: number;
  readonly #waiting: WaitingJob[] = [];
  #running = 0;
  #isClosed = false;

  constructor(max: number) {
    this.#max = max;
  }

  /** Resolves with the job's answer. Rejects with `overloaded` when too many wait or run, and with `unavailable` when it waits too long or the signal is aborted meanwhile. */
  ask<Job extends ReadJob>(job: Job, position: number, { signal, waitMs }: JobWait): Promise<AnswerOf<Job>> {
    if (this.#waiting.length + this.#running >= this.#max) {
      return Promise.reject(new ServiceError('overloaded', 'Too many queries wait for their turn. Try again shortly.'));
    }
    if (signal.aborted || this.#isClosed) return Promise.reject(notReady());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const index = this.#waiting.indexOf(waiting);
        if (index === -1) return;
        this.#waiting.splice(index, 1);
        waiting.reject(notReady());
      };
      const timer = setTimeout(leave, waitMs);
      const settled = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
      };
      const waiting: WaitingJob = {
        job,
        position,
        resolve: (answer) => {
          settled();
          resolve(answer as AnswerOf<Job>);
        },
        reject: (error) => {
          settled();
          reject(error as Error);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
    });
  }

  /** Refuses all that wait, and all that come. */
  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(notReady());
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Runs the first job that a graph with everything up to `applied` can do; resolves to whether there was one. */
  async runNext(applied: number, run: (waiting: WaitingJob) => Promise<void>): Promise<boolean> {
    const index = this.#waiting.findIndex(({ position }) => position <= applied);
    const [next] = index === -1 ? [] : this.#waiting.splice(index, 1);
    if (!next) return false;
    this.#running += 1;
    try {
      await run(next);
    } finally {
      this.#running -= 1;
    }
    return true;
  }
}

const notReady = (): ServiceError =>
  new ServiceError('unavailable', 'No graph was free and level in time: a worker is being restored, or all are busy. Try again.');
