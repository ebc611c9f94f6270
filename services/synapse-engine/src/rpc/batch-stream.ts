/**
 * One stream of batches:
 *
 *   taken ──the batch before is decided──► decided ──flushed──► answered, in the order of taking
 *
 * All that arrives in one turn of the event loop is checked and decided in it, journalled by one flush, and answered in one message,
 * or several where the texts of refusals are long. A message of more than 256 batches ends the stream before any of them is taken.
 * Taken and not yet answered are at most 256 batches or 4 MiB of text (and the message that passed it): then reading stops, as it does
 * while the caller does not read its answers.
 */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Principal, ServiceError, describeError } from '@panal/kernel/runtime';
import type { IngestAck, IngestAcks, IngestBatch, IngestBatches, IngestRequest } from '@panal/shared-types/synapse';
import { synapseErrors } from '../errors.ts';
import { requirePermission } from '../shell/access.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { applyChanges } from './apply-changes.ts';
import { ingestTriples } from './ingest-triples.ts';

type Duplex = ServerDuplexStream<IngestBatches, IngestAcks>;
type Outcome = NonNullable<IngestAck['outcome']>;

interface Answer {
  readonly number: number;
  readonly units: number;
  outcome: Outcome | undefined;
}

export interface BatchCaller {
  readonly principal: Principal;
  /** Undefined, or rejects when the caller's token no longer holds. */
  readonly renew: () => Promise<void> | undefined;
}

const WINDOW_BATCHES = 256;
const WINDOW_BYTES = 4 * 1024 * 1024;
/** Texts of the refusals that one answer holds, UTF-16 units, and the one that passed it: three bytes each at most, and 8 MiB a message. */
const ANSWER_UNITS_MAX = 256 * 1024;

type Triple = IngestRequest['triples'][number];

const unitsOfTriple = ({ subject, predicate, object, embedding, provenance }: Triple): number => {
  const { source, timestamp, method } = provenance ?? { source: '', timestamp: '', method: '' };
  const texts = [subject, predicate, object, source, timestamp, method];
  return texts.reduce((sum, text) => sum + text.length, 4 * embedding.length);
};

const unitsOf = ({ content }: IngestBatch): number => {
  if (!content) return 0;
  if (content.$case === 'triples') {
    const { namespace, idempotencyKey, triples } = content.value;
    return triples.reduce((sum, triple) => sum + unitsOfTriple(triple), namespace.length + idempotencyKey.length);
  }
  const { namespace, journalId, changes } = content.value;
  return changes.reduce((sum, { quad }) => sum + quad.length, namespace.length + journalId.length);
};

export class BatchStream {
  readonly #synapse: Synapse;
  readonly #stream: Duplex;
  readonly #caller: BatchCaller;
  readonly #gone = new AbortController();
  readonly #done = Promise.withResolvers<void>();
  #inbox: IngestBatch[] = [];
  #answers: Answer[] = [];
  #heldBatches = 0;
  #heldUnits = 0;
  #lastNumber = -1;
  #working = false;
  #sending = false;
  #isFull = false;
  /** No more batches are taken: the caller has ended its side, or `#failure` ends the stream once all that was decided is answered. */
  #isLast = false;
  #failure: unknown;

  constructor(synapse: Synapse, stream: Duplex, caller: BatchCaller) {
    this.#synapse = synapse;
    this.#stream = stream;
    this.#caller = caller;
  }

  /** Serves the stream; resolves when it ended, rejects with what ends it otherwise. */
  async run(): Promise<void> {
    const { stopping } = this.#synapse;
    const stop = (): void =>
      this.#fail(new ServiceError('unavailable', 'Synapse is stopping. Send again what was not answered.'));
    const leave = (): void => {
      this.#gone.abort(new Error('the caller went away'));
      this.#done.resolve();
    };
    this.#stream.on('data', (message: IngestBatches) => this.#take(message));
    this.#stream.on('end', () => this.#end());
    this.#stream.on('drain', () => this.#setFull(false));
    for (const event of ['cancelled', 'error']) this.#stream.on(event, leave);
    stopping.addEventListener('abort', stop, { once: true });
    if (stopping.aborted) stop();
    else this.#write([]);
    try {
      await this.#done.promise;
    } finally {
      stopping.removeEventListener('abort', stop);
      this.#inbox = [];
    }
  }

  #take({ batches }: IngestBatches): void {
    if (this.#isLast) return;
    if (batches.length > WINDOW_BATCHES) {
      const problem = `A message holds ${batches.length} batches, more than the window of ${WINDOW_BATCHES}: send them in several.`;
      return this.#fail(new ServiceError('invalid-argument', problem));
    }
    for (const batch of batches) {
      if (batch.number <= this.#lastNumber) {
        return this.#fail(
          new ServiceError('invalid-argument', `Batch ${batch.number} follows ${this.#lastNumber}: numbers must rise.`),
        );
      }
      this.#lastNumber = batch.number;
      this.#inbox.push(batch);
    }
    if (!this.#working && this.#inbox.length > 0) void this.#work();
    this.#regulate();
  }

