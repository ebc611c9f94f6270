import { Metadata, type ServerWritableStream } from '@grpc/grpc-js';
import type { CallContext } from '@panal/kernel/runtime';
import type { SpendNotice, WatchSpendRequest } from '@panal/shared-types/gateway';
import { once } from 'node:events';
import type { RpcContext } from './rpc-context.ts';
import { readScope } from './scope-and-window.ts';
import { noticeOf, touches } from './spend-notice.ts';

/** WatchSpend: notices of the journal after a position, then live ones; a slow reader slows only itself. */
export const watchSpend =
  (context: RpcContext) =>
  async (
    request: WatchSpendRequest,
    { signal }: CallContext,
    stream: ServerWritableStream<WatchSpendRequest, SpendNotice>,
  ): Promise<void> => {
    const scope = request.scope === '' || request.scope === '*' ? undefined : readScope(request.scope);
    const { oldestPosition, newestPosition } = context.spendWatch;
    const newest = request.fromStart ? oldestPosition - 1 : newestPosition;
    const until = AbortSignal.any([signal, context.stopping]);
    // The head tells the caller that what happens from now on will be told.
    stream.sendMetadata(new Metadata());
    for await (const item of context.spendWatch.after(request.afterPosition || newest, until)) {
      if (scope !== undefined && !touches(item, scope)) continue;
      const notice = noticeOf(item);
      if (notice && !stream.write(notice)) await once(stream, 'drain', { signal: until }).catch(() => undefined);
    }
  };
