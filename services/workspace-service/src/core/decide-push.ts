import { refKey } from './model.ts';
import type { GateRecord, PushIntent, PushRecord, WorkspaceState } from './model.ts';
import type { WorkspaceDecision } from './workspace-core.ts';

/**
 * Whether a push may be tried. The value that the branch must hold at the remote is the last one that we put there; an intent
 * whose end is not known yet must be settled by a look at the remote first.
 */
export function decidePushBegin(state: WorkspaceState, push: PushIntent, gateRequired: boolean): WorkspaceDecision {
  const earlier = state.pushes.get(push.taskId);
  if (earlier) {
    if (earlier.commit === push.commit && earlier.branch === push.branch) return { ok: true, events: [] };
    return refused('conflict', `Task "${push.taskId}" has begun another push (${earlier.commit} to ${earlier.branch}).`);
  }
  if (unsettledPushes(state, push).length > 0) {
    return refused('conflict', `An earlier push to ${push.branch} has not been settled yet.`);
  }
  if (gateRequired && !passedGate(state, push)) {
    return refused('conflict', `No gate has passed on commit ${push.commit} with this diff, so it is not pushed.`);
  }
  const expectedCommit = state.pushedRefs.get(refKey(push.remote, push.branch)) ?? '';
  return { ok: true, events: [{ type: 'push-begun', push: { ...push, expectedCommit, outcome: 'begun', reason: '' } }] };
}

/** Records how a push ended; a second end of the same push changes nothing. */
export function decidePushEnd(
  state: WorkspaceState,
  end: { readonly taskId: string; readonly outcome: 'pushed' | 'refused'; readonly reason: string },
): WorkspaceDecision {
  const push = state.pushes.get(end.taskId);
  if (!push) return refused('not-found', `No push of task "${end.taskId}" was begun.`);
  if (push.outcome !== 'begun') return { ok: true, events: [] };
  return { ok: true, events: [{ type: 'push-ended', push: { ...push, outcome: end.outcome, reason: end.reason } }] };
}

/** Pushes to the same branch of the same remote that were begun and whose end is not known. */
export function unsettledPushes(
  state: WorkspaceState,
  target: { readonly remote: string; readonly branch: string },
): PushRecord[] {
  return [...state.pushes.values()].filter(
    (push) => push.outcome === 'begun' && push.remote === target.remote && push.branch === target.branch,
  );
}

function passedGate(state: WorkspaceState, push: PushIntent): GateRecord | undefined {
  return [...state.gates.values()].find(
    (gate) =>
      gate.passed &&
      gate.commit === push.commit &&
      gate.repositoryId === push.repositoryId &&
      gate.missionId === push.missionId &&
      gate.diffDigest === push.diffDigest,
  );
}

const refused = (code: string, message: string): WorkspaceDecision => ({ ok: false, refusal: { code, message } });
