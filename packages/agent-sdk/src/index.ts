export {
  type AgentTask,
  type AgentWork,
  FatalTaskError,
  type TaskLanguageModel,
  type TaskOutcome,
  TaskStopped,
} from './agent-task.ts';
export { type AgentConnection, type ConnectOptions, connectAgent } from './connect-agent.ts';
export { type AgentHost, type RunAgentOptions, agentsSchema, runAgent } from './run-agent.ts';
export { parseTaskContext } from './task-context.ts';
export type { TaskWorkspace } from './task-workspace.ts';
export { AgentRefused, type SessionEvents } from './work-session.ts';
