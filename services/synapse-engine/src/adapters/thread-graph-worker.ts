import { Worker } from 'node:worker_threads';
import { type GraphJob, type GraphReply, type GraphWorker, GraphWorkerLost } from '../ports.ts';

interface Options {
  readonly snapshotDir: string;
  /** JavaScript heap. */
  readonly heapMib: number;
  /** Memory of the engine: the graph, and what queries need. */
  readonly memoryMib: number;
  /** Whether to store, and to start from, the engine's memory as it is. */
  readonly fastStart: boolean;
}

const threadFile = new URL(`./thread/graph-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * A graph in a thread of this process, with its own JavaScript heap and WASM memory. Resolves once the stored graph is loaded: by
 * the fast way, or by the portable one where that fails.
 */
export async function openThreadGraphWorker(options: Options): Promise<GraphWorker> {
  if (!options.fastStart) return openThread(options, false);
  try {
    return await openThread(options, true);
  } catch (error) {
    if (!(error instanceof GraphWorkerLost)) throw error;
    const worker = await openThread(options, false);
    const openProblem = `the fast copy of the stored graph can't be used (${error.message}); the portable one was read instead`;
    return { ...worker, openProblem: worker.openProblem ?? openProblem };
  }
}

async function openThread(options: Options, image: boolean): Promise<GraphWorker> {
  const thread = new Worker(threadFile, {
    workerData: { snapshot: { dir: options.snapshotDir, image }, memoryMib: options.memoryMib },
    resourceLimits: { maxOldGenerationSizeMb: options.heapMib },
  });
  let pending: { resolve: (reply: GraphReply) => void; reject: (error: Error) => void } | undefined;
  let lost: GraphWorkerLost | undefined;
  const lose = (error: Error): void => {
    lost ??= new GraphWorkerLost(error.message, { cause: error });
    pending?.reject(lost);
    pending = undefined;
  };
  thread.on('message', (reply: GraphReply) => {
    const waiting = pending;
    pending = undefined;
    waiting?.resolve(reply);
  });
  thread.on('error', lose);
  thread.on('exit', (code) => lose(new Error(`the graph thread ended with code ${code}`)));
  const nextReply = (): Promise<GraphReply> => new Promise((resolve, reject) => (pending = { resolve, reject }));

  const opened = await nextReply();
  if (opened.kind !== 'opened') throw new GraphWorkerLost('the graph thread did not open');
  return {
    openedPosition: opened.position,
    openProblem: opened.problem,
    async run(job: GraphJob): Promise<GraphReply> {
      if (lost) throw lost;
      const reply = nextReply();
      thread.postMessage(job, job.kind === 'apply' ? [job.bytes.buffer as ArrayBuffer] : []);
      return reply;
    },
    async end(): Promise<void> {
      await thread.terminate();
    },
  };
}
