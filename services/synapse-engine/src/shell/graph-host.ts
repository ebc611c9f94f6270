/**
 * Keeps a worker's graph level with the journal and gives jobs their turn.
 *
 *   opening ──stored graph loaded──► following ──worker lost, or a job passed its deadline──► opening
 *
 * While the graph is being built again, writers are acknowledged as always; readers wait, for a bounded time.
 */
import type { Journal } from '@panal/journal';
import { type Logger, ServiceError } from '@panal/kernel/runtime';
import type { SynapseMetrics } from '../metrics.ts';
import {
  type GraphAnswers,
  type GraphJob,
  type GraphJobKind,
  type GraphWorker,
  GraphWorkerLost,
  type OpenGraphWorker,
} from '../ports.ts';
import { type RecordBatch, recordBatches } from './record-batches.ts';

export interface GraphHostOptions {
  readonly jobTimeoutMs: number;
  /** Jobs of callers that may wait or run. */
  readonly jobsMax: number;
  readonly snapshotEveryChanges: number;
}

export interface GraphHostDeps {
  readonly journal: Journal;
  readonly open: OpenGraphWorker;
  readonly log: Logger;
  readonly metrics: SynapseMetrics;
}

type ReadJob = Extract<GraphJob, { kind: Exclude<GraphJobKind, 'apply' | 'snapshot'> }>;
type AnswerOf<Job extends GraphJob> = GraphAnswers[Job['kind']];

export class GraphHost {
  readonly #options: GraphHostOptions;
  readonly #deps: GraphHostDeps;
  readonly #stopping = new AbortController();
  #worker: GraphWorker | undefined;
  #applied = 0;
  #progress = Promise.withResolvers<void>();
  #turn: Promise<unknown> = Promise.resolve();
  #jobs = 0;
  #quads = 0;
  #changesSinceSnapshot = 0;
  #failedPosition = -1;
  #wake = new AbortController();
  #following: Promise<void> | undefined;

