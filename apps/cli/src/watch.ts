import {
  GetMissionRequest,
  type Mission,
  type MissionEvent,
  OrchestratorService,
  WatchMissionsRequest,
} from '@panal/shared-types/orchestrator';
import { isRetryable } from '@panal/kernel/runtime';
import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import type { Connection } from './connection.ts';
import { safeText } from './show/output.ts';

const RECONNECT_MS = 500;
/** A mission that ended stays in one of these states. */
const ENDED = new Set(['done', 'failed', 'cancelled']);

/** Whether nothing further happens to a mission without a person. */
export const isSettled = (mission: Mission): boolean => ENDED.has(mission.state) || mission.state === 'held';

/** Steps that only repeat what the line before or after says. */
const UNSHOWN = new Set(['task-ready', 'task-preparing', 'task-again', 'lease-extended', 'released']);

const STEP_WIDTH = 9;

/** The kind of step that an event is about: a task's id is the mission's and its type. */
function stepOf({ missionId, taskId }: MissionEvent): string {
  const step = taskId.startsWith(`${missionId}-`) ? taskId.slice(missionId.length + 1).replace(/\.\d+$/, '') : '';
  return step.padEnd(STEP_WIDTH);
}

/** A progress line: minutes and seconds since the start, the step, and what happened. */
export function progressLine(event: MissionEvent, startMs: number): string {
  const elapsedMs = Math.max(0, event.atMs - startMs);
  const clock = `${String(Math.floor(elapsedMs / 60_000)).padStart(2, '0')}:${(((elapsedMs % 60_000) / 1000) | 0).toString().padStart(2, '0')}`;
  return `${pc.dim(clock)}  ${pc.cyan(stepOf(event))}  ${safeText(event.message)}`;
}

export interface WatchHooks {
  readonly onEvent: (event: MissionEvent) => void;
  /** Called with the mission's state after each event; may decide an approval. */
  readonly onMission?: (mission: Mission) => Promise<void>;
}

async function followOnce(
  connection: Connection,
  missionId: string,
  from: { position: number },
  hooks: WatchHooks,
): Promise<Mission | undefined> {
  const orchestrator = connection.to('orchestrator');
  const controller = new AbortController();
  const stream = orchestrator.serverStream(
    OrchestratorService.watchMissions,
    WatchMissionsRequest.fromPartial({ missionId, fromPosition: from.position }),
    { signal: controller.signal },
  );
  stream.on('error', () => undefined);
  try {
    for await (const event of stream as AsyncIterable<MissionEvent>) {
      from.position = event.position;
      if (event.message && !UNSHOWN.has(event.type)) hooks.onEvent(event);
      const mission = await orchestrator.call(OrchestratorService.getMission, GetMissionRequest.fromPartial({ missionId }));
      if (isSettled(mission) && mission.position <= from.position) return mission;
      // Only once every event up to this state has been shown.
      if (mission.position <= from.position) await hooks.onMission?.(mission);
    }
    return undefined;
  } finally {
    controller.abort();
  }
}

/** Follows a mission until it ends or is held for a person; goes on where it was when the orchestrator restarts. */
export async function followMission(connection: Connection, missionId: string, hooks: WatchHooks): Promise<Mission> {
  const from = { position: 0 };
  for (;;) {
    try {
      const mission = await followOnce(connection, missionId, from, hooks);
      if (mission) return mission;
    } catch (error) {
      if (!isRetryable(error)) throw error;
    }
    await sleep(RECONNECT_MS);
  }
}

/** Follows a mission to its end, handing over each event and the line that says it. */
export async function watchMission(
  connection: Connection,
  missionId: string,
  tell: (line: string, event: MissionEvent) => void,
): Promise<Mission> {
  const { createdMs } = await connection
    .to('orchestrator')
    .call(OrchestratorService.getMission, GetMissionRequest.fromPartial({ missionId }));
  return followMission(connection, missionId, { onEvent: (event) => tell(progressLine(event, createdMs), event) });
}
