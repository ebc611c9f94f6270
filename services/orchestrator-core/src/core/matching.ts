import { authorsFor, haltOf, haltWords, missionOf, typeOf, workflowOf } from './queries.ts';
import type { State, Task } from './state.ts';

/** A worker that wants a task. */
export interface Worker {
  readonly agentId: string;
  readonly capabilities: readonly string[];
  readonly profile: 'solo' | 'team';
}

/**
 * Why a worker may not do a ready task now, or undefined when it may: halt, suspension, role, permissions, capabilities,
 * independence. `decide` judges the same again; this keeps the dispatcher from asking in vain. O(results of the mission).
 */
export function whyUnfit(state: State, task: Task, worker: Worker): string | undefined {
  const agent = state.agents.get(worker.agentId);
  if (!agent) return 'not registered';
  if (agent.suspended !== '') return `suspended: ${agent.suspended}`;
  const mission = missionOf(state, task);
  const halt = haltOf(state, { project: mission.project, agentId: worker.agentId });
  if (halt) return haltWords(halt);
  const type = typeOf(state, task);
  if (agent.kind !== type.handler) return `needs role ${type.handler}`;
  const held = workflowOf(state, mission).roles[agent.kind] ?? [];
  if (!type.permissions.every((permission) => held.includes(permission))) return 'lacks a permission';
  const missing = type.capabilities.filter((capability) => !worker.capabilities.includes(capability));
  if (missing.length > 0) return `lacks ${missing.join(', ')}`;
  const authors = authorsFor(mission, type);
  if (authors.some((author) => author.agentId === worker.agentId)) return 'is an author of what is to be judged';
  if (worker.profile === 'team' && authors.some((author) => author.operator === agent.operator))
    return 'has the author’s operator';
  return undefined;
}
