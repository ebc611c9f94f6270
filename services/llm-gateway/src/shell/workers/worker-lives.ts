import type { Logger } from '@panal/kernel/runtime';
import { ServiceError } from '@panal/kernel/runtime';
import type { FromWorker } from './messages.ts';
import { WorkerHandle, type WorkerProgram } from './worker-handle.ts';

/**
 * The life of the worker processes, one in each place.
 *
 * | worker   | what happens                     | to       | then                                                         |
 * |----------|----------------------------------|----------|--------------------------------------------------------------|
 * | –        | its place is to be filled        | starting | it is lent nothing yet                                       |
 * | starting | it is up                         | serving  | it is told everything (worker-news.ts)                       |
 * | starting | silent, and 60 s old             | killed   | a start takes long on a busy machine                         |
 * | serving  | silent for too long              | killed   | until it is dead, its slices count as held                   |
 * | any      | dead, and heard to its end       | gone     | `onGone`; the next one starts after a back-off               |
 * | gone     | the back-off is over             | –        | its place is to be filled, unless the gateway stops          |
 */
export interface WorkerLivesOptions {
  readonly workers: number;
  /** Where they listen; 0: the first one chooses. */
  readonly port: number;
  readonly program: WorkerProgram;
  readonly log: Logger;
  readonly onMessage: (worker: WorkerHandle, message: FromWorker) => void;
  /** Called once for each that is dead and heard to its end, before another one takes its place. */
  readonly onGone: (worker: WorkerHandle) => void;
}

const START_MS_MAX = 60_000;
const BACK_OFF_MS = { first: 100, most: 10_000, steadyAfter: 30_000 };

/** Starts the worker processes, starts them again, and kills the silent ones. */
export class WorkerLives {
  readonly #options: WorkerLivesOptions;
  readonly #workers: (WorkerHandle | undefined)[];
  readonly #failures: number[];
  readonly #ready: (() => void)[] = [];
  #port: number;
  #stopping = false;

  constructor(options: WorkerLivesOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#workers = Array.from({ length: options.workers }, () => undefined);
    this.#failures = this.#workers.map(() => 0);
  }

  get isStopping(): boolean {
    return this.#stopping;
  }

  /** The newest of each place; some may be gone. */
  get all(): readonly WorkerHandle[] {
    return this.#workers.filter((worker) => worker !== undefined);
  }

  /** Those that know the keys: one that only starts is told everything when it is up. */
  get introduced(): readonly WorkerHandle[] {
    return this.all.filter((worker) => worker.isIntroduced);
  }

  /** Starts all workers, the first one first, since it chooses the port where none is set; resolves with the port. */
  async start(): Promise<number> {
    for (const index of this.#workers.keys()) {
      const ready = new Promise<void>((resolve) => (this.#ready[index] = resolve));
      const first = this.#start(index);
      const failed = first.gone.then(() => {
        throw new ServiceError('internal', `Worker ${index} of the gateway ended before it served; its log says why.`);
      });
      await Promise.race([ready, failed]);
      failed.catch(() => undefined);
    }
    return this.#port;
  }

  /** A worker serves at this port; later ones take the same. */
  serves(worker: WorkerHandle, port: number): void {
    this.#port = port;
    this.#ready[worker.place.index]?.();
  }

  /** Asks all to finish what is under way; resolves when they are gone, or are killed at the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    const workers = this.all;
    for (const worker of workers) worker.tell({ t: 'stop' });
    const timer = setTimeout(() => workers.forEach((worker) => worker.kill()), deadlineMs);
    await Promise.all(workers.map((worker) => worker.gone));
    clearTimeout(timer);
  }

  /** Kills a worker that is silent for too long: until it is dead, its slices count as held. */
  killSilent(): void {
    const nowMs = performance.now();
    for (const worker of this.all) {
      if (worker.isGone || !worker.book.isLost(nowMs)) continue;
      // One that only starts was lent nothing yet, and takes long on a busy machine.
      if (!worker.isIntroduced && nowMs - worker.startedMs < START_MS_MAX) continue;
      this.#options.log.warn(
        { worker: worker.place.index, workerPid: worker.pid },
        'a worker gave no sign of life; it is killed',
      );
      worker.kill();
    }
  }

  #start(index: number): WorkerHandle {
    const { workers, program, onMessage } = this.#options;
    const place = { index, workers, port: this.#port };
    const worker: WorkerHandle = new WorkerHandle(place, program, (message) => onMessage(worker, message));
    this.#workers[index] = worker;
    void worker.gone.then(() => this.#replace(worker, index));
    return worker;
  }

  /** Another one takes its place, the later the more often it ended soon after its start. */
  #replace(worker: WorkerHandle, index: number): void {
    this.#options.onGone(worker);
    if (this.#stopping) return;
    const steady = performance.now() - worker.startedMs > BACK_OFF_MS.steadyAfter;
    this.#failures[index] = steady ? 0 : this.#failures[index]! + 1;
    const waitMs = Math.min(BACK_OFF_MS.first * 2 ** this.#failures[index], BACK_OFF_MS.most);
    setTimeout(() => {
      if (!this.#stopping) this.#start(index);
    }, waitMs).unref();
  }
}
