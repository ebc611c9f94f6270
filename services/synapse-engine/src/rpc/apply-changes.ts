import { ServiceError } from '@panal/kernel/runtime';
import type { ApplyChangesReply, ApplyChangesRequest } from '@panal/shared-types/synapse';
import { parseChanges } from '../core/change-set.ts';
import { type Synapse, record, requireNamespace } from '../shell/synapse.ts';

const JOURNAL_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The id of a writer's journal; throws `invalid-argument`. */
export function requireJournalId(journalId: string): string {
  if (JOURNAL_ID.test(journalId)) return journalId;
  throw new ServiceError('invalid-argument', 'journal_id: use 1 to 64 letters, digits, ".", "_" or "-".');
}

/** Takes a batch of a feed: whole or not at all, once, in order. The answer follows the flush. */
export async function applyChanges(synapse: Synapse, request: ApplyChangesRequest): Promise<ApplyChangesReply> {
  const namespace = requireNamespace(request.namespace);
  const journalId = requireJournalId(request.journalId);
  const { firstPosition, lastPosition } = request;
  if (firstPosition < 1 || lastPosition < firstPosition) {
    throw new ServiceError('invalid-argument', 'first_position must be at least 1 and last_position no less than it.');
  }
  const changes = parseChanges(request.changes, journalId);
  if (!changes.ok) throw new ServiceError('invalid-argument', `${changes.refusal}.`);
  const command = { type: 'apply-changes', namespace, journalId, firstPosition, lastPosition, changes: changes.value } as const;
  const { position, isNew } = await record(synapse, command);
  if (isNew) synapse.metrics.acknowledged.inc({ source: 'feed' }, changes.value.count);
  else synapse.metrics.duplicates.inc();
  return { position, duplicate: !isNew, feedPosition: synapse.store.state.feeds.get(journalId) ?? 0 };
}
