/**
 * The feed of one journal into Synapse: one batch under way at a time, in order, until the process ends.
 *
 *   asking ──position──► reading ──batch──► sending ──applied──► reading
 *     ▲                                     │  ▲ │
 *     │                       away, busy ───┘  │ ├── refused as not valid: halves, down to the record, which Synapse keeps in
 *     │                                        │ │   quarantine when it breaks a shape, and which is skipped when it can't be read
 *     └────────── position is another one ◄────┼─┘
 *                                              └── after a pause (100 ms to 5 s)
 *
 * Nothing is queued: what is not sent yet stays in the journal, so memory is bounded by one batch.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { type Journal, JournalClosedError, type JournalRecord } from '@panal/journal';
import { type GrpcChannel, type Logger, type Metrics, grpcReason } from '@panal/kernel/runtime';
import { ApplyChangesRequest, type Change, GetFeedPositionRequest, SemanticEngineService } from '@panal/shared-types/synapse';
import { backoffMs } from './backoff.ts';
import { BatchLink } from './batch-link.ts';
import { type Batch, fitsOneMessage, readBatch, splitBatch } from './batch.ts';
import { type FeedMetrics, createFeedMetrics } from './feed-metrics.ts';
import { JournalCursor } from './journal-cursor.ts';

export interface SynapseFeedOptions {
  /** The service's own journal; its id and positions make every batch idempotent. */
  readonly journal: Journal;
  readonly channel: GrpcChannel;
  /** What a record means to the graph; pure. A record for which it throws is skipped like one that Synapse refuses. */
  readonly project: (record: JournalRecord) => readonly Change[];
  /** Where the facts go; default `panal`. */
  readonly namespace?: string;
  readonly log: Logger;
  readonly metrics?: Metrics;
}

export interface SynapseFeed {
  /** Position of the newest record that Synapse has acknowledged (or that was skipped); 0 before the first answer. */
  readonly position: number;
  /** Ends the feed; what is not sent yet is sent after the next start. */
  stop(): Promise<void>;
}

type Outcome = 'applied' | 'quarantined' | 'refused' | 'moved';

const NAMESPACE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const CALL_TIMEOUT_MS = 30_000;
/** How long records that change nothing wait for one that does, and how many: their position is of use after a restart only. */
const EMPTY_LINGER_MS = 2_000;
const EMPTY_RECORDS_MAX = 5_000;
const LOG_EVERY_FAILURES = 20;

class Feed implements SynapseFeed {
  readonly #options: SynapseFeedOptions;
  readonly #cursor: JournalCursor;
  readonly #link: BatchLink;
  readonly #stopping = new AbortController();
  readonly #metrics: FeedMetrics | undefined;
  readonly #done: Promise<void>;
  #position = 0;
  #failures = 0;
  #unprojectable = 0;

  constructor(options: SynapseFeedOptions) {
    this.#options = options;
    this.#cursor = new JournalCursor(options.journal, 1);
    this.#link = new BatchLink(options.channel);
    this.#metrics = options.metrics && createFeedMetrics(options.metrics, options.journal, () => this.#position);
    this.#done = this.#run();
  }

