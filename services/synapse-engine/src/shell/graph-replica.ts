/**
 * One copy of the graph in a worker: keeps level with the journal and takes jobs of callers between.
 *
 *   opening ──stored graph loaded──► following ──worker lost, or a job passed its deadline──► opening
 *
 * While it opens, writers are acknowledged as always, and the other copies answer readers.
 */
import { type Journal, JournalTrimmedError } from '@panal/journal';
import { type Logger, ServiceError } from '@panal/kernel/runtime';
import type { SynapseMetrics } from '../metrics.ts';
import { type GraphDelta, type GraphReply, type GraphWorker, GraphWorkerLost, type OpenGraphWorker } from '../ports.ts';
import type { JobQueue, WaitingJob } from './job-queue.ts';
import { recordBatches, tailBatch } from './record-batches.ts';
import type { RecordTail } from './record-tail.ts';

/** What the copies share. */
export interface ReplicaDeps {
  readonly journal: Journal;
  readonly tail: RecordTail;
  readonly jobs: JobQueue;
  readonly open: OpenGraphWorker;
  readonly log: Logger;
  readonly metrics: SynapseMetrics;
  readonly jobTimeoutMs: number;
  /** Whether somebody waits for this copy's graph, which holds everything up to a position, to be stored; it must be then. */
  readonly snapshotWanted: (applied: number) => boolean;
  /** Whether this copy is to store the graph now, given its quads. */
  readonly snapshotDue: (quads: number) => boolean;
  /** Stored as of a position, and the oldest that is kept; or could not be (`undefined`). */
  readonly onSnapshot: (stored: { readonly position: number; readonly oldest: number } | undefined) => void;
  /** It holds everything up to a position now, by so many changes more than before. */
  readonly onApplied: (position: number, changes: number) => void;
}

/** Small batches cost the engine twice as much a quad; a reader who waits cuts this short. */
const LINGER_MS = 10;
const OPENS_MAX = 3;

export class GraphReplica {
  readonly #deps: ReplicaDeps;
  readonly #stopping = new AbortController();
  #worker: GraphWorker | undefined;
  #applied = -1;
  #quads = 0;
  #failedPosition = -1;
  #isWoken = false;
  #isWatching = false;
  /** Ends the idleness, where it is idle. */
  #onWake: () => void = () => undefined;
  #onRecord: ((failure?: Error) => void) | undefined;
  #running: Promise<void> | undefined;

  constructor(deps: ReplicaDeps) {
    this.#deps = deps;
  }

  /** Position that its graph holds; -1 while it has none. */
  get applied(): number {
    return this.#applied;
  }

  get quads(): number {
    return this.#quads;
  }

  /** Works until `stop`; rejects when journalled records can't be applied. */
  run(): Promise<void> {
    this.#running = this.#loop();
    return this.#running;
  }

  /** There may be something to do. */
  wake(): void {
    this.#isWoken = true;
    this.#onWake();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#worker?.end();
    await this.#running?.catch(() => undefined);
  }

