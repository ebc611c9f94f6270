import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import { MissionEvent, type WatchMissionsRequest } from '@panal/shared-types/orchestrator';
import { describeEvent } from '../core/describe-event.ts';
import type { FedEvent } from '../shell/event-feed.ts';
import type { Orchestrator } from '../shell/orchestrator.ts';

function eventMessage({ position, atMs, event }: FedEvent, missionId: string): MissionEvent {
  const taskId = 'taskId' in event ? event.taskId : '';
  return MissionEvent.fromPartial({
    position,
    missionId,
    type: event.type,
    taskId,
    atMs,
    message: describeEvent(event),
    detailJson: JSON.stringify(event),
  });
}

/** Events after a position, from the journal and then live, of one mission or of all; a slow reader slows only itself. */
export const watchMissions =
  (orchestrator: Orchestrator) =>
  async (
    request: WatchMissionsRequest,
    context: CallContext,
    stream: ServerWritableStream<WatchMissionsRequest, MissionEvent>,
  ): Promise<void> => {
    const { state } = orchestrator.store;
    const mission = state.missions.get(request.missionId);
    if (request.missionId !== '' && !mission) throw new ServiceError('not-found', `There is no mission ${request.missionId}.`);
    const signal = AbortSignal.any([context.signal, orchestrator.draining]);
    const after = Math.max(request.fromPosition, mission ? mission.createdPosition - 1 : 0);
    for await (const fed of orchestrator.events(after, signal)) {
      const missionId = 'missionId' in fed.event ? fed.event.missionId : '';
      if (mission && missionId !== mission.missionId) continue;
      if (!stream.write(eventMessage(fed, missionId))) await once(stream, 'drain', { signal }).catch(() => undefined);
    }
  };
