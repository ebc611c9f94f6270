import { parentPort, workerData } from 'node:worker_threads';
import { LineShard } from './line-shard.ts';

/** A batch, or without one the end of the stream; answered in the order of asking. */
export interface LineTask {
  readonly batch?: Uint8Array;
  readonly wantsSnapshot?: boolean;
}

export interface LineAnswer {
  readonly reply?: Uint8Array | undefined;
  readonly snapshot?: Uint8Array;
  /** Why a batch was refused; it is not counted. */
  readonly refusal?: string;
}

function answerTo(shard: LineShard, { batch, wantsSnapshot }: LineTask): LineAnswer {
  if (!batch) return { reply: shard.summary() };
  try {
    const reply = shard.add(batch);
    return { reply, ...(wantsSnapshot ? { snapshot: shard.snapshot() } : {}) };
  } catch (error) {
    return { refusal: (error as Error).message };
  }
}

if (parentPort) {
  const port = parentPort;
  const shard = new LineShard((workerData as { snapshot?: Uint8Array }).snapshot);
  port.on('message', (task: LineTask) => port.postMessage(answerTo(shard, task)));
}
