import type { LeaseEnded, ResultAccepted } from '../events.ts';
import { leaseIdFor } from '../queries.ts';
import { type Lease, type Mission, type State, type Task, owedId } from '../state.ts';

/** Ways to end that are the work's own fault; a halt, a restart or a cancellation says nothing of it. */
const failures: readonly string[] = ['expired', 'deadline', 'failed'];

function oweTrial(
  state: State,
  task: Task,
  ended: { readonly lease: Pick<Lease, 'ruleIds'>; readonly leaseId: string; readonly succeeded: boolean },
): void {
  const { leaseId, succeeded, lease } = ended;
  const owed = {
    kind: 'trial',
    leaseId,
    missionId: task.missionId,
    taskId: task.taskId,
    ruleIds: lease.ruleIds ?? [],
    succeeded,
  } as const;
  state.owed.set(owedId(owed), owed);
}

/**
 * What the end of a lease says of the rules that its worker had: a failure counts at once. A result that was accepted is good when
 * its mission is done, since nobody reports on themselves; until then it is only remembered.
 */
export function noteTrial(
  state: State,
  task: Task,
  ended: { readonly lease: Lease; readonly event: ResultAccepted | LeaseEnded },
): void {
  const { lease, event } = ended;
  const { ruleIds = [] } = lease;
  if (ruleIds.length === 0) return;
  const leaseId = leaseIdFor(task, event.epoch);
  if (event.type === 'result-accepted' && event.outcome === 'success') task.trial = { leaseId, ruleIds };
  else if (event.type === 'result-accepted' || failures.includes(event.cause))
    oweTrial(state, task, { lease, leaseId, succeeded: false });
}

/** A later step, or a person, has judged the remembered result. */
export function judgeTrial(state: State, task: Task, succeeded: boolean): void {
  const { trial } = task;
  if (!trial) return;
  oweTrial(state, task, { lease: trial, leaseId: trial.leaseId, succeeded });
  task.trial = undefined;
}

/** The mission's end judges what is remembered of its tasks; where it is not done, nothing is known of them. */
export function judgeTrials(state: State, mission: Mission, isDone: boolean): void {
  for (const task of mission.tasks.values()) {
    if (isDone) judgeTrial(state, task, true);
    task.trial = undefined;
  }
}
