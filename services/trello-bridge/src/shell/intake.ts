import { JournalClosedError, JournalFullError } from '@panal/journal';
import { ServiceError } from '@panal/kernel/runtime';
import type { TrelloAction } from '../core/trello-action.ts';
import type { BridgeStore } from './store.ts';

/** Journals an action that was delivered; throws what the deliverer is to hear, so that it delivers again. */
export async function takeAction(store: BridgeStore, action: TrelloAction): Promise<void> {
  try {
    const executed = await store.execute({ type: 'take-action', action });
    if (!executed.ok) throw new ServiceError(executed.refusal.code, executed.refusal.message);
  } catch (error) {
    if (error instanceof JournalFullError) throw new ServiceError('disk-full', undefined, { cause: error });
    if (error instanceof JournalClosedError) throw new ServiceError('unavailable', undefined, { cause: error });
    throw error;
  }
}
