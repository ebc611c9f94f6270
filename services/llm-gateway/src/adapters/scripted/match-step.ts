import type { ChatMessage, ChatRequest } from '../../ports.ts';
import type { Trajectory, TrajectoryStep } from './trajectory.ts';

/** All text of a message, tool calls included, as a step's conditions see it. */
function textOf(message: ChatMessage): string {
  const content =
    typeof message.content === 'string' ? message.content : (message.content ?? []).map((part) => part.text).join('\n');
  const calls = (message.tool_calls ?? []).map((call) => `${call.function.name} ${call.function.arguments}`);
  return [content, ...calls].join('\n');
}

/** The first step of a trajectory whose conditions all hold for the request, or undefined. */
export function matchStep(trajectory: Trajectory, request: ChatRequest): TrajectoryStep | undefined {
  const text = request.messages.map(textOf).join('\n');
  const turns = request.messages.filter((message) => message.role === 'assistant').length;
  const tools = new Set(request.tools.map((tool) => tool.function.name));
  return trajectory.steps.find(
    ({ when }) =>
      (when.assistantTurns === undefined || when.assistantTurns === turns) &&
      (when.contains ?? []).every((part) => text.includes(part)) &&
      !(when.lacks ?? []).some((part) => text.includes(part)) &&
      (when.tools ?? []).every((tool) => tools.has(tool)),
  );
}
