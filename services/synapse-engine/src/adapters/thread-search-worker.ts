import { Worker } from 'node:worker_threads';
import { GraphWorkerLost, type SearchJob, type SearchReply, type SearchWorker } from '../ports.ts';

interface Options {
  /** Of all texts together, UTF-16 units. */
  readonly textUnitsMax: number;
  readonly heapMib: number;
}

interface Pending {
  readonly resolve: (reply: SearchReply) => void;
  readonly reject: (error: Error) => void;
}

const threadFile = new URL(`./thread/search-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** A search index in a thread of its own; jobs are done in the order of asking. */
export function openThreadSearchWorker({ textUnitsMax, heapMib }: Options): SearchWorker {
  const thread = new Worker(threadFile, { workerData: { textUnitsMax }, resourceLimits: { maxOldGenerationSizeMb: heapMib } });
  const pending: Pending[] = [];
  let lost: GraphWorkerLost | undefined;
  const lose = (error: Error): void => {
    lost ??= new GraphWorkerLost(error.message, { cause: error });
    for (const { reject } of pending.splice(0)) reject(lost);
  };
  thread.on('message', (reply: SearchReply) => pending.shift()?.resolve(reply));
  thread.on('error', lose);
  thread.on('exit', (code) => lose(new Error(`the search thread ended with code ${code}`)));
  return {
    run: (job: SearchJob) =>
      new Promise((resolve, reject) => {
        if (lost) return reject(lost);
        pending.push({ resolve, reject });
        thread.postMessage(job);
      }),
    end: async () => void (await thread.terminate()),
  };
}
