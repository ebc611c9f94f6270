import type { GetFeedPositionReply, GetFeedPositionRequest } from '@panal/shared-types/synapse';
import type { Synapse } from '../shell/synapse.ts';
import { requireJournalId } from './apply-changes.ts';

/** How far a journal's feed is, as far as that is flushed. */
export async function getFeedPosition(synapse: Synapse, request: GetFeedPositionRequest): Promise<GetFeedPositionReply> {
  const lastPosition = synapse.store.state.feeds.get(requireJournalId(request.journalId)) ?? 0;
  await synapse.store.settled();
  return { lastPosition };
}
