import type { ListApprovalsReply, ListApprovalsRequest } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { approvalMessage } from './mission-view.ts';

const APPROVALS_MAX = 200;

/** Approvals, newest first, at most 200. */
export const listApprovals =
  ({ store }: Orchestrator) =>
  async ({ missionId, pendingOnly }: ListApprovalsRequest): Promise<ListApprovalsReply> => {
    await store.settled();
    const approvals = [...store.state.approvals.values()]
      .filter(
        (approval) => (missionId === '' || approval.missionId === missionId) && (!pendingOnly || approval.state === 'pending'),
      )
      .slice(-APPROVALS_MAX)
      .toReversed();
    return { approvals: approvals.map(approvalMessage) };
  };
