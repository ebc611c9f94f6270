import { unreachable } from '@panal/kernel/pure';
import type { OrchestratorEvent } from '../events.ts';
import type { State } from '../state.ts';
import { applyAgentRegistered, applyAgentReinstated, applyAgentSuspended, applyStepDenied } from './agents.ts';
import { applyApprovalDecided, applyApprovalRequested, applyApprovalVoided } from './approvals.ts';
import {
  applyCheckpointSigned,
  applyEffectDone,
  applyHalted,
  applyResumed,
  applyServiceStarted,
  applyWorkflowAdopted,
} from './service.ts';
import { applyGateFinished, applyLeaseEnded, applyPushFinished, applyResultAccepted } from './endings.ts';
import { applyLeaseExtended, applyTaskLeased, applyTaskPreparing, applyTaskUnprepared } from './leases.ts';
import { applyMissionCreated, applyMissionEnded, applyMissionHeld, applyMissionResumed } from './missions.ts';
import type { At } from './lookups.ts';
import { applyTaskAgain, applyTaskMoved, applyTaskReset, applyTaskWaits } from './tasks.ts';

/** Folds one event into the state. Deterministic; a state that the event does not fit is a bug and throws. */
export function applyEvent(state: State, event: OrchestratorEvent, at: At): void {
  route(state, event, at);
  const mission = 'missionId' in event ? state.missions.get(event.missionId) : undefined;
  if (mission) mission.position = at.position;
}

function route(state: State, event: OrchestratorEvent, at: At): void {
  switch (event.type) {
    case 'service-started':
      return applyServiceStarted(state, event);
    case 'workflow-adopted':
      return applyWorkflowAdopted(state, event);
    case 'checkpoint-signed':
      return applyCheckpointSigned(state, event);
    case 'agent-registered':
      return applyAgentRegistered(state, event);
    case 'agent-suspended':
      return applyAgentSuspended(state, event);
    case 'agent-reinstated':
      return applyAgentReinstated(state, event);
    case 'mission-created':
      return applyMissionCreated(state, event, at);
    case 'task-preparing':
      return applyTaskPreparing(state, event);
    case 'task-unprepared':
      return applyTaskUnprepared(state, event, at);
    case 'task-leased':
      return applyTaskLeased(state, event, at);
    case 'lease-extended':
      return applyLeaseExtended(state, event);
    case 'result-accepted':
      return applyResultAccepted(state, event, at);
    case 'gate-finished':
      return applyGateFinished(state, event, at);
    case 'push-finished':
      return applyPushFinished(state, event, at);
    case 'lease-ended':
      return applyLeaseEnded(state, event);
    case 'task-ready':
    case 'task-held':
    case 'task-failed':
    case 'task-cancelled':
      return applyTaskMoved(state, event, at);
    case 'task-waits':
      return applyTaskWaits(state, event);
    case 'task-again':
      return applyTaskAgain(state, event);
    case 'task-reset':
      return applyTaskReset(state, event);
    case 'mission-held':
      return applyMissionHeld(state, event);
    case 'mission-resumed':
      return applyMissionResumed(state, event);
    case 'mission-ended':
      return applyMissionEnded(state, event, at);
    case 'approval-requested':
      return applyApprovalRequested(state, event, at);
    case 'approval-decided':
      return applyApprovalDecided(state, event, at);
    case 'approval-voided':
      return applyApprovalVoided(state, event);
    case 'halted':
      return applyHalted(state, event, at);
    case 'resumed':
      return applyResumed(state, event);
    case 'released':
    case 'failure-reported':
    case 'trial-reported':
      return applyEffectDone(state, event);
    case 'step-denied':
      return applyStepDenied(state, event, at);
    default:
      return unreachable(event);
  }
}
