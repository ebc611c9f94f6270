import { grpcReason } from '@panal/kernel/runtime';
import { TaskResult } from '@panal/shared-types/orchestrator';
import { type AgentTask, type AgentWork, FatalTaskError, type TaskOutcome } from './agent-task.ts';

/** What the orchestrator takes as an artifact. */
export const ARTIFACT_BYTES_MAX = 1024 * 1024;
const MESSAGE_CHARS_MAX = 64 * 1024;

const failureOf = (error: unknown): TaskOutcome => ({
  status: 'failure',
  errorMessage: grpcReason(error) || 'The agent failed and said nothing.',
  fatal: error instanceof FatalTaskError,
});

/**
 * Runs an agent's work to its end and gives the worktree back; never rejects: what it throws is a failure, an artifact over
 * 1 MiB too.
 */
export async function performWork(work: AgentWork, makeTask: () => AgentTask): Promise<TaskOutcome> {
  let outcome: TaskOutcome;
  let task: AgentTask | undefined;
  try {
    task = makeTask();
    outcome = await work(task);
  } catch (error) {
    outcome = failureOf(error);
  }
  // The workspace-service collects worktrees of ended leases, so that a failure here loses nothing.
  await task?.workspace.close().catch(() => undefined);
  const size = Buffer.byteLength(outcome.artifact ?? '');
  if (size <= ARTIFACT_BYTES_MAX) return outcome;
  return failureOf(new Error(`The artifact has ${size} bytes; at most ${ARTIFACT_BYTES_MAX} can be submitted.`));
}

/** The outcome as the message that goes to the orchestrator. */
export function taskResultOf(outcome: TaskOutcome, lease: { taskId: string; agentId: string; ruleSetHash: string }): TaskResult {
  const failure = outcome.status === 'failure' ? outcome : undefined;
  return TaskResult.fromPartial({
    ...lease,
    status: outcome.status,
    artifact: outcome.artifact ?? '',
    errorMessage: (failure?.errorMessage ?? '').slice(0, MESSAGE_CHARS_MAX),
    commit: outcome.commit ?? '',
    summary: outcome.summary ?? '',
    stack: failure?.stack ?? '',
    fatal: failure?.fatal ?? false,
    ruleOutcomes: [...(outcome.ruleOutcomes ?? [])],
  });
}
