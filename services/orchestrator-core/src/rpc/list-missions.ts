import type { ListMissionsReply, ListMissionsRequest } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { missionMessage } from './mission-view.ts';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;

/** Missions, newest first, without the texts of their artifacts; `after_mission_id` goes on where a page ended. */
export const listMissions =
  ({ store, sightings }: Orchestrator) =>
  async (request: ListMissionsRequest): Promise<ListMissionsReply> => {
    await store.settled();
    const limit = Math.min(request.limit || LIMIT_DEFAULT, LIMIT_MAX);
    const all = [...store.state.missions.values()].toReversed();
    const from = request.afterMissionId === '' ? 0 : all.findIndex(({ missionId }) => missionId === request.afterMissionId) + 1;
    const matching = all
      .slice(from)
      .filter(
        ({ project, state }) =>
          (request.project === '' || project === request.project) && (request.state === '' || state === request.state),
      );
    return {
      missions: matching.slice(0, limit).map((mission) => missionMessage(store.state, mission, { sightings, full: false })),
    };
  };
