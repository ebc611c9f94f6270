import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Authenticator, type CallContext, ServiceError, bearerOf } from '@panal/kernel/runtime';
import type { IngestAcks, IngestBatches } from '@panal/shared-types/synapse';
import type { Synapse } from '../shell/synapse.ts';
import { BatchStream } from './batch-stream.ts';

type Duplex = ServerDuplexStream<IngestBatches, IngestAcks>;

const STREAMS_MAX = 64;
const AUTHENTICATE_EVERY_MS = 1_000;

/** Makes the handler of IngestStream: batches up, acknowledgements down. At most 64 streams at once. */
export function createIngestStream(synapse: Synapse, authenticator: Authenticator) {
  let open = 0;
  return async (stream: Duplex, context: CallContext): Promise<void> => {
    if (open >= STREAMS_MAX)
      throw new ServiceError('overloaded', `${STREAMS_MAX} streams of batches are open, the most there may be.`);
    open += 1;
    try {
      await new BatchStream(synapse, stream, { principal: context.principal, renew: renewal(authenticator, context) }).run();
    } finally {
      open -= 1;
    }
  };
}

/** Asks once a second whether the token still holds, as each unary call would; throws `unauthenticated`. */
function renewal(authenticator: Authenticator, { metadata }: CallContext): () => Promise<void> | undefined {
  const token = bearerOf(metadata.get('authorization')[0]?.toString());
  let askedMs = performance.now();
  const ask = async (): Promise<void> => {
    const outcome = await authenticator.authenticate(token);
    if (!outcome.ok) throw new ServiceError('unauthenticated', `Not authenticated: ${outcome.reason}.`);
  };
  return () => {
    const nowMs = performance.now();
    if (nowMs - askedMs < AUTHENTICATE_EVERY_MS) return undefined;
    askedMs = nowMs;
    return ask();
  };
}
