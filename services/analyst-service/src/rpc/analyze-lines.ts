import { once } from 'node:events';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type LogClusters, LogClusters as LogClustersMessage, type LogLines } from '@panal/shared-types/analyst';
import { ServiceError } from '@panal/kernel/runtime';
import { LineShard } from '../shell/line-shard.ts';

/** Each stream is a shard with templates of its own. */
const STREAMS_MAX = 8;
const CLUSTERS_SHOWN = 10_000;

function summaryOf(shard: LineShard): LogClusters {
  const { clusters, joined } = shard.summary();
  return LogClustersMessage.fromPartial({
    lines: shard.lines,
    unplaced: clusters.reduce((sum, { isCatchAll, count }) => sum + (isCatchAll ? count : 0), 0),
    joined: [...joined],
    clusters: clusters
      .slice(0, CLUSTERS_SHOWN)
      .map(({ id, template, count, example, isCatchAll: catchAll }) => ({ id, template, count, example, catchAll })),
  });
}

/** Log lines of one stream to clusters, as they arrive; ids are the stream's own. The last reply carries the clusters. */
export function analyzeLines(): (stream: ServerDuplexStream<LogLines, LogClusters>) => Promise<void> {
  let open = 0;
  return async (stream) => {
    if (open >= STREAMS_MAX)
      throw new ServiceError('too-many-streams', `${open} streams of log lines are open, which is the most.`);
    open += 1;
    try {
      const shard = new LineShard();
      for await (const { lines, wantIds } of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<LogLines>) {
        const ids = await shard.add(lines);
        if (wantIds && !stream.write(LogClustersMessage.fromPartial({ ids, lines: shard.lines })))
          await Promise.race([once(stream, 'drain'), once(stream, 'close'), once(stream, 'cancelled')]);
      }
      stream.write(summaryOf(shard));
      stream.end();
    } finally {
      open -= 1;
    }
  };
}
