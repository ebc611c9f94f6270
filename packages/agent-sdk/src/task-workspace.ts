import { setTimeout as pause } from 'node:timers/promises';
import { type GrpcChannel, type Method, isRetryable } from '@panal/kernel/runtime';
import type { TaskContext } from '@panal/shared-types';
import type { TaskAssignment } from '@panal/shared-types/orchestrator';
import {
  CloseWorktreeRequest,
  type CommitWorkReply,
  CommitWorkRequest,
  type GetDiffReply,
  GetDiffRequest,
  type OpenWorktreeReply,
  OpenWorktreeRequest,
  WorkspaceService,
} from '@panal/shared-types/workspace';
import { backoffMs } from './backoff.ts';

/** The worktree of a lease. Calls wait for a workspace-service that is away, up to a minute, and reject when it refuses. */
export interface TaskWorkspace {
  /** Opens the worktree, or finds it open. */
  open(): Promise<OpenWorktreeReply>;
  /** Commits every change in the worktree under the agent's name. */
  commit(message: string): Promise<CommitWorkReply>;
  /** The difference of the mission's commit under review (or its head) from its base. */
  diff(): Promise<GetDiffReply>;
  /** Gives the worktree back; the SDK does so when the work has ended. */
  close(): Promise<void>;
}

const AWAY_MAX_MS = 60_000;
const CALL_TIMEOUT_MS = 60_000;
const CLOSE_TIMEOUT_MS = 5_000;

/** The workspace of one lease over a channel to the workspace-service. */
export function createTaskWorkspace(options: {
  channel: GrpcChannel | undefined;
  assignment: TaskAssignment;
  context: TaskContext;
  signal: AbortSignal;
}): TaskWorkspace {
  const { assignment, context, signal } = options;
  const { taskId, missionId } = assignment;
  let opened = false;

  const channel = (): GrpcChannel => {
    if (!options.channel) throw new Error('No workspace is configured for this agent. Give connectAgent a workspaceAddress.');
    return options.channel;
  };
  const call = async <Request, Reply>(method: Method<Request, Reply>, request: Request): Promise<Reply> => {
    const startedMs = Date.now();
    for (let failures = 0; ; failures++) {
      signal.throwIfAborted();
      try {
        return await channel().call(method, request, { timeoutMs: CALL_TIMEOUT_MS, signal });
      } catch (error) {
        signal.throwIfAborted();
        if (!isRetryable(error) || Date.now() - startedMs > AWAY_MAX_MS) throw error;
        await pause(backoffMs(failures, Math.random()), undefined, { signal });
      }
    }
  };

  return {
    async open() {
      const reply = await call(WorkspaceService.openWorktree, OpenWorktreeRequest.fromPartial({ taskId }));
      opened = true;
      return reply;
    },
    commit: (message) => call(WorkspaceService.commitWork, CommitWorkRequest.fromPartial({ taskId, message })),
    diff: () =>
      call(
        WorkspaceService.getDiff,
        GetDiffRequest.fromPartial({
          taskId,
          missionId,
          repositoryId: context.repository.repositoryId,
          baseCommit: context.repository.baseCommit,
          commit: context.gate?.commit ?? context.repository.headCommit,
        }),
      ),
    async close() {
      if (!opened) return;
      const request = CloseWorktreeRequest.fromPartial({ taskId });
      await channel().call(WorkspaceService.closeWorktree, request, { timeoutMs: CLOSE_TIMEOUT_MS });
      opened = false;
    },
  };
}
