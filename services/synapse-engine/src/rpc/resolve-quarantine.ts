import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import type { ResolveQuarantineReply, ResolveQuarantineRequest } from '@panal/shared-types/synapse';
import { type Synapse, record, requireNamespace } from '../shell/synapse.ts';

/** Applies a batch from quarantine, or discards it, for good. */
export async function resolveQuarantine(
  synapse: Synapse,
  request: ResolveQuarantineRequest,
  { principal }: CallContext,
): Promise<ResolveQuarantineReply> {
  const namespace = requireNamespace(request.namespace);
  const batch = synapse.store.state.quarantine.batches.get(request.position);
  if (batch?.namespace !== namespace) {
    throw new ServiceError('not-found', `No batch of namespace "${namespace}" is kept at position ${request.position}.`);
  }
  const type = request.apply ? 'release-quarantined' : 'discard-quarantined';
  const { position } = await record(synapse, { type, batchPosition: request.position, by: principal.subject });
  synapse.log.warn({ batch: request.position, by: principal.subject, applied: request.apply }, 'a batch left quarantine');
  return { position };
}
