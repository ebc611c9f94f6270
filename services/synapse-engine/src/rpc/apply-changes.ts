import { type Principal, ServiceError } from '@panal/kernel/runtime';
import type { ApplyChangesReply, ApplyChangesRequest } from '@panal/shared-types/synapse';
import { parseChanges } from '../core/change-set.ts';
import { requirePermission } from '../shell/access.ts';
import { type Synapse, type Writer, requireNamespace } from '../shell/synapse.ts';
import { writeFeedBatch } from '../shell/write-feed-batch.ts';

const JOURNAL_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The id of a writer's journal; throws `invalid-argument`. */
export function requireJournalId(journalId: string): string {
  if (JOURNAL_ID.test(journalId)) return journalId;
  throw new ServiceError('invalid-argument', 'journal_id: use 1 to 64 letters, digits, ".", "_" or "-".');
}

/** Takes a batch of a feed: whole or not at all, once, in order; one that removes asks for permission `delete`. The answer follows the flush. */
export async function applyChanges(
  synapse: Synapse,
  request: ApplyChangesRequest,
  writer: Writer & { readonly principal: Principal },
): Promise<ApplyChangesReply> {
  const namespace = requireNamespace(request.namespace);
  // A journal's feed is nobody's namespace: who moved its position could make its owner's next batch a duplicate, and lost.
  requirePermission(writer.principal, '*', 'write');
  if (request.changes.some(({ remove }) => remove)) requirePermission(writer.principal, namespace, 'delete');
  const journalId = requireJournalId(request.journalId);
  const { firstPosition, lastPosition } = request;
  if (firstPosition < 1 || lastPosition < firstPosition) {
    throw new ServiceError('invalid-argument', 'first_position must be at least 1 and last_position no less than it.');
  }
  const changes = parseChanges(request.changes, journalId);
  if (!changes.ok) throw new ServiceError('invalid-argument', `${changes.refusal}.`);
  const batch = { namespace, journalId, firstPosition, lastPosition, changes: changes.value, quarantine: request.quarantine };
  const { position, isNew, quarantined } = await writeFeedBatch(synapse, batch, writer);
  if (!isNew) synapse.metrics.duplicates.inc();
  else if (!quarantined) synapse.metrics.acknowledged.inc({ source: 'feed' }, changes.value.count);
  const feedPosition = synapse.store.state.feeds.get(journalId) ?? 0;
  return { position, duplicate: !isNew, feedPosition, quarantined: quarantined && isNew };
}
