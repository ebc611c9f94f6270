import { type ModelMessage, type StepResult, ToolLoopAgent, type ToolSet } from 'ai';
import type { TaskLanguageModel } from '../agent-task.ts';
import { type Observation, stuckReason } from './stuck-reason.ts';

export interface ToolLoopLimits {
  /** Model calls in all. */
  readonly stepsMax: number;
  readonly wallTimeMs: number;
  /** Output tokens of one model call. */
  readonly outputTokensMax: number;
}

export interface ToolLoopOptions {
  readonly model: TaskLanguageModel;
  /** Ours: what the agent is and how it works. */
  readonly instructions: string;
  /** The task; what others wrote stands in quoted blocks. */
  readonly prompt: string;
  readonly tools: ToolSet;
  readonly limits: ToolLoopLimits;
  /** Ends the loop at once; the promise then rejects with its reason. */
  readonly signal: AbortSignal;
  /** Whether the work is done or can't go on; asked after each step. */
  readonly finished: () => boolean;
  /** What to tell a model that answers without calling a tool; it hears it twice, then the loop ends. */
  readonly nudge: string;
  /** Called before each tool runs, for progress. */
  readonly onToolCall?: (tool: string, input: unknown) => void;
}

/** `finished`: as `finished()` says. Otherwise why it ended before. */
export type ToolLoopEnd =
  | { readonly kind: 'finished'; readonly steps: number }
  | { readonly kind: 'gave-up'; readonly steps: number; readonly reason: string };

const NUDGES_MAX = 2;
const MODEL_RETRIES_MAX = 4;

/** Whether and why the loop ends after the steps so far. */
function endOf(steps: readonly StepResult<ToolSet>[], options: ToolLoopOptions): ToolLoopEnd | undefined {
  if (options.finished()) return { kind: 'finished', steps: steps.length };
  const stuck = stuckReason(steps.flatMap(observationsOf));
  if (stuck) return { kind: 'gave-up', steps: steps.length, reason: stuck };
  if (steps.length < options.limits.stepsMax) return undefined;
  return { kind: 'gave-up', steps: steps.length, reason: `not done after ${steps.length} model calls, which is the limit` };
}

function observationsOf(step: StepResult<ToolSet>): Observation[] {
  return step.content.flatMap((part): Observation[] => {
    if (part.type !== 'tool-result' && part.type !== 'tool-error') return [];
    const input: unknown = part.input;
    const output: unknown = part.type === 'tool-result' ? part.output : String(part.error);
    return [{ tool: part.toolName, input, output }];
  });
}

/**
 * Lets a model work with tools, one call at a time, until the work is finished or a limit is met. Rejects when the model can't
 * be reached or refuses, and with the signal's reason when it is aborted.
 */
export async function runToolLoop(options: ToolLoopOptions): Promise<ToolLoopEnd> {
  const { limits, signal } = options;
  const steps: StepResult<ToolSet>[] = [];
  const overtime = AbortSignal.timeout(limits.wallTimeMs);
  const messages: ModelMessage[] = [{ role: 'user', content: options.prompt }];
  let end: ToolLoopEnd | undefined;
  const agent = new ToolLoopAgent({
    model: options.model,
    instructions: options.instructions,
    tools: options.tools,
    maxOutputTokens: limits.outputTokensMax,
    maxRetries: MODEL_RETRIES_MAX,
    toolCallConcurrency: 1,
    onStepEnd: (step) => {
      steps.push(step);
    },
    onToolExecutionStart: ({ toolCall }) => options.onToolCall?.(toolCall.toolName, toolCall.input),
    stopWhen: () => (end = endOf(steps, options)) !== undefined,
  });
  try {
    for (let nudges = 0; ; nudges++) {
      const result = await agent.generate({ messages, abortSignal: AbortSignal.any([signal, overtime]) });
      end ??= endOf(steps, options);
      if (end) return end;
      if (nudges === NUDGES_MAX) {
        const reason = `the model answered ${nudges + 1} times without calling a tool: "${result.text.slice(0, 200)}"`;
        return { kind: 'gave-up', steps: steps.length, reason };
      }
      messages.push(...result.responseMessages, { role: 'user', content: options.nudge });
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!overtime.aborted) throw error;
    return { kind: 'gave-up', steps: steps.length, reason: `not done after ${limits.wallTimeMs / 1000} s, which is the limit` };
  }
}
