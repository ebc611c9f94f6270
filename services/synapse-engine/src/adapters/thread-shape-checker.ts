import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ShapeChecker, ShapeVerdict } from '../ports.ts';

interface Options {
  readonly shapesFile: string;
  readonly ontologyFile: string;
  readonly timeoutMs: number;
  /** After that long without a batch the thread is ended; the next batch starts it again. */
  readonly idleMs: number;
}

interface Waiting {
  readonly quads: string;
  readonly resolve: (verdict: ShapeVerdict) => void;
}

type Message = ShapeVerdict | { readonly kind: 'opened'; readonly oneValued: readonly string[] };

const threadFile = new URL(`./thread/shape-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Reads shapes and vocabulary in a thread of its own and checks batches there. Rejects when they can't be read. */
export async function openShapeChecker(options: Options): Promise<ShapeChecker> {
  const thread = startThread(options);
  const [opened] = (await once(thread, 'message')) as [Message];
  if (opened.kind !== 'opened') throw new Error('the thread that checks shapes did not open');
  return new ThreadShapeChecker(options, { thread, oneValued: new Set(opened.oneValued) });
}

function startThread({ shapesFile, ontologyFile }: Options): Worker {
  return new Worker(threadFile, { workerData: { shapesFile, ontologyFile } });
}

/** One batch after the other. A batch that the thread dies of, or that takes too long, is `unchecked`. */
class ThreadShapeChecker implements ShapeChecker {
  readonly oneValued: ReadonlySet<string>;
  readonly #options: Options;
  readonly #queue: Waiting[] = [];
  #thread: Worker | undefined;
  #current: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: Options, { thread, oneValued }: { thread: Worker; oneValued: ReadonlySet<string> }) {
    this.#options = options;
    this.oneValued = oneValued;
    this.#thread = this.#listenTo(thread);
    this.#next();
  }

  get waiting(): number {
    return this.#queue.length + (this.#current ? 1 : 0);
  }

  check(quads: string): Promise<ShapeVerdict> {
    return new Promise((resolve) => {
      this.#queue.push({ quads, resolve });
      this.#next();
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#endThread();
  }

  #next(): void {
    if (this.#current) return;
    clearTimeout(this.#timer);
    const { idleMs, timeoutMs } = this.#options;
    this.#current = this.#queue.shift();
    if (!this.#current) {
      this.#timer = setTimeout(() => void this.#endThread(), idleMs).unref();
      return;
    }
    this.#timer = setTimeout(() => this.#fail(`checking it took longer than ${timeoutMs} ms`), timeoutMs);
    this.#thread ??= this.#listenTo(startThread(this.#options));
    this.#thread.postMessage(this.#current.quads);
  }

  #listenTo(thread: Worker): Worker {
    thread.unref();
    const whileCurrent = (work: () => void): void => {
      if (this.#thread === thread) work();
    };
    thread.on('message', (message: Message) => {
      if (message.kind !== 'opened') whileCurrent(() => this.#finish(message));
    });
    thread.on('error', (error: Error) => whileCurrent(() => this.#fail(error.message)));
    thread.on('exit', () => whileCurrent(() => this.#fail('the thread that checks shapes ended')));
    return thread;
  }

  #fail(reason: string): void {
    void this.#endThread();
    if (this.#current) this.#finish({ kind: 'unchecked', reason });
  }

  #finish(verdict: ShapeVerdict): void {
    this.#current?.resolve(verdict);
    this.#current = undefined;
    this.#next();
  }

  async #endThread(): Promise<void> {
    const ending = this.#thread;
    this.#thread = undefined;
    await ending?.terminate();
  }
}
