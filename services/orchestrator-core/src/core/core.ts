import { unreachable } from '@panal/kernel/pure';
import { applyEvent } from './apply/apply-event.ts';
import type { CoreSettings, OrchestratorCommand } from './commands.ts';
import { type Decided } from './decide/decided.ts';
import { noteCheckpoint, registerAgent, startService } from './decide/agents.ts';
import { decideApproval } from './decide/approvals.ts';
import { abandonDispatch, beginDispatch, grantLease, noteWait } from './decide/dispatch.ts';
import { failureReported, released, trialReported } from './decide/effects.ts';
import { halt, resume } from './decide/halts.ts';
import { extendLease, returnLease } from './decide/leases.ts';
import { cancelMission, createMission } from './decide/missions.ts';
import { submitResult } from './decide/results.ts';
import { failStep, finishGate, finishPush } from './decide/steps.ts';
import { tick } from './decide/tick.ts';
import { type State, initialState } from './state.ts';

/** What a command changes, or why it changes nothing. Pure: reads the state, mutates nothing. */
export function decide(settings: CoreSettings, state: State, command: OrchestratorCommand, nowMs: number): Decided {
  const at = { settings, state, nowMs };
  switch (command.type) {
    case 'start':
      return startService(at, command);
    case 'note-checkpoint':
      return noteCheckpoint(at, command);
    case 'register-agent':
      return registerAgent(at, command);
    case 'create-mission':
      return createMission(at, command);
    case 'begin-dispatch':
      return beginDispatch(at, command);
    case 'grant-lease':
      return grantLease(at, command);
    case 'abandon-dispatch':
      return abandonDispatch(at, command);
    case 'note-wait':
      return noteWait(at, command);
    case 'return-lease':
      return returnLease(at, command);
    case 'extend-lease':
      return extendLease(at, command);
    case 'submit-result':
      return submitResult(at, command);
    case 'finish-gate':
      return finishGate(at, command);
    case 'finish-push':
      return finishPush(at, command);
    case 'fail-step':
      return failStep(at, command);
    case 'cancel-mission':
      return cancelMission(at, command);
    case 'decide-approval':
      return decideApproval(at, command);
    case 'halt':
      return halt(at, command);
    case 'resume':
      return resume(at, command);
    case 'released':
      return released(at, command);
    case 'failure-reported':
      return failureReported(at, command);
    case 'trial-reported':
      return trialReported(at, command);
    case 'tick':
      return tick(at, command);
    default:
      return unreachable(command);
  }
}

/** The orchestrator as a pure machine: `initial`, `decide`, `apply`. Settings change decisions only, never what events mean. */
export const createCore = (settings: CoreSettings) => ({
  initial: initialState,
  decide: (state: State, command: OrchestratorCommand, nowMs: number): Decided => decide(settings, state, command, nowMs),
  apply: applyEvent,
});
