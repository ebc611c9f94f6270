import { assert } from '@panal/kernel/pure';
import type { ComplianceRecord } from '../compliance/check.ts';
import type { Mission, State, Task } from '../state.ts';

/** When and where an event was journalled. */
export interface At {
  readonly position: number;
  readonly atMs: number;
}

/** The task of an event; a missing one is a bug. */
export function taskIn(state: State, taskId: string): Task {
  const task = state.tasks.get(taskId);
  assert(task, `there is no task ${taskId}`);
  return task;
}

/** The mission of an event; a missing one is a bug. */
export function missionIn(state: State, missionId: string): Mission {
  const mission = state.missions.get(missionId);
  assert(mission, `there is no mission ${missionId}`);
  return mission;
}

/**
 * Keeps the newest verdict of each check. A step that says nothing about a check leaves what other steps found; only when the same
 * step of the same task runs again without evidence does its old verdict go. At most 25 entries a mission.
 */
export function recordVerdicts(
  mission: Mission,
  compliance: ComplianceRecord | undefined,
  at: { readonly position: number; readonly taskId: string },
): void {
  if (!compliance) return;
  const { step, policyHash } = compliance;
  for (const check of compliance.notAssessed) {
    const older = mission.verdicts.get(check);
    if (older?.step === step && older.taskId === at.taskId) mission.verdicts.delete(check);
  }
  for (const [check, verdict, evidence] of compliance.verdicts) {
    mission.verdicts.set(check, { check, verdict, evidence, step, policyHash, ...at });
  }
}

/** Adds to a list that keeps its newest `max` entries. */
export function pushBounded<Item>(list: Item[], item: Item, max: number): void {
  list.push(item);
  if (list.length > max) list.splice(0, list.length - max);
}
