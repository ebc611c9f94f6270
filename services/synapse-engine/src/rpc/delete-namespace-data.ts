import type { DeleteResponse, EmptyRequest } from '@panal/shared-types/synapse';
import { type Synapse, record, requireNamespace } from '../shell/synapse.ts';

/** Deletes the triples of a namespace. Feeds into it go on from where they are: what they wrote before is not sent again. */
export async function deleteNamespaceData(synapse: Synapse, request: EmptyRequest): Promise<DeleteResponse> {
  const namespace = requireNamespace(request.namespace);
  const { isNew } = await record(synapse, { type: 'delete-namespace', namespace });
  if (isNew) synapse.log.warn({ namespace }, 'the data of a namespace was deleted');
  return { success: true, message: isNew ? `Namespace "${namespace}" is empty now.` : `Namespace "${namespace}" held nothing.` };
}