  constructor(options: GraphHostOptions, deps: GraphHostDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** Position up to which queries see the journal. */
  get appliedPosition(): number {
    return this.#applied;
  }

  /** Opens the worker and resolves when its graph is level with the journal. Rejects when it can't be built. */
  async start(): Promise<void> {
    const target = this.#deps.journal.flushedPosition;
    await this.#open();
    const level = this.#reached(target, this.#stopping.signal);
    this.#following = this.#follow();
    // `#follow` ends only by rejecting, or by a stop, which ends the wait too.
    await Promise.race([level, this.#following.then(() => level)]);
    this.#following.catch((error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new ServiceError('unavailable', 'Synapse is stopping.'));
    this.#wake.abort();
    await this.#worker?.end();
    await this.#following?.catch(() => undefined);
  }

  /**
   * Runs a job on a graph that holds everything acknowledged before the call. Rejects with `overloaded` when too many wait, with
   * `deadline` when the job itself takes too long (its worker is ended then), with `unavailable` when the graph is not ready in
   * that time, and with what the worker refuses.
   */
  async ask<Job extends ReadJob>(job: Job, signal: AbortSignal): Promise<AnswerOf<Job>> {
    if (this.#jobs >= this.#options.jobsMax)
      throw new ServiceError('overloaded', 'Too many queries wait for their turn. Try again shortly.');
    this.#jobs += 1;
    const target = this.#deps.journal.flushedPosition;
    const waiting = AbortSignal.any([signal, this.#stopping.signal, AbortSignal.timeout(this.#options.jobTimeoutMs * 2)]);
    try {
      for (;;) {
        await this.#reached(target, waiting);
        const answer = await this.#inTurn(async () =>
          waiting.aborted || this.#applied < target ? undefined : { value: await this.#runJob(job) },
        );
        if (answer) return answer.value;
        if (waiting.aborted) throw notReady();
      }
    } finally {
      this.#jobs -= 1;
    }
  }

  /** Waits until the graph holds a position. */
  async #reached(position: number, signal: AbortSignal): Promise<void> {
    while (this.#applied < position) {
      if (signal.aborted) throw notReady();
      const aborted = Promise.withResolvers<void>();
      const onAbort = (): void => aborted.resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      await Promise.race([this.#progress.promise, aborted.promise]);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** One job at a time, in the order of asking. */
  #inTurn<T>(work: () => Promise<T> | T): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #runJob<Job extends ReadJob>(job: Job): Promise<AnswerOf<Job>> {
    const worker = this.#worker;
    if (!worker) throw notReady();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      void worker.end();
    }, this.#options.jobTimeoutMs);
    const end = this.#deps.metrics.jobs.startTimer({ kind: job.kind });
    try {
      const reply = await worker.run(job);
      end({ outcome: reply.kind });
      // It answered in the very moment in which it was being ended.
      if (late) this.#lost(worker, 'a query passed its deadline');
      if (reply.kind === 'refused') throw new ServiceError(reply.code, reply.message);
      return (reply as { value: AnswerOf<Job> }).value;
    } catch (error) {
      if (!(error instanceof GraphWorkerLost)) throw error;
      end({ outcome: late ? 'deadline' : 'lost' });
      this.#lost(worker, late ? 'a query passed its deadline' : error.message);
      throw late ? new ServiceError('deadline') : new ServiceError('too-complex', undefined, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  #lost(worker: GraphWorker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#applied = 0;
    this.#deps.metrics.restores.inc();
    if (!this.#stopping.signal.aborted) this.#deps.log.warn({ reason }, 'the graph worker ended; building the graph again');
    this.#wake.abort();
  }

  async #open(): Promise<void> {
    const worker = await this.#deps.open();
    if (worker.openProblem !== undefined) this.#deps.log.error(worker.openProblem);
    this.#worker = worker;
    this.#deps.log.info({ position: worker.openedPosition }, 'the graph worker has opened what was stored');
    this.#moveTo(worker.openedPosition);
  }

  #moveTo(position: number): void {
    this.#applied = position;
    this.#progress.resolve();
    this.#progress = Promise.withResolvers();
  }

  async #follow(): Promise<void> {
    const { journal } = this.#deps;
    while (!this.#stopping.signal.aborted) {
      this.#wake = new AbortController();
      if (!this.#worker) await this.#open();
      try {
        for await (const batch of recordBatches(journal, this.#applied + 1)) await this.#apply(batch);
        await this.#idle();
      } catch (error) {
        if (!(error instanceof GraphWorkerLost)) throw error;
      }
    }
  }

  /** Until there is a record to apply, a worker to open, or an end. */
  async #idle(): Promise<void> {
    const { signal } = this.#wake;
    if (!this.#worker || this.#stopping.signal.aborted) return;
    try {
      await this.#deps.journal.waitFor(this.#applied + 1, signal);
    } catch (error) {
      if (!signal.aborted && !this.#stopping.signal.aborted) throw error;
    }
  }

  async #apply({ delta, changes }: RecordBatch): Promise<void> {
    const worker = this.#worker;
    if (!worker) throw new GraphWorkerLost('the worker ended before this batch');
    const firstPosition = this.#applied + 1;
    let running = false;
    const end = this.#deps.metrics.jobs.startTimer({ kind: 'apply' });
    try {
      const reply = await this.#inTurn(() => {
        if (this.#worker !== worker) throw new GraphWorkerLost('the worker ended before this batch');
        running = true;
        return worker.run({ kind: 'apply', ...delta });
      });
      end({ outcome: reply.kind });
      if (reply.kind === 'answer') this.#quads = reply.value as number;
    } catch (error) {
      end({ outcome: 'lost' });
      this.#lost(worker, (error as Error).message);
      // The same records twice is no accident: what is journalled must always apply.
      if (running && this.#failedPosition === firstPosition && !this.#stopping.signal.aborted) {
        throw new Error('journalled records can not be applied to the graph', { cause: error });
      }
      if (running) this.#failedPosition = firstPosition;
      throw error;
    }
    this.#deps.metrics.quads.set(this.#quads);
    this.#changesSinceSnapshot += changes;
    this.#moveTo(delta.lastPosition);
    if (this.#changesSinceSnapshot >= Math.max(this.#options.snapshotEveryChanges, this.#quads / 4)) await this.#snapshot(worker);
  }

  async #snapshot(worker: GraphWorker): Promise<void> {
    this.#changesSinceSnapshot = 0;
    try {
      const reply = await this.#inTurn(() => worker.run({ kind: 'snapshot' }));
      if (reply.kind === 'refused')
        this.#deps.log.warn({ reason: reply.message }, 'the graph could not be stored; the next start will take longer');
      else this.#deps.log.info({ position: this.#applied, quads: this.#quads }, 'the graph was stored');
    } catch (error) {
      this.#lost(worker, (error as Error).message);
      throw error;
    }
  }
}

const notReady = (): ServiceError =>
  new ServiceError('unavailable', 'The graph is being built again after a restart of its worker. Try again shortly.');
