import { type CallContext, redactSecrets } from '@panal/kernel/runtime';
import type { Ack, CancelMissionRequest } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { ackOf, execute } from './outcome.ts';

/** Ends a mission; its worker is told to stop, and nothing of it can be confirmed any more. */
export const cancelMission =
  ({ store }: Orchestrator) =>
  async ({ missionId, reason }: CancelMissionRequest, context: CallContext): Promise<Ack> => {
    const actor = context.principal.subject;
    return ackOf(await execute(store, { type: 'cancel-mission', missionId, reason: redactSecrets(reason), actor }), 'cancelled');
  };
