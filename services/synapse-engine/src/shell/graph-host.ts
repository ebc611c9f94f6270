/** The copies of the graph: who asks gets the first that is free and level; a copy that is lost harms nobody else. */
import type { Journal } from '@panal/journal';
import { type Logger, ServiceError } from '@panal/kernel/runtime';
import type { GraphEvent } from '../core/events.ts';
import type { SynapseMetrics } from '../metrics.ts';
import type { OpenGraphWorker } from '../ports.ts';
import { ApplyLag } from './apply-lag.ts';
import { GraphReplica } from './graph-replica.ts';
import { type AnswerOf, JobQueue, type ReadJob } from './job-queue.ts';
import { RecordTail } from './record-tail.ts';

export interface GraphHostOptions {
  /** Copies of the graph; each answers one query at a time. */
  readonly replicas: number;
  readonly jobTimeoutMs: number;
  /** Jobs of callers that may wait or run. */
  readonly jobsMax: number;
  readonly snapshotEveryChanges: number;
  /** Quads beyond which the engine's memory may not hold more. */
  readonly quadsMax: number;
  /** Changes acknowledged but never yet applied, beyond which writers wait. */
  readonly lagChangesMax: number;
}

export interface GraphHostDeps {
  readonly journal: Journal;
  readonly open: OpenGraphWorker;
  readonly log: Logger;
  readonly metrics: SynapseMetrics;
  /** The graph was stored; the oldest stored graph that is kept has this position. One at a time. */
  readonly onStored?: (oldestPosition: number) => void;
}

const NEARLY_LEVEL_RECORDS = 2_000;
/** Fewer changes than that are applied anew within a tenth of a second. */
const STOP_STORE_CHANGES = 20_000;
/** About what a million quads take to be stored on an idle machine. */
const STOP_STORE_MS = 4_000;

export class GraphHost {
  readonly #options: GraphHostOptions;
  readonly #deps: GraphHostDeps;
  readonly #stopping = new AbortController();
  readonly #jobs: JobQueue;
  readonly #tail = new RecordTail();
  readonly #lag: ApplyLag;
  readonly #replicas: GraphReplica[];
  #highest = 0;
  #changesSinceSnapshot = 0;
  #snapshotting = false;
  #storedPosition = 0;
  #wanted: { readonly position: number; readonly done: PromiseWithResolvers<void> } | undefined;
  #progress = Promise.withResolvers<void>();

  constructor(options: GraphHostOptions, deps: GraphHostDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#jobs = new JobQueue(options.jobsMax);
    this.#lag = new ApplyLag(options.lagChangesMax);
    this.#replicas = Array.from({ length: options.replicas }, () => this.#replica());
  }