  get position(): number {
    return this.#position;
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the feed was stopped'));
    this.#link.close();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let resumed = false;
    while (!signal.aborted) {
      try {
        if (!resumed) await this.#resume();
        resumed = true;
        if (!(await this.#deliver(await this.#nextBatch())))
          throw new Error('Synapse stands at another position of this journal');
      } catch (error) {
        if (signal.aborted || error instanceof JournalClosedError) break;
        resumed = false;
        await this.#pause(error);
      }
    }
    this.#link.close();
    await this.#cursor.seek(1).catch(() => undefined);
  }

  /** Asks Synapse how far it is and goes on from there. */
  async #resume(): Promise<void> {
    const { journal, channel, log } = this.#options;
    const request = GetFeedPositionRequest.fromPartial({ journalId: journal.id });
    const reply = await channel.call(SemanticEngineService.getFeedPosition, request, this.#callOptions());
    if (reply.lastPosition > journal.flushedPosition) {
      throw new Error(
        `Synapse has seen position ${reply.lastPosition} of journal ${journal.id}, which ends at ${journal.flushedPosition}: one of them was restored from a backup that is older than the other. Restore both from the same time.`,
      );
    }
    this.#recovered();
    this.#position = reply.lastPosition;
    await this.#cursor.seek(reply.lastPosition + 1);
    const missing = journal.firstPosition - this.#cursor.position;
    if (missing <= 0) return;
    const lastPosition = journal.firstPosition - 1;
    log.error(
      { firstPosition: this.#cursor.position, lastPosition },
      'these records were trimmed from the journal before Synapse had them; it will miss them until it is restored from a backup',
    );
    this.#metrics?.skipped.inc({ reason: 'trimmed' }, missing);
    if (await this.#deliver({ firstPosition: this.#cursor.position, lastPosition, records: [] })) {
      await this.#cursor.seek(lastPosition + 1);
    }
  }

  /** The next batch, as soon as there is one; records that change nothing wait a little for company. */
  async #nextBatch(): Promise<Batch> {
    const { journal } = this.#options;
    const { signal } = this.#stopping;
    let batch = await readBatch(this.#cursor, this.#project);
    while (!batch) {
      await journal.waitFor(this.#cursor.position, signal);
      batch = await readBatch(this.#cursor, this.#project);
    }
    while (batch.records.length === 0 && this.#cursor.position - batch.firstPosition < EMPTY_RECORDS_MAX) {
      const linger = AbortSignal.any([signal, AbortSignal.timeout(EMPTY_LINGER_MS)]);
      const more = await journal.waitFor(this.#cursor.position, linger).then(
        () => readBatch(this.#cursor, this.#project),
        () => undefined,
      );
      if (!more) break;
      batch = { firstPosition: batch.firstPosition, lastPosition: more.lastPosition, records: more.records };
    }
    return batch;
  }

  readonly #project = (record: JournalRecord): readonly Change[] => {
    try {
      return this.#options.project(record);
    } catch (error) {
      if (record.position > this.#unprojectable) this.#skip(record.position, (error as Error).message, error);
      this.#unprojectable = Math.max(this.#unprojectable, record.position);
      return [];
    }
  };

  /** Sends a batch until Synapse has it; false when Synapse turned out to be at another position. */
  async #deliver(batch: Batch): Promise<boolean> {
    const only = batch.records.length === 1 ? batch.records[0] : undefined;
    if (only && !fitsOneMessage(only)) {
      this.#skip(only.position, 'the changes of this record are larger than one message may be');
      return this.#deliver({ ...batch, records: [] });
    }
    const { outcome, reason } = await this.#send(batch, only !== undefined);
    if (outcome === 'moved') return false;
    if (outcome === 'quarantined' && only) this.#reportQuarantine(only.position);
    if (outcome === 'applied' || outcome === 'quarantined') {
      this.#position = batch.lastPosition;
      return true;
    }
    if (only) {
      this.#skip(only.position, reason);
      return this.#deliver({ ...batch, records: [] });
    }
    const [first, second] = splitBatch(batch);
    return (await this.#deliver(first)) && (await this.#deliver(second));
  }

  /** One batch, tried until Synapse decides on it; a single record that breaks a shape may be kept in quarantine. */
  async #send(batch: Batch, quarantine: boolean): Promise<{ outcome: Outcome; reason: string }> {
    const { journal, namespace = '' } = this.#options;
    const { firstPosition, lastPosition, records } = batch;
    const changes = records.flatMap((record) => record.changes);
    const request = ApplyChangesRequest.fromPartial({
      namespace,
      journalId: journal.id,
      firstPosition,
      lastPosition,
      changes,
      quarantine,
    });
    for (;;) {
      this.#stopping.signal.throwIfAborted();
      try {
        const reply = await this.#link.apply(request, this.#callOptions());
        this.#recovered();
        if (reply.quarantined) return { outcome: 'quarantined', reason: '' };
        this.#metrics?.changes.inc(changes.length);
        return { outcome: 'applied', reason: '' };
      } catch (error) {
        const { code } = error as { code?: number };
        if (code === status.FAILED_PRECONDITION) return { outcome: 'moved', reason: grpcReason(error) };
        // An empty batch says nothing that could be wrong, so its refusal is no record's fault.
        if (code === status.INVALID_ARGUMENT && changes.length > 0) return { outcome: 'refused', reason: grpcReason(error) };
        await this.#pause(error);
      }
    }
  }

  #callOptions(): { timeoutMs: number; signal: AbortSignal } {
    return { timeoutMs: CALL_TIMEOUT_MS, signal: this.#stopping.signal };
  }

  #reportQuarantine(position: number): void {
    this.#metrics?.skipped.inc({ reason: 'quarantined' });
    this.#options.log.error(
      { position, journalId: this.#options.journal.id },
      'a record breaks a shape of the vocabulary: Synapse keeps it apart; see "panal synapse quarantine"',
    );
  }

  #skip(position: number, reason: string, error?: unknown): void {
    this.#metrics?.skipped.inc({ reason: error ? 'unprojectable' : 'refused' });
    this.#options.log.error(
      { position, journalId: this.#options.journal.id, reason, err: error },
      'a record was kept out of Synapse',
    );
  }

  #recovered(): void {
    if (this.#failures > 0) this.#options.log.info({ failures: this.#failures }, 'Synapse answers again');
    this.#failures = 0;
  }

  async #pause(error: unknown): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    this.#failures += 1;
    this.#metrics?.failures.inc();
    if (this.#failures % LOG_EVERY_FAILURES === 1) {
      this.#options.log.warn(
        { reason: grpcReason(error), failures: this.#failures },
        'Synapse does not take changes now; trying on',
      );
    }
    await sleep(backoffMs(this.#failures, Math.random()), undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Projects every record of a journal into Synapse, from where Synapse stands: in order, in batches, each applied exactly once.
 * Never blocks the service: Synapse away only delays. A record that breaks a shape is kept in quarantine there, one that can't be
 * read is skipped: both with an error in the log that names its position, and counted.
 */
export function startSynapseFeed(options: SynapseFeedOptions): SynapseFeed {
  if (options.namespace !== undefined && !NAMESPACE.test(options.namespace)) {
    throw new TypeError(`"${options.namespace}" is no namespace: use 1 to 64 letters, digits, ".", "_" or "-".`);
  }
  return new Feed(options);
}
