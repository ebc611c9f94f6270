import type { Logger } from '@panal/kernel/runtime';
import type { MissionView } from '../core/state.ts';
import { type Missions, RefusedError } from '../ports.ts';
import type { BridgeStore } from './store.ts';

export interface MissionDeps {
  readonly store: BridgeStore;
  readonly missions: Missions;
  readonly log: Logger;
}

const LOST: MissionView = { state: 'lost', reason: '', branch: '', pushedCommit: '', tasks: [], approval: null };

/** The result, or what `refused` makes of a refusal; other failures are for whoever tries again. */
async function unlessRefused<T>(result: Promise<T>, refused: (error: RefusedError) => T): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof RefusedError) return refused(error);
    throw error;
  }
}

/** Has the mission of a wanted card created. */
export const createMissionOf =
  ({ store, missions, log }: MissionDeps) =>
  async (cardId: string): Promise<void> => {
    const card = store.state.cards.get(cardId);
    if (!card) return;
    const { title, description } = card;
    const outcome = await unlessRefused<{ missionId: string } | { reason: string }>(
      missions.create({ cardId, title, description }).then((missionId) => ({ missionId })),
      ({ message }) => ({ reason: message }),
    );
    if ('reason' in outcome) {
      log.warn({ cardId, reason: outcome.reason }, 'the orchestrator refuses a card');
      await store.execute({ type: 'refuse', cardId, reason: outcome.reason });
    } else {
      await store.execute({ type: 'link', cardId, missionId: outcome.missionId });
    }
  };

/** Tells the orchestrator a member's approval. */
export const tellApproval =
  ({ store, missions, log }: MissionDeps) =>
  async (approvalId: string): Promise<void> => {
    const owed = store.state.approvals.get(approvalId);
    const missionId = owed && store.state.cards.get(owed.cardId)?.missionId;
    if (!owed || !missionId) return;
    const { accepted, message } = await unlessRefused(missions.approve({ ...owed, missionId }), (error) => ({
      accepted: false,
      message: error.message,
    }));
    log.info(
      { approvalId, cardId: owed.cardId, memberId: owed.memberId, digest: owed.digest, accepted, message },
      'approval told',
    );
    await store.execute({ type: 'settle-approval', approvalId, accepted, message });
  };

/** Looks at a card's mission and remembers what its work-pad has to say. */
export const syncMissionOf =
  ({ store, missions, log }: MissionDeps) =>
  async (cardId: string): Promise<void> => {
    const missionId = store.state.cards.get(cardId)?.missionId;
    if (!missionId) return;
    const view = await unlessRefused(missions.view(missionId), ({ message }) => {
      log.error({ cardId, missionId, reason: message }, 'the orchestrator does not know a mission any more');
      return LOST;
    });
    await store.execute({ type: 'see-mission', cardId, view });
  };
