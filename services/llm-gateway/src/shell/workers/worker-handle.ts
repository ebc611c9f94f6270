import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { RateTicket } from '../../core/rate-limit/rate-limiter.ts';
import { WorkerBook } from '../../core/replica/index.ts';
import {
  FROM_LEDGER_FD,
  type FromWorker,
  LEDGER_MARGIN_MS,
  TO_LEDGER_FD,
  type ToWorker,
  WORKER_LIFE_MS,
  type WorkerPlace,
  lineReader,
} from './messages.ts';

export interface WorkerProgram {
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a worker waits for the ledger's other work to be told of. */
interface Acknowledgement {
  readonly seq: number;
  readonly resolve: () => void;
}

/** One worker process: its pipes, its book, and what waits for it. */
export class WorkerHandle {
  readonly place: WorkerPlace;
  readonly book: WorkerBook;
  readonly startedMs = performance.now();
  /** Resolves when it is dead and all that it told is heard. */
  readonly gone: Promise<void>;
  readonly #child: ChildProcess;
  readonly #out: Writable;
  readonly #acknowledgements: Acknowledgement[] = [];
  /** Holds that it waits for, to be given up when their client leaves. */
  readonly waiting = new Map<string, AbortController>();
  /** What its requests were admitted with by the rate limits. */
  readonly tickets = new Map<number, RateTicket>();
  isGone = false;
  isIntroduced = false;

  constructor(place: WorkerPlace, program: WorkerProgram, onMessage: (message: FromWorker) => void) {
    this.place = place;
    this.book = new WorkerBook({ lifeMs: WORKER_LIFE_MS, marginMs: LEDGER_MARGIN_MS, nowMs: performance.now() });
    const { index, workers, port } = place;
    const programArguments = [...process.execArgv, program.file, String(index), String(workers), String(port)];
    this.#child = spawn(process.execPath, programArguments, {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
      env: program.env,
    });
    this.#out = this.#child.stdio[FROM_LEDGER_FD] as Writable;
    this.#out.on('error', () => undefined);
    const input = this.#child.stdio[TO_LEDGER_FD] as Readable;
    input.on('error', () => undefined);
    input.on(
      'data',
      lineReader((line) => onMessage(JSON.parse(line) as FromWorker)),
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gone = promise;
    // After its end and that of its pipes: whatever it wrote has been read.
    this.#child.once('close', () => this.#end(resolve));
    this.#child.once('error', () => this.#end(resolve));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  tell(message: ToWorker): void {
    if (!this.isGone && this.#out.writable) this.#out.write(`${JSON.stringify(message)}\n`);
  }

  /** Resolves when it has acknowledged the message of that number, or is gone. */
  acknowledged(seq: number): Promise<void> {
    if (this.isGone) return Promise.resolve();
    return new Promise((resolve) => this.#acknowledgements.push({ seq, resolve }));
  }

  acknowledge(seq: number): void {
    while (this.#acknowledgements[0] && this.#acknowledgements[0].seq <= seq) this.#acknowledgements.shift()!.resolve();
  }

  /** Ends it for certain, also when it is stopped. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #end(resolve: () => void): void {
    if (this.isGone) return;
    this.isGone = true;
    for (const acknowledgement of this.#acknowledgements.splice(0)) acknowledgement.resolve();
    for (const waiting of this.waiting.values()) waiting.abort();
    resolve();
  }
}
