import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ReasoningJob, ReasoningReply, RunReasoning } from '../ports.ts';

interface Options {
  readonly ontologyFile: string;
  readonly timeoutMs: number;
  readonly heapMib: number;
}

const threadFile = new URL(`./thread/reasoning-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Infers in a thread of its own, which is ended when it takes too long or needs too much memory. */
export const createThreadReasoner =
  ({ ontologyFile, timeoutMs, heapMib }: Options): RunReasoning =>
  async (job: ReasoningJob, signal: AbortSignal): Promise<ReasoningReply> => {
    const thread = new Worker(threadFile, {
      workerData: { ...job, ontologyFile },
      resourceLimits: { maxOldGenerationSizeMb: heapMib },
    });
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const [reply] = (await once(thread, 'message', { signal: limit })) as [ReasoningReply];
      return reply;
    } catch (error) {
      if (limit.aborted) return { kind: 'too-long', timeoutMs };
      if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return { kind: 'out-of-memory' };
      return { kind: 'failed', reason: (error as Error).message };
    } finally {
      await thread.terminate();
    }
  };
