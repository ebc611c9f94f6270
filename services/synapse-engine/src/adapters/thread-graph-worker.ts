import { Worker } from 'node:worker_threads';
import { type GraphJob, type GraphReply, type GraphWorker, GraphWorkerLost } from '../ports.ts';

interface Options {
  readonly snapshotDir: string;
  readonly heapMib: number;
}

const threadFile = new URL(`./thread/graph-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** A graph in a thread of this process, with its own JavaScript heap and WASM memory. Resolves once the stored graph is loaded. */
export async function openThreadGraphWorker(options: Options): Promise<GraphWorker> {
  const thread = new Worker(threadFile, {
    workerData: { snapshotDir: options.snapshotDir },
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
