import { ServiceError } from '@panal/kernel/runtime';
import { Worker } from 'node:worker_threads';
import type { LineShard } from '../ports.ts';
import type { LineAnswer, LineTask } from './thread/line-thread.ts';

const HEAP_MIB = 256;
/** Batches that are kept to be counted again by a further thread, should this one die; then a snapshot takes their place. */
const KEPT_BYTES_MAX = 4 * 1024 * 1024;
const KEPT_BATCHES_MAX = 64;
/** A batch that kills a thread would kill every further one. */
const DEATHS_MAX = 3;

interface Pending {
  readonly task: LineTask;
  readonly resolve: (reply: Uint8Array | undefined) => void;
  readonly reject: (error: Error) => void;
}

export type StartThread = (snapshot: Uint8Array | undefined) => Worker;

const threadFile = new URL(`./thread/line-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

const startThread: StartThread = (snapshot) =>
  new Worker(threadFile, { workerData: { snapshot }, resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB } });

/**
 * A shard of log lines in a thread of its own. A thread that dies is replaced: the next takes up the newest snapshot, counts again what
 * came after it, and answers what was not answered, so that ids which were given stay. The third death ends the stream.
 */
class ThreadLineShard implements LineShard {
  readonly #start: StartThread;
  readonly #pending: Pending[] = [];
  #worker: Worker;
  #snapshot: Uint8Array | undefined;
  #since: Uint8Array[] = [];
  #sinceBytes = 0;
  /** Answers of a further thread to what was answered before. */
  #again = 0;
  #deaths = 0;
  #ended: Error | undefined;

  constructor(start: StartThread) {
    this.#start = start;
    this.#worker = this.#begin();
  }

  add(batch: Uint8Array): Promise<Uint8Array | undefined> {
    const wantsSnapshot = this.#sinceBytes >= KEPT_BYTES_MAX || this.#since.length >= KEPT_BATCHES_MAX;
    // A view would be sent with all of the memory that it is a part of.
    return this.#ask({ batch: new Uint8Array(batch), wantsSnapshot });
  }

  async summary(): Promise<Uint8Array> {
    return (await this.#ask({}))!;
  }

  async close(): Promise<void> {
    this.#end(new ServiceError('unavailable', 'The stream of log lines has ended.'));
    await this.#worker.terminate();
  }

  #ask(task: LineTask): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#pending.push({ task, resolve, reject });
      this.#worker.postMessage(task);
    });
  }

  #begin(): Worker {
    const worker = this.#start(this.#snapshot);
    let isGone = false;
    const gone = (why: string): void => {
      if (!isGone) this.#replace(why);
      isGone = true;
    };
    worker.on('message', (answer: LineAnswer) => {
      if (!isGone) this.#take(answer);
    });
    worker.on('error', (error) => gone((error as Error).message));
    worker.on('exit', (code) => gone(`it ended with code ${code}`));
    return worker;
  }

  #take({ reply, snapshot, refusal }: LineAnswer): void {
    if (this.#again > 0) {
      this.#again -= 1;
      return;
    }
    const pending = this.#pending.shift();
    if (!pending) return;
    if (refusal !== undefined) return pending.reject(new ServiceError('invalid-argument', refusal));
    if (pending.task.batch) this.#keep(pending.task.batch, snapshot);
    pending.resolve(reply);
  }

  #keep(batch: Uint8Array, snapshot: Uint8Array | undefined): void {
    this.#since = snapshot ? [] : [...this.#since, batch];
    this.#sinceBytes = snapshot ? 0 : this.#sinceBytes + batch.byteLength;
    this.#snapshot = snapshot ?? this.#snapshot;
  }

  #replace(why: string): void {
    if (this.#ended) return;
    this.#deaths += 1;
    if (this.#deaths >= DEATHS_MAX) {
      const told = `The thread of this stream died ${DEATHS_MAX} times, the last time because ${why}. Send smaller batches or other lines.`;
      return this.#end(new ServiceError('unavailable', told));
    }
    this.#again = this.#since.length;
    this.#worker = this.#begin();
    for (const batch of this.#since) this.#worker.postMessage({ batch } satisfies LineTask);
    for (const { task } of this.#pending) this.#worker.postMessage(task);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.splice(0)) reject(this.#ended);
  }
}

/** Opens a shard in a thread; the caller closes it. At most 256 MiB of heap, and some megabytes here. */
export const openThreadLineShard = (start: StartThread = startThread): LineShard => new ThreadLineShard(start);
