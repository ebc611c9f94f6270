import { assert } from '@panal/kernel/pure';
import { type LeaseId, type TaskId, leaseIdOf } from '@panal/shared-types';
import type { Artifact, HaltEntry, Mission, State, Task } from './state.ts';
import { type TaskType, type Workflow, chainFrom } from './workflow.ts';

/** The workflow that a mission is pinned to. */
export function workflowOf(state: State, mission: Mission): Workflow {
  const workflow = state.workflows.get(mission.workflowHash);
  assert(workflow, `mission ${mission.missionId} is pinned to a workflow that was never adopted`);
  return workflow;
}

/** The mission of a task. */
export function missionOf(state: State, task: Task): Mission {
  const mission = state.missions.get(task.missionId);
  assert(mission, `task ${task.taskId} belongs to no mission`);
  return mission;
}

/** The type of a task in its mission's workflow. */
export function typeOf(state: State, task: Task): TaskType {
  const type = workflowOf(state, missionOf(state, task)).tasks[task.type];
  assert(type, `task ${task.taskId} has a type that its workflow lacks`);
  return type;
}

/** The id under which a lease is known outside. */
export const leaseIdFor = (task: Pick<Task, 'taskId'>, epoch: number): LeaseId => leaseIdOf(task.taskId as TaskId, epoch);

/** The halt that stops this project, or this agent in it; undefined when none does. O(1). */
export function haltOf(state: State, scope: { readonly project: string; readonly agentId?: string }): HaltEntry | undefined {
  return (
    state.halts.get('global') ?? state.halts.get(`project:${scope.project}`) ?? state.halts.get(`agent:${scope.agentId ?? ''}`)
  );
}

/** The words for a halt, or an empty string. */
export const haltWords = (halt: HaltEntry | undefined): string =>
  halt ? `${halt.scope}${halt.id ? ` ${halt.id}` : ''} halted by ${halt.actor}: ${halt.reason || 'no reason given'}` : '';

/** The newest accepted success of a task type. */
export const newestSuccess = (mission: Mission, taskType: string): Artifact | undefined =>
  mission.artifacts.findLast((artifact) => artifact.taskType === taskType && artifact.outcome === 'success');

/** Who wrote what a task of this type must be independent of: anyone whose result, or commit, went into it. */
export function authorsFor(mission: Mission, type: TaskType): Artifact[] {
  return mission.artifacts.filter(
    (artifact) => type.independentOf.includes(artifact.taskType) && (artifact.outcome === 'success' || artifact.commit !== ''),
  );
}

/** Tasks of the mission that come after `from` in its workflow. */
export function tasksAfter(state: State, mission: Mission, from: string): Task[] {
  const [, ...later] = chainFrom(workflowOf(state, mission), from);
  return later.flatMap((type) => mission.tasks.get(type.name) ?? []);
}

/** Whether a task has used up its attempts. */
export const isExhausted = (task: Task, type: TaskType): boolean =>
  task.attempts - task.attemptsBase >= type.attemptsMax + task.attemptsBonus;

/** Leases held now, of one project or agent where given. */
export function* openLeases(state: State): Generator<Task> {
  for (const taskId of state.timed) {
    const task = state.tasks.get(taskId);
    if (task && (task.state === 'leased' || task.state === 'preparing')) yield task;
  }
}
