import { assess, objectionOf } from '../compliance/checks.ts';
import type { OrchestratorEvent } from '../events.ts';
import { missionOf } from '../queries.ts';
import type { Approval, Task } from '../state.ts';
import { type At, type CommandOf, type Decided, decided, refused } from './decided.ts';
import { endMission, nextTask, sendBack } from './endings.ts';
import { currentDigest, serviceFacts } from './facts-of.ts';

function decidedEvent(
  at: At,
  command: CommandOf<'decide-approval'>,
  approval: Approval & { readonly current: string },
): OrchestratorEvent {
  const mission = at.state.missions.get(approval.missionId);
  const { approver, authorised, how, approve, via } = command;
  const compliance = assess('approve', mission?.workflowHash ?? '', {
    ...serviceFacts(at, { project: mission?.project ?? '', agentId: '' }),
    approver: { name: approver, authorised, how },
    ...(approve ? { approval: { approvedDigest: command.digest, currentDigest: approval.current, approver } } : {}),
  });
  const { approvalId, missionId } = approval;
  return {
    type: 'approval-decided',
    approvalId,
    missionId,
    approve,
    approver,
    via,
    comment: command.comment.slice(0, 4000),
    compliance,
  };
}

function rejected(at: At, task: Task, command: CommandOf<'decide-approval'>): OrchestratorEvent[] {
  const mission = missionOf(at.state, task);
  const reason = `rejected by ${command.approver}${command.comment ? `: ${command.comment.slice(0, 4000)}` : ''}`;
  if (command.comment === '') return endMission(at, mission, { state: 'cancelled', reason, actor: command.approver });
  const [...events] = sendBack(at, task, { reason, adviceFor: '' });
  const finding = { source: 'review', taskId: task.taskId, attempt: task.attempts, text: reason, resultJson: '' } as const;
  return events.map((event) => (event.type === 'task-again' ? { ...event, finding } : event));
}

/**
 * Takes a person's decision. It must name the digest of what is asked about, can be made once, and counts only while that digest
 * is still the current one. A rejection with a comment sends the work back; without one it ends the mission.
 */
export function decideApproval(at: At, command: CommandOf<'decide-approval'>): Decided {
  const approval = at.state.approvals.get(command.approvalId);
  if (!approval) return refused('not-found', `There is no approval ${command.approvalId}.`);
  if (approval.state !== 'pending') {
    return refused(
      'conflict',
      `Approval ${command.approvalId} is ${approval.state} already${approval.approver ? ` (${approval.approver})` : ''}.`,
    );
  }
  const task = at.state.tasks.get(approval.taskId);
  const mission = at.state.missions.get(approval.missionId);
  if (!task || !mission) return refused('not-found', `Approval ${command.approvalId} belongs to no task.`);
  if (command.digest !== approval.digest) {
    return refused(
      'conflict',
      `The digest is not that of what is to be approved (${approval.digest}). Read it again before deciding.`,
    );
  }
  const current = currentDigest(mission, task);
  if (current !== approval.digest) {
    return decided({
      type: 'approval-voided',
      approvalId: approval.approvalId,
      missionId: mission.missionId,
      reason: 'what was to be approved has changed',
    });
  }
  const event = decidedEvent(at, command, { ...approval, current });
  const objection = event.type === 'approval-decided' ? objectionOf(event.compliance) : undefined;
  if (objection?.effect === 'halt') return refused('halted', objection.reason);
  if (objection) return refused('forbidden', objection.reason);
  const more = command.approve ? nextTask(at, task) : rejected(at, task, command);
  // This very approval is used up by the decision; the end of its mission must not void it again.
  return decided(event, ...more.filter((next) => next.type !== 'approval-voided' || next.approvalId !== approval.approvalId));
}
