import { isObject } from '../../ports.ts';
import type { Trajectory, TrajectoryStep } from './trajectory.ts';

/** A chat request, as far as a script looks at it. */
export interface ScriptedChat {
  readonly messages: readonly ScriptedMessage[];
  readonly tools: readonly { readonly function?: { readonly name?: string } }[];
}

interface ScriptedMessage {
  readonly role?: unknown;
  readonly content?: unknown;
  readonly tool_calls?: unknown;
}

/** All text of a message, tool calls included, as a step's conditions see it. */
function textOf({ content: given, tool_calls: called }: ScriptedMessage): string {
  const content =
    typeof given === 'string'
      ? given
      : listOf(given)
          .map((part) => textIn(part, 'text'))
          .join('\n');
  const calls = listOf(called).map(({ function: named }) =>
    isObject(named) ? `${textIn(named, 'name')} ${textIn(named, 'arguments')}` : '',
  );
  return [content, ...calls].join('\n');
}

/** The first step of a trajectory whose conditions all hold for the request, or undefined. */
export function matchStep(trajectory: Trajectory, request: ScriptedChat): TrajectoryStep | undefined {
  const text = request.messages.map(textOf).join('\n');
  const turns = request.messages.filter((message) => message.role === 'assistant').length;
  const tools = new Set(request.tools.map((tool) => tool.function?.name ?? ''));
  return trajectory.steps.find(
    ({ when }) =>
      (when.assistantTurns === undefined || when.assistantTurns === turns) &&
      (when.contains ?? []).every((part) => text.includes(part)) &&
      !(when.lacks ?? []).some((part) => text.includes(part)) &&
      (when.tools ?? []).every((tool) => tools.has(tool)),
  );
}

const listOf = (value: unknown): readonly Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : []);
const textIn = (value: Record<string, unknown>, name: string): string => (typeof value[name] === 'string' ? value[name] : '');
