import { type GrpcChannel, isRetryable } from '@panal/kernel/runtime';
import {
  Ack,
  AgentInfo,
  AgentQuery,
  CreateMissionRequest,
  DecideApprovalRequest,
  GetMissionRequest,
  type Mission,
  type MissionEvent,
  OrchestratorService,
  type TaskAssignment,
  TaskResult,
  WatchMissionsRequest,
} from '@panal/shared-types/orchestrator';
import type { TestOrchestrator } from './orchestrator-process.ts';

/** What tests do as operator, approver and agents. */
export const operatorOf = (orchestrator: TestOrchestrator): Promise<GrpcChannel> =>
  orchestrator.as({ subject: 'operator', roles: ['operator', 'approver', 'viewer'] });

export async function createMission(operator: GrpcChannel, overrides: Partial<CreateMissionRequest> = {}): Promise<string> {
  const request = CreateMissionRequest.fromPartial({
    idempotencyKey: `key-${Math.random()}`,
    title: 'Split the bill',
    description: 'The remainder must not vanish.',
    repositoryId: 'sample',
    stack: 'node',
    source: 'cli',
    ...overrides,
  });
  return (await operator.call(OrchestratorService.createMission, request)).missionId;
}

export const getMission = (operator: GrpcChannel, missionId: string): Promise<Mission> =>
  operator.call(OrchestratorService.getMission, GetMissionRequest.fromPartial({ missionId }));

export const register = (agent: GrpcChannel, name: string) =>
  agent.call(OrchestratorService.registerAgent, AgentInfo.fromPartial({ name, capabilities: ['node'] }));

export const poll = (agent: GrpcChannel, agentId: string, waitMs = 10_000): Promise<TaskAssignment> =>
  agent.call(OrchestratorService.pollTask, AgentQuery.fromPartial({ agentId, waitMs }), { timeoutMs: waitMs + 5_000 });

export const submit = (agent: GrpcChannel, result: Partial<TaskResult>): Promise<Ack> =>
  agent.call(OrchestratorService.submitResult, TaskResult.fromPartial(result));

export const approve = (operator: GrpcChannel, request: Partial<DecideApprovalRequest>): Promise<Ack> =>
  operator.call(OrchestratorService.decideApproval, DecideApprovalRequest.fromPartial({ approve: true, via: 'cli', ...request }));

/** Waits until an event of the mission, seen from its beginning, satisfies the condition; survives restarts of the server. */
export async function eventOf(
  operator: GrpcChannel,
  missionId: string,
  wanted: (event: MissionEvent) => boolean,
): Promise<MissionEvent> {
  for (let position = 0; ;) {
    const stream = operator.serverStream(
      OrchestratorService.watchMissions,
      WatchMissionsRequest.fromPartial({ missionId, fromPosition: position }),
    );
    stream.on('error', () => undefined);
    try {
      for await (const event of stream as AsyncIterable<MissionEvent>) {
        position = event.position;
        if (!wanted(event)) continue;
        stream.cancel();
        return event;
      }
    } catch (error) {
      if (!isRetryable(error)) throw error;
    }
  }
}

export const ended = (operator: GrpcChannel, missionId: string): Promise<MissionEvent> =>
  eventOf(operator, missionId, (event) => event.type === 'mission-ended' || event.type === 'mission-held');
