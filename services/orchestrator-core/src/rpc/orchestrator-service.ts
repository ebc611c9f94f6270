import { type GrpcServiceEntry, type Role, grpcService } from '@panal/kernel/runtime';
import { type OrchestratorServer, OrchestratorService } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { cancelMission } from './cancel-mission.ts';
import { confirmLease } from './confirm-lease.ts';
import { createMission } from './create-mission.ts';
import { decideApproval } from './decide-approval.ts';
import { getHaltState } from './get-halt-state.ts';
import { getMission } from './get-mission.ts';
import { halt } from './halt.ts';
import { heartbeat } from './heartbeat.ts';
import { listAgents } from './list-agents.ts';
import { listApprovals } from './list-approvals.ts';
import { listMissions } from './list-missions.ts';
import { pollTask } from './poll-task.ts';
import { registerAgent } from './register-agent.ts';
import { resume } from './resume.ts';
import { submitResult } from './submit-result.ts';
import { watchMissions } from './watch-missions.ts';
import { workStream } from './work-stream.ts';

const agents: readonly Role[] = ['agent'];
const readers: readonly Role[] = ['viewer', 'operator', 'approver', 'service'];
const operators: readonly Role[] = ['operator', 'service'];

/** The Orchestrator service: a method a file, and who may call each. */
export function orchestratorService(orchestrator: Orchestrator): GrpcServiceEntry {
  return grpcService<OrchestratorServer>(
    OrchestratorService,
    {
      registerAgent: registerAgent(orchestrator),
      pollTask: pollTask(orchestrator),
      submitResult: submitResult(orchestrator),
      workStream: workStream(orchestrator),
      heartbeat: heartbeat(orchestrator),
      confirmLease: confirmLease(orchestrator),
      createMission: createMission(orchestrator),
      getMission: getMission(orchestrator),
      listMissions: listMissions(orchestrator),
      cancelMission: cancelMission(orchestrator),
      watchMissions: watchMissions(orchestrator),
      listApprovals: listApprovals(orchestrator),
      decideApproval: decideApproval(orchestrator),
      halt: halt(orchestrator),
      resume: resume(orchestrator),
      getHaltState: getHaltState(orchestrator),
      listAgents: listAgents(orchestrator),
    },
    {
      registerAgent: agents,
      pollTask: agents,
      submitResult: agents,
      workStream: agents,
      heartbeat: agents,
      confirmLease: ['service'],
      createMission: operators,
      getMission: readers,
      listMissions: readers,
      cancelMission: operators,
      watchMissions: readers,
      listApprovals: readers,
      decideApproval: ['approver', 'service'],
      halt: operators,
      resume: ['operator'],
      getHaltState: readers,
      listAgents: readers,
    },
  );
}