  async #loop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#isWoken = false;
      try {
        const worker = this.#worker ?? (await this.#open());
        await this.#step(worker);
      } catch (error) {
        if (!(error instanceof GraphWorkerLost)) throw error;
      }
    }
  }

  async #open(): Promise<GraphWorker> {
    const worker = await this.#opened();
    if (this.#stopping.signal.aborted) {
      await worker.end();
      throw new GraphWorkerLost('stopping');
    }
    if (worker.openProblem !== undefined) this.#deps.log.error(worker.openProblem);
    this.#worker = worker;
    this.#deps.log.info({ position: worker.openedPosition }, 'the graph worker has opened what was stored');
    this.#moveTo(worker.openedPosition, 0);
    return worker;
  }

  async #opened(): Promise<GraphWorker> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.#deps.open();
      } catch (error) {
        if (this.#stopping.signal.aborted) throw error;
        if (failures === OPENS_MAX) throw new Error(`a graph worker could not be opened ${OPENS_MAX} times`, { cause: error });
        this.#deps.log.error({ err: error }, 'a graph worker could not be opened; trying again');
      }
    }
  }

  /** One job, and one batch if there is one; or waits for either. */
  async #step(worker: GraphWorker): Promise<void> {
    const ran = await this.#deps.jobs.runNext(this.#applied, (job) => this.#runJob(worker, job));
    if (this.#deps.snapshotWanted(this.#applied)) await this.#snapshot(worker);
    else if (this.#applied < this.#deps.journal.flushedPosition) await this.#applyNext(worker);
    else if (this.#deps.snapshotDue(this.#quads)) await this.#snapshot(worker);
    else if (!ran) await this.#idle();
  }

  /** Until somebody wakes it, or a record comes: then a little longer, in case more come. Without abort signals, which cost as much as a query. */
  async #idle(): Promise<void> {
    if (this.#isWoken) return;
    await new Promise<void>((resolve, reject) => {
      this.#onWake = resolve;
      this.#onRecord = (failure) => (failure ? reject(failure) : resolve());
      this.#watch();
    });
    this.#onRecord = undefined;
    if (this.#isWoken || !this.#deps.jobs.isEmpty) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LINGER_MS);
      this.#onWake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Waits for the next record in the background, once at a time: between two of them there may be thousands of questions. */
  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const seen = (failure?: Error): void => {
      this.#isWatching = false;
      this.#onRecord?.(failure);
    };
    this.#deps.journal.waitFor(this.#applied + 1).then(() => seen(), seen);
  }

  async #applyNext(worker: GraphWorker): Promise<void> {
    const recent = tailBatch(this.#deps.tail, this.#applied + 1);
    if (recent) return await this.#apply(worker, recent);
    // Far behind.
    const { firstPosition } = this.#deps.journal;
    if (this.#applied + 1 < firstPosition) {
      throw new Error(
        `no stored graph could be used, and the journal before position ${firstPosition} was trimmed: restore a backup`,
        { cause: new JournalTrimmedError(this.#applied + 1, firstPosition) },
      );
    }
    for await (const delta of recordBatches(this.#deps.journal, this.#applied + 1)) {
      await this.#apply(worker, delta);
      await this.#deps.jobs.runNext(this.#applied, (job) => this.#runJob(worker, job));
    }
  }

  async #apply(worker: GraphWorker, delta: GraphDelta): Promise<void> {
    const firstPosition = this.#applied + 1;
    const end = this.#deps.metrics.jobs.startTimer({ kind: 'apply' });
    try {
      if (this.#worker !== worker) throw new GraphWorkerLost('the worker ended before this batch');
      const reply = await worker.run({ kind: 'apply', ...delta });
      end({ outcome: reply.kind });
      if (reply.kind === 'answer') this.#quads = reply.value as number;
    } catch (error) {
      end({ outcome: 'lost' });
      this.#lost(worker, (error as Error).message);
      // The same records twice is no accident: what is journalled must always apply.
      if (this.#failedPosition === firstPosition && !this.#stopping.signal.aborted) {
        throw new Error('journalled records can not be applied to the graph', { cause: error });
      }
      this.#failedPosition = firstPosition;
      throw error;
    }
    this.#moveTo(delta.lastPosition, delta.changes);
  }

  #moveTo(position: number, changes: number): void {
    this.#applied = position;
    this.#deps.onApplied(position, changes);
  }

  async #runJob(worker: GraphWorker, waiting: WaitingJob): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      // Whoever asked need not wait until the thread is gone.
      waiting.reject(new ServiceError('deadline'));
      void worker.end();
    }, this.#deps.jobTimeoutMs);
    const end = this.#deps.metrics.jobs.startTimer({ kind: waiting.job.kind });
    try {
      const reply = await worker.run(waiting.job);
      end({ outcome: reply.kind });
      settle(waiting, reply);
      // It answered in the very moment in which it was being ended.
      if (late) this.#lost(worker, 'a query passed its deadline');
    } catch (error) {
      if (!(error instanceof GraphWorkerLost)) throw error;
      end({ outcome: late ? 'deadline' : 'lost' });
      this.#lost(worker, late ? 'a query passed its deadline' : error.message);
      waiting.reject(this.#reasonOf(late, error));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #reasonOf(late: boolean, cause: Error): ServiceError {
    if (this.#stopping.signal.aborted) return new ServiceError('unavailable', 'Synapse is stopping.');
    return late ? new ServiceError('deadline') : new ServiceError('too-complex', undefined, { cause });
  }

  #lost(worker: GraphWorker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#applied = -1;
    this.#deps.metrics.restores.inc();
    if (!this.#stopping.signal.aborted) this.#deps.log.warn({ reason }, 'a graph worker ended; its graph is built again');
  }

  async #snapshot(worker: GraphWorker): Promise<void> {
    try {
      let reply = await worker.run({ kind: 'snapshot' });
      while (reply.kind === 'answer' && reply.value === undefined) {
        await this.#deps.jobs.runNext(this.#applied, (job) => this.#runJob(worker, job));
        reply = await worker.run({ kind: 'snapshot' });
      }
      if (reply.kind === 'refused')
        this.#deps.log.warn({ reason: reply.message }, 'the graph could not be stored; the next start will take longer');
      else this.#deps.log.info({ position: this.#applied, quads: this.#quads }, 'the graph was stored');
      const stored = { position: this.#applied, oldest: (reply as { readonly value?: unknown }).value as number };
      this.#deps.onSnapshot(reply.kind === 'answer' ? stored : undefined);
    } catch (error) {
      this.#deps.onSnapshot(undefined);
      if (error instanceof GraphWorkerLost) this.#lost(worker, error.message);
      throw error;
    }
  }
}

function settle(waiting: WaitingJob, reply: GraphReply): void {
  if (reply.kind === 'refused') waiting.reject(new ServiceError(reply.code, reply.message));
  else waiting.resolve((reply as { readonly value?: unknown }).value);
}
