import type { CallContext } from '@panal/kernel/runtime';
import type { TransactionRequest, WriteReply } from '@panal/shared-types/synapse';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { runBatch } from '../shell/write-batch.ts';

/** A batch that is applied whole if its conditions hold at that moment, and else refused with the one that does not. */
export function applyTransaction(synapse: Synapse, request: TransactionRequest, { signal }: CallContext): Promise<WriteReply> {
  const { changes, mustExist, mustNotExist, ifPosition, idempotencyKey } = request;
  const namespace = requireNamespace(request.namespace);
  const condition = ifPosition === 0 ? undefined : ifPosition;
  return runBatch(synapse, { namespace, changes, mustExist, mustNotExist, ifPosition: condition, idempotencyKey }, signal);
}
