import { ServiceError } from '@panal/kernel/runtime';
import type { LineShard } from '../ports.ts';

/** Each has a thread. */
const STREAMS_MAX = 8;

/** The shards of the streams of log lines that are open: one each, at most eight. */
export class LineStreams {
  readonly #openShard: () => LineShard;
  #open = 0;

  constructor(openShard: () => LineShard) {
    this.#openShard = openShard;
  }

  /** Runs a stream with a shard of its own, which ends with it; refuses one too many. */
  async with<Result>(serve: (shard: LineShard) => Promise<Result>): Promise<Result> {
    if (this.#open >= STREAMS_MAX)
      throw new ServiceError('too-many-streams', `${this.#open} streams of log lines are open, which is the most.`);
    this.#open += 1;
    const shard = this.#openShard();
    try {
      return await serve(shard);
    } finally {
      this.#open -= 1;
      await shard.close();
    }
  }
}