  /** Begins the batches in order, each when the one before is decided. */
  async #work(): Promise<void> {
    this.#working = true;
    let taken = this.#inbox;
    try {
      while (taken.length > 0 && !this.#gone.signal.aborted) {
        this.#inbox = [];
        const renewed = this.#caller.renew();
        if (renewed) await renewed;
        for (const batch of taken) {
          if (this.#failure !== undefined || this.#gone.signal.aborted) break;
          const decided = this.#begin(batch);
          if (decided) await decided;
        }
        taken = this.#inbox;
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#working = false;
    this.#settle();
  }

  /** Undefined when the batch is decided at once, which needs no turn of its own. */
  #begin(batch: IngestBatch): Promise<void> | undefined {
    const answer: Answer = { number: batch.number, units: unitsOf(batch), outcome: undefined };
    this.#answers.push(answer);
    this.#heldBatches += 1;
    this.#heldUnits += answer.units;
    let isDecided = false;
    let wake: (() => void) | undefined;
    const onDecided = (): void => {
      isDecided = true;
      wake?.();
    };
    const answered = (outcome: Outcome): void => {
      answer.outcome = outcome;
      onDecided();
      this.#send();
    };
    this.#perform(batch, onDecided).then(answered, (error: unknown) => answered(this.#refused(error)));
    return isDecided ? undefined : new Promise((resolve) => (wake = resolve));
  }

  async #perform({ content }: IngestBatch, onDecided: () => void): Promise<Outcome> {
    if (!content) throw new ServiceError('invalid-argument', 'A batch holds neither changes nor triples.');
    const { principal } = this.#caller;
    requirePermission(principal, requireNamespace(content.value.namespace), 'write');
    const writer = { principal, signal: this.#gone.signal, onDecided };
    return content.$case === 'changes'
      ? { $case: 'changes', value: await applyChanges(this.#synapse, content.value, writer) }
      : { $case: 'triples', value: await ingestTriples(this.#synapse, content.value, writer) };
  }

  #refused(error: unknown): Outcome {
    const { code, row, message } = describeError(error, synapseErrors);
    if (code === 'internal') this.#synapse.log.error({ err: error, method: 'IngestStream' }, 'internal error');
    return { $case: 'refused', value: { code: row.grpc, message } };
  }

  /** Answers what can be answered at the end of this turn, so that all that one flush has made durable goes in one message. */
  #send(): void {
    if (this.#sending) return;
    this.#sending = true;
    setImmediate(() => {
      this.#sending = false;
      const open = this.#answers.findIndex(({ outcome }) => !outcome);
      const ready = this.#answers.splice(0, open === -1 ? this.#answers.length : open);
      if (ready.length > 0 && !this.#gone.signal.aborted) this.#write(ready);
      this.#settle();
    });
  }

  #write(ready: readonly Answer[]): void {
    this.#heldBatches -= ready.length;
    for (const { units } of ready) this.#heldUnits -= units;
    const window =
      ready.length === 0 ? { windowBatches: WINDOW_BATCHES, windowBytes: WINDOW_BYTES } : { windowBatches: 0, windowBytes: 0 };
    let acks: IngestAck[] = [];
    let units = 0;
    for (const { number, outcome } of ready) {
      if (units >= ANSWER_UNITS_MAX) {
        this.#stream.write({ acks, ...window });
        acks = [];
        units = 0;
      }
      acks.push({ number, outcome });
      units += outcome?.$case === 'refused' ? outcome.value.message.length : 0;
    }
    this.#setFull(!this.#stream.write({ acks, ...window }));
  }

  #setFull(isFull: boolean): void {
    this.#isFull = isFull;
    this.#regulate();
  }

  #regulate(): void {
    const isOpen = !this.#isFull && this.#heldBatches + this.#inbox.length < WINDOW_BATCHES && this.#heldUnits < WINDOW_BYTES;
    if (!isOpen) this.#stream.pause();
    else if (this.#stream.isPaused()) this.#stream.resume();
  }

  #end(): void {
    this.#isLast = true;
    this.#settle();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#end();
  }

  /** Ends the stream once nothing is left to answer. */
  #settle(): void {
    if (!this.#isLast || this.#working || this.#answers.length > 0 || this.#sending) return;
    if (this.#failure !== undefined) return this.#done.reject(this.#failure as Error);
    if (this.#inbox.length > 0) return;
    this.#stream.end();
    this.#done.resolve();
  }
}
