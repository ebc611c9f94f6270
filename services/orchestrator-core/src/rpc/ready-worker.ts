import { ServiceError } from '@panal/kernel/runtime';
import type { Actor, Agent } from '../core/state.ts';
import type { Orchestrator } from '../shell/orchestrator.ts';

/** The registry entry of an agent that wants work; throws where it may get none (checks 1 and 2). */
export function registeredAgent(orchestrator: Orchestrator, actor: Actor): Agent {
  const agent = orchestrator.store.state.agents.get(actor.subject);
  if (!agent) throw new ServiceError('conflict', `"${actor.subject}" is not registered. Call RegisterAgent first.`);
  if (agent.suspended !== '') throw new ServiceError('forbidden', `"${actor.subject}" is suspended: ${agent.suspended}`);
  orchestrator.sightings.saw(actor.subject, orchestrator.clock());
  return agent;
}
