import { Worker } from 'node:worker_threads';
import { type Chunk, type ChunkCounts, chunkBytesMax } from './chunk.ts';
import { ChunkScanner, type ScanOptions } from './chunk-scanner.ts';
import { chunkBytesOf } from './scan-thread.ts';

export interface PoolOptions {
  /** 0 scans on the calling thread. */
  readonly workers: number;
  readonly scan: ScanOptions;
  /** Takes the counts of every chunk, in order of the chunks. */
  readonly onCounts: (counts: ChunkCounts) => void;
  /** Whether most unknown lines are no longer looked at. */
  readonly isSampling: () => boolean;
}

const CHUNKS_PER_WORKER = 3;
const HEAP_MIB = 64;
const YOUNG_HEAP_MIB = 8;
const threadFile = new URL(`./scan-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

interface Thread {
  readonly worker: Worker;
  underWay: number;
}

/**
 * Chunks go to the thread with the fewest under way; their counts are handed on in the order of the chunks, so that whatever is learned
 * from them does not depend on the number of threads. At most three chunks a thread are under way or wait for their turn.
 */
export class ScanPool {
  readonly #options: PoolOptions;
  readonly #threads: Thread[];
  readonly #here: ChunkScanner | undefined;
  readonly #scratch = new Uint8Array(chunkBytesMax);
  readonly #early = new Map<number, ChunkCounts>();
  #given = 0;
  #handedOn = 0;
  #wake: (() => void) | undefined;
  #lost: Error | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#here = options.workers === 0 ? new ChunkScanner(options.scan) : undefined;
    this.#threads = Array.from({ length: options.workers }, () => this.#start());
  }

  /** Waits for room, then has the chunk scanned. Chunks come in order. */
  async scan(chunk: Chunk): Promise<void> {
    if (this.#lost) throw this.#lost;
    this.#given += 1;
    if (this.#here) {
      this.#take(this.#here.scan(chunk, chunkBytesOf(chunk, this.#scratch), this.#options.isSampling()));
      return;
    }
    const thread = this.#threads.reduce((best, each) => (each.underWay < best.underWay ? each : best));
    thread.underWay += 1;
    const moved = chunk.from instanceof Uint8Array ? [chunk.from.buffer as ArrayBuffer] : [];
    thread.worker.postMessage({ chunk, isSampling: this.#options.isSampling() }, moved);
    await this.#until(() => this.#given - this.#handedOn < this.#threads.length * CHUNKS_PER_WORKER);
  }

  /** Waits until all that was given is handed on. */
  async idle(): Promise<void> {
    await this.#until(() => this.#given === this.#handedOn);
  }

  async end(): Promise<void> {
    for (const { worker } of this.#threads) worker.removeAllListeners('exit');
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start(): Thread {
    const worker = new Worker(threadFile, {
      workerData: { scan: this.#options.scan, scratchBytes: chunkBytesMax },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_HEAP_MIB },
    });
    const thread = { worker, underWay: 0 };
    worker.on('message', (counts: ChunkCounts) => {
      thread.underWay -= 1;
      this.#take(counts);
    });
    worker.on('error', (error) => this.#lose(error as Error));
    worker.on('exit', (code) => this.#lose(new Error(`a scanning thread ended with code ${code}`)));
    return thread;
  }

  #take(counts: ChunkCounts): void {
    this.#early.set(counts.index, counts);
    for (let next = this.#early.get(this.#handedOn); next; next = this.#early.get(this.#handedOn)) {
      this.#early.delete(this.#handedOn);
      this.#handedOn += 1;
      this.#options.onCounts(next);
    }
    this.#wake?.();
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    this.#wake?.();
  }

  async #until(isDone: () => boolean): Promise<void> {
    while (!isDone() && !this.#lost) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    if (this.#lost) throw this.#lost;
  }
}
