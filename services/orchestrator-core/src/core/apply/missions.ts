import type { EventOf, MissionCreated } from '../events.ts';
import { addReady } from '../ready-index.ts';
import type { Mission, State, Task } from '../state.ts';
import { moveMission } from '../transitions.ts';
import { type TaskType, chainFrom } from '../workflow.ts';
import { type At, missionIn } from './lookups.ts';
import { judgeTrials } from './trials.ts';
import { assert } from '@panal/kernel/pure';

const newTask = (missionId: string, type: TaskType): Task => ({
  taskId: `${missionId}-${type.name}`,
  missionId,
  type: type.name,
  handler: type.handler,
  state: 'waiting',
  reason: '',
  attempts: 0,
  attemptsBase: 0,
  attemptsBonus: 0,
  epoch: 0,
  lease: undefined,
  backoffUntilMs: 0,
  adviceUntilMs: 0,
  adviceFor: '',
  leasedPosition: 0,
  ruleSetHash: '',
  answers: new Map(),
  endings: new Map(),
});

function newMission(event: MissionCreated, at: At): Mission {
  const { type: _type, idempotencyKey: _key, createdBy: _by, ...given } = event;
  return {
    ...given,
    createdMs: at.atMs,
    createdPosition: at.position,
    state: 'running',
    reason: '',
    baseCommit: '',
    headCommit: '',
    pushedCommit: '',
    endedMs: 0,
    leases: 0,
    tasks: new Map(),
    artifacts: [],
    findings: [],
    failures: [],
    gate: undefined,
    reviewedDigest: '',
    approvals: [],
    verdicts: new Map(),
    position: at.position,
  };
}

/** A mission with all its tasks, the first of them ready. */
export function applyMissionCreated(state: State, event: MissionCreated, at: At): void {
  const workflow = state.workflows.get(event.workflowHash);
  assert(workflow, `mission ${event.missionId} names a workflow that was never adopted`);
  const mission = newMission(event, at);
  for (const type of chainFrom(workflow, workflow.start)) {
    const task = newTask(mission.missionId, type);
    mission.tasks.set(type.name, task);
    state.tasks.set(task.taskId, task);
  }
  state.missions.set(mission.missionId, mission);
  state.missionByKey.set(event.idempotencyKey, mission.missionId);
  state.live.add(mission.missionId);
  const first = mission.tasks.get(workflow.start);
  assert(first, `workflow ${workflow.hash} has no first task`);
  first.state = 'ready';
  addReady(state.ready, { taskId: first.taskId, handler: first.handler, priority: mission.priority });
}

/** A person has to look. */
export function applyMissionHeld(state: State, event: EventOf<'mission-held'>): void {
  moveMission(state, missionIn(state, event.missionId), { to: 'held', reason: event.reason });
}

/** A person has looked. */
export function applyMissionResumed(state: State, event: EventOf<'mission-resumed'>): void {
  moveMission(state, missionIn(state, event.missionId), { to: 'running', reason: '' });
}

/** The end of a mission. */
export function applyMissionEnded(state: State, event: EventOf<'mission-ended'>, at: At): void {
  const mission = missionIn(state, event.missionId);
  moveMission(state, mission, { to: event.state, reason: event.reason });
  mission.endedMs = at.atMs;
  judgeTrials(state, mission, event.state === 'done');
}
