import type { CallContext } from '@panal/kernel/runtime';
import type { TransactionRequest, WriteReply } from '@panal/shared-types/synapse';
import { requirePermission } from '../shell/access.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { runBatch } from '../shell/write-batch.ts';

/**
 * A batch that is applied whole if its conditions hold at that moment, and else refused with the one that does not. Removing asks for
 * permission `delete`, a condition for `read`.
 */
export function applyTransaction(
  synapse: Synapse,
  request: TransactionRequest,
  { signal, principal }: CallContext,
): Promise<WriteReply> {
  const { changes, mustExist, mustNotExist, ifPosition, idempotencyKey } = request;
  const namespace = requireNamespace(request.namespace);
  if (changes.some(({ remove }) => remove)) requirePermission(principal, namespace, 'delete');
  if (mustExist.length + mustNotExist.length > 0 || ifPosition !== 0) requirePermission(principal, namespace, 'read');
  const condition = ifPosition === 0 ? undefined : ifPosition;
  return runBatch(synapse, { namespace, changes, mustExist, mustNotExist, ifPosition: condition, idempotencyKey }, signal);
}