  /** Position up to which the most level copy holds the journal. */
  get appliedPosition(): number {
    return Math.max(0, ...this.#replicas.map((replica) => replica.applied));
  }

  /** Changes acknowledged but never yet applied. */
  get lagChanges(): number {
    return this.#lag.changes;
  }

  /** Copies that are open and no more than one batch behind. */
  get openReplicas(): number {
    const level = Math.max(0, this.#deps.journal.flushedPosition - NEARLY_LEVEL_RECORDS);
    return this.#replicas.filter((replica) => replica.applied >= level).length;
  }

  /** Whether the graph has no room for more quads. */
  get isFull(): boolean {
    return Math.max(...this.#replicas.map((replica) => replica.quads)) >= this.#options.quadsMax;
  }

  /** Undefined while writers may write; else resolves when they may, or rejects with `overloaded`. */
  room(): Promise<void> | undefined {
    return this.#lag.room();
  }

  /** Takes each event as it is flushed, in order, so that copies need not read it back. */
  note(position: number, event: GraphEvent): void {
    this.#tail.note({ position, event });
    this.#lag.flushed(position, 'count' in event ? event.count : 0);
  }

  /** Opens the copies, one first; resolves when it is level with the journal. Rejects when it can't be built. */
  async start(): Promise<void> {
    const target = this.#deps.journal.flushedPosition;
    const [first, ...others] = this.#replicas;
    if (!first) throw new RangeError('a graph needs at least one copy');
    const running = first.run();
    // `run` ends only by rejecting, or by a stop.
    await Promise.race([this.#reached(target), running]);
    for (const run of [running, ...others.map((replica) => replica.run())]) run.catch(crash);
  }

  /** Ends the copies. What they hold is stored first where much was applied since, so that the next start is quick; given up after 4 s. */
  async stop(): Promise<void> {
    const isWorthStoring = this.#snapshotting || this.#changesSinceSnapshot >= STOP_STORE_CHANGES;
    if (isWorthStoring && this.openReplicas > 0) {
      const { log } = this.#deps;
      await this.store(AbortSignal.timeout(STOP_STORE_MS)).catch((error: unknown) =>
        log.info(
          { reason: (error as Error).message },
          'the graph was not stored before the stop; the next start reads the journal',
        ),
      );
    }
    this.#stopping.abort(new ServiceError('unavailable', 'Synapse is stopping.'));
    this.#jobs.close();
    this.#progress.resolve();
    await Promise.all(this.#replicas.map((replica) => replica.stop()));
  }

  /**
   * Runs a job on a graph that holds everything acknowledged before the call, and everything up to `minPosition`. Rejects with
   * `overloaded` when too many wait, with `deadline` when the job itself takes too long (its worker is ended then), with
   * `unavailable` when no copy is free and level in twice that time, and with what the worker refuses.
   */
  async ask<Job extends ReadJob>(job: Job, signal: AbortSignal, minPosition = 0): Promise<AnswerOf<Job>> {
    const { flushedPosition } = this.#deps.journal;
    if (minPosition > flushedPosition) {
      throw new ServiceError(
        'invalid-argument',
        `Position ${minPosition} was not given to anybody yet (newest: ${flushedPosition}).`,
      );
    }
    const answer = this.#jobs.ask(job, flushedPosition, { signal, waitMs: this.#options.jobTimeoutMs * 2 });
    for (const replica of this.#replicas) replica.wake();
    return answer;
  }

  /** Stores the graph with everything acknowledged before the call; rejects where it can't be stored, and with the signal's reason. */
  async store(signal: AbortSignal): Promise<void> {
    const position = this.#deps.journal.flushedPosition;
    const given = AbortSignal.any([signal, this.#stopping.signal]);
    while (this.#storedPosition < position) {
      given.throwIfAborted();
      this.#wanted ??= { position, done: Promise.withResolvers() };
      for (const replica of this.#replicas) replica.wake();
      const { promise } = this.#wanted.done;
      await new Promise<void>((resolve, reject) => {
        const abort = (): void => reject(given.reason as Error);
        given.addEventListener('abort', abort, { once: true });
        promise.then(resolve, reject).finally(() => given.removeEventListener('abort', abort));
      });
    }
  }

  async #reached(position: number): Promise<void> {
    while (this.#replicas.every((replica) => replica.applied < position)) {
      if (this.#stopping.signal.aborted) return;
      await this.#progress.promise;
    }
  }

  #replica(): GraphReplica {
    const { journal, open, log, metrics } = this.#deps;
    return new GraphReplica({
      journal,
      open,
      log,
      metrics,
      tail: this.#tail,
      jobs: this.#jobs,
      jobTimeoutMs: this.#options.jobTimeoutMs,
      snapshotWanted: (applied) => this.#takeWantedTurn(applied),
      snapshotDue: (quads) => this.#takeSnapshotTurn(quads),
      onSnapshot: (stored) => this.#stored(stored),
      onApplied: (position, changes) => this.#applied(position, changes),
    });
  }

  #applied(position: number, changes: number): void {
    if (position > this.#highest) {
      this.#highest = position;
      this.#changesSinceSnapshot += changes;
      this.#lag.applied(position);
    }
    this.#deps.metrics.quads.set(Math.max(...this.#replicas.map((replica) => replica.quads)));
    this.#progress.resolve();
    this.#progress = Promise.withResolvers();
  }

  /** Whether it is time to store the graph; whoever is told so does it. Storing costs about as much a quad as loading. */
  #takeSnapshotTurn(quads: number): boolean {
    const due = Math.max(this.#options.snapshotEveryChanges, quads);
    if (this.#snapshotting || this.#changesSinceSnapshot < due) return false;
    // While it stores, the others answer.
    if (this.openReplicas < this.#replicas.length) return false;
    this.#snapshotting = true;
    this.#changesSinceSnapshot = 0;
    return true;
  }

  #takeWantedTurn(applied: number): boolean {
    if (this.#snapshotting || !this.#wanted || applied < this.#wanted.position) return false;
    this.#snapshotting = true;
    this.#changesSinceSnapshot = 0;
    return true;
  }

  #stored(stored: { readonly position: number; readonly oldest: number } | undefined): void {
    this.#snapshotting = false;
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (!stored) {
      wanted?.done.reject(
        new ServiceError('unavailable', 'The graph could not be stored: see the log of Synapse, and the disk.'),
      );
      return;
    }
    this.#storedPosition = Math.max(this.#storedPosition, stored.position);
    wanted?.done.resolve();
    this.#deps.onStored?.(stored.oldest);
  }
}

/** Ends the process as any uncaught error does. */
function crash(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
