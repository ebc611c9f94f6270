import { status } from '@grpc/grpc-js';
import { type GrpcChannel, grpcReason, redactSecrets } from '@panal/kernel/runtime';
import {
  CreateMissionRequest,
  DecideApprovalRequest,
  GetMissionRequest,
  ListApprovalsRequest,
  type Mission,
  type MissionEvent,
  OrchestratorService,
  WatchMissionsRequest,
} from '@panal/shared-types/orchestrator';
import { APPROVAL_CHARS_MAX, AwayError, type MissionStirred, type MissionView, type Missions, RefusedError } from '../ports.ts';

export interface MissionDefaults {
  readonly repositoryId: string;
  readonly baseBranch: string;
  readonly project: string;
}

const TITLE_CHARS_MAX = 500;
const DESCRIPTION_CHARS_MAX = 65_536;
const REASON_CHARS_MAX = 1_000;

/** What no repetition changes; a missing permission is not among them, since an operator can mend it. */
const FINAL: ReadonlySet<number | undefined> = new Set([
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.FAILED_PRECONDITION,
  status.OUT_OF_RANGE,
  status.ALREADY_EXISTS,
]);

async function asked<Reply>(reply: Promise<Reply>): Promise<Reply> {
  try {
    return await reply;
  } catch (error) {
    const { code } = error as { code?: number };
    if (FINAL.has(code)) throw new RefusedError(grpcReason(error), { cause: error, gone: code === status.NOT_FOUND });
    throw new AwayError(`the orchestrator does not answer: ${grpcReason(error)}`, { cause: error });
  }
}

const reasonOf = (text: string): string => redactSecrets(text).slice(0, REASON_CHARS_MAX);

function viewOf(mission: Mission): MissionView {
  const { state, reason, branch, pushedCommit, tasks, pendingApproval: pending } = mission;
  return {
    ...{ state, reason: reasonOf(reason), branch, pushedCommit },
    tasks: tasks.map((task) => ({
      type: task.taskType,
      state: task.state,
      attempts: task.attempts,
      reason: reasonOf(task.reason),
    })),
    approval: pending
      ? {
          approvalId: pending.approvalId,
          digest: pending.digest,
          subject: pending.subject,
          text: redactSecrets(pending.text).slice(0, APPROVAL_CHARS_MAX),
          textChars: pending.text.length,
        }
      : null,
  };
}

/** The orchestrator behind gRPC. */
export function grpcMissions(channel: GrpcChannel, defaults: MissionDefaults): Missions {
  return {
    async create({ cardId, title, description }) {
      const request = CreateMissionRequest.fromPartial({
        ...defaults,
        idempotencyKey: `trello:${cardId}`,
        title: title.trim().slice(0, TITLE_CHARS_MAX) || 'Card without a title',
        description: description.slice(0, DESCRIPTION_CHARS_MAX),
        source: 'trello',
        externalId: cardId,
      });
      return (await asked(channel.call(OrchestratorService.createMission, request))).missionId;
    },
    async view(missionId) {
      return viewOf(await asked(channel.call(OrchestratorService.getMission, GetMissionRequest.fromPartial({ missionId }))));
    },
    async approve({ approvalId, digest, memberId, missionId }) {
      const decision = DecideApprovalRequest.fromPartial({
        approvalId,
        digest,
        approve: true,
        via: 'trello',
        onBehalfOf: memberId,
      });
      const { ok, message } = await asked(channel.call(OrchestratorService.decideApproval, decision));
      if (ok) return { accepted: true, message };
      // A repetition of a decision that was taken before a crash is refused as decided already: by whom tells.
      const { approvals } = await asked(
        channel.call(OrchestratorService.listApprovals, ListApprovalsRequest.fromPartial({ missionId })),
      );
      const ours = approvals.find((approval) => approval.approvalId === approvalId);
      return { accepted: ours?.state === 'approved' && ours.approver === memberId, message };
    },
    async *watch(position, signal): AsyncGenerator<MissionStirred> {
      const request = WatchMissionsRequest.fromPartial({ fromPosition: position });
      const stream = channel.serverStream(OrchestratorService.watchMissions, request, { signal });
      for await (const event of stream as AsyncIterable<MissionEvent>)
        yield { position: event.position, missionId: event.missionId };
    },
  };
}
