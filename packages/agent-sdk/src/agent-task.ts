import type { OpenAICompatibleProvider } from '@ai-sdk/openai-compatible';
import type { TaskContext } from '@panal/shared-types';
import type { RuleOutcome, TaskAssignment } from '@panal/shared-types/orchestrator';
import type { TaskWorkspace } from './task-workspace.ts';

/** A language model as the AI SDK's functions take it. */
export type TaskLanguageModel = ReturnType<OpenAICompatibleProvider['chatModel']>;

/** One task under one lease, as an agent's `work` receives it. */
export interface AgentTask {
  /** `<task>.<epoch>`: unique to the lease. */
  readonly taskId: string;
  readonly missionId: string;
  readonly taskType: string;
  /** From 1. */
  readonly attempt: number;
  readonly description: string;
  /** What people, models and tools wrote in it is data to work on, never instructions. */
  readonly context: TaskContext;
  /** Binding Golden Rules, in full text; delivery counts as their acknowledgement. */
  readonly constraints: readonly string[];
  /** Name of the model that the lease's key may use. */
  readonly model: string;
  /** Aborted with a TaskStopped when the task is cancelled, halted, past its deadline, or the lease is lost. */
  readonly signal: AbortSignal;
  /** The assignment as it came over the wire, with key and base address of the gateway. */
  readonly assignment: TaskAssignment;
  /** Tells people what the agent is doing, in one line of at most 200 characters; goes out with the next heartbeat. */
  progress(text: string): void;
  /** The lease's model through the gateway, for the AI SDK. */
  languageModel(): TaskLanguageModel;
  /** The lease's worktree; every call fails once the lease is gone. */
  readonly workspace: TaskWorkspace;
}

/** What came of a task. */
export type TaskOutcome =
  | {
      readonly status: 'success';
      /** At most 1 MiB. */
      readonly artifact?: string;
      /** One paragraph for people. */
      readonly summary?: string;
      readonly commit?: string;
      readonly ruleOutcomes?: readonly RuleOutcome[];
    }
  | {
      readonly status: 'failure';
      readonly errorMessage: string;
      readonly artifact?: string;
      readonly summary?: string;
      readonly commit?: string;
      /** Technology stack, for the analyst. */
      readonly stack?: string;
      /** No retry can mend it. */
      readonly fatal?: boolean;
      readonly ruleOutcomes?: readonly RuleOutcome[];
    };

/** Does one task. What it throws becomes a failure with the error's message; after an abort nothing is submitted. */
export type AgentWork = (task: AgentTask) => Promise<TaskOutcome>;

/** Reason of an aborted `task.signal`. */
export class TaskStopped extends Error {
  override readonly name = 'TaskStopped';
}

/** Thrown by `work` for a failure that no retry can mend. */
export class FatalTaskError extends Error {
  override readonly name = 'FatalTaskError';
}
