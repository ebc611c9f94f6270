import { assert } from '@panal/kernel/pure';
import type { EventOf } from '../events.ts';
import type { Approval, State } from '../state.ts';
import { moveMission } from '../transitions.ts';
import { type At, missionIn, recordVerdicts } from './lookups.ts';

function pendingApproval(state: State, approvalId: string): Approval {
  const approval = state.approvals.get(approvalId);
  assert(approval?.state === 'pending', `approval ${approvalId} is not pending`);
  return approval;
}

/** A person is asked. */
export function applyApprovalRequested(state: State, event: EventOf<'approval-requested'>, at: At): void {
  const { type: _type, ...asked } = event;
  const mission = missionIn(state, event.missionId);
  state.approvals.set(event.approvalId, {
    ...asked,
    state: 'pending',
    approver: '',
    via: '',
    requestedMs: at.atMs,
    decidedMs: 0,
  });
  mission.approvals.push(event.approvalId);
  moveMission(state, mission, { to: 'awaiting-approval', reason: `waiting for approval: ${event.subject}` });
}

/** The person's answer; an approval is used up by it. */
export function applyApprovalDecided(state: State, event: EventOf<'approval-decided'>, at: At): void {
  const approval = pendingApproval(state, event.approvalId);
  const mission = missionIn(state, event.missionId);
  const { approver, via } = event;
  Object.assign(approval, { approver, via, state: event.approve ? 'approved' : 'rejected', decidedMs: at.atMs });
  moveMission(state, mission, { to: 'running', reason: '' });
  recordVerdicts(mission, event.compliance, { position: at.position, taskId: approval.taskId });
}

/** What was to be approved is no more. */
export function applyApprovalVoided(state: State, event: EventOf<'approval-voided'>): void {
  pendingApproval(state, event.approvalId).state = 'void';
}
