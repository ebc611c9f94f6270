import { once } from 'node:events';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { AnalystService, type LogClusters, type LogLines } from '@panal/shared-types/analyst';
import type { LineStreams } from '../shell/line-streams.ts';

/** Batches under way; the stream is not read on before the oldest is answered. */
const IN_FLIGHT_MAX = 2;

/** The service, whose batches of lines are decoded and answered where they are counted, not on the main thread. */
export const analystDefinition = {
  ...AnalystService,
  analyzeLines: {
    ...AnalystService.analyzeLines,
    requestDeserialize: (bytes: Buffer): Buffer => bytes,
    responseSerialize: (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  },
};

type Raw = ServerDuplexStream<Buffer, Uint8Array>;

const isGone = ({ cancelled, destroyed }: Raw): boolean => cancelled || destroyed;

async function write(stream: Raw, reply: Uint8Array | undefined): Promise<void> {
  // Nobody waits for what a stream that has ended would say, nor would it ever drain.
  if (!reply || isGone(stream) || stream.write(reply) || isGone(stream)) return;
  await Promise.race([once(stream, 'drain'), once(stream, 'close'), once(stream, 'cancelled')]);
}

type Shard = Parameters<Parameters<LineStreams['with']>[0]>[0];

async function serve(stream: Raw, shard: Shard): Promise<void> {
  const underWay: Promise<void>[] = [];
  for await (const batch of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const done = shard.add(batch).then((reply) => write(stream, reply));
    done.catch(() => undefined);
    underWay.push(done);
    if (underWay.length >= IN_FLIGHT_MAX) await underWay.shift();
  }
  await Promise.all(underWay);
  if (isGone(stream)) return;
  await write(stream, await shard.summary());
  stream.end();
}

/** Log lines of one stream to clusters, as they arrive; ids are the stream's own. The last reply carries the clusters. */
export const analyzeLines =
  (streams: LineStreams) =>
  (stream: ServerDuplexStream<LogLines, LogClusters>): Promise<void> =>
    streams.with((shard) => serve(stream as unknown as Raw, shard));
