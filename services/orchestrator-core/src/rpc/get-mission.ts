import { ServiceError } from '@panal/kernel/runtime';
import type { GetMissionRequest, Mission } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { missionMessage } from './mission-view.ts';

/** One mission with everything known of it. */
export const getMission =
  ({ store, sightings }: Orchestrator) =>
  async ({ missionId }: GetMissionRequest): Promise<Mission> => {
    await store.settled();
    const mission = store.state.missions.get(missionId);
    if (!mission) throw new ServiceError('not-found', `There is no mission ${missionId}.`);
    return missionMessage(store.state, mission, { sightings, full: true });
  };
