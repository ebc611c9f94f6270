import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import { ChangeRecord, type WatchChangesRequest } from '@panal/shared-types/synapse';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { watchRecords } from '../shell/watch-records.ts';

type WatchStream = ServerWritableStream<WatchChangesRequest, ChangeRecord>;

const WATCHERS_MAX = 100;

/** Makes the handler of WatchChanges: every flushed change from a position on, in order, until the caller leaves. */
export function createWatchChanges(synapse: Synapse) {
  let watchers = 0;
  const send = async (request: WatchChangesRequest, signal: AbortSignal, stream: WatchStream): Promise<void> => {
    const namespace = request.namespace === '' ? '' : requireNamespace(request.namespace);
    for await (const record of watchRecords(synapse, { fromPosition: request.fromPosition, namespace }, signal)) {
      if (!stream.write(ChangeRecord.fromPartial(record))) await once(stream, 'drain', { signal });
    }
  };
  return async (request: WatchChangesRequest, context: CallContext, stream: WatchStream): Promise<void> => {
    if (watchers >= WATCHERS_MAX) throw new ServiceError('overloaded', `${WATCHERS_MAX} watchers are connected already.`);
    watchers += 1;
    const signal = AbortSignal.any([context.signal, synapse.stopping]);
    try {
      await send(request, signal, stream);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      watchers -= 1;
    }
    if (synapse.stopping.aborted) throw new ServiceError('unavailable', 'Synapse is stopping. Go on from the last position.');
  };
}
