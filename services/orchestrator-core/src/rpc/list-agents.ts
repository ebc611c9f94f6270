import type { ListAgentsReply, ListAgentsRequest } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';

/** Every registered agent, with when it was heard of last by this process. */
export const listAgents =
  ({ store, sightings }: Orchestrator) =>
  async (_request: ListAgentsRequest): Promise<ListAgentsReply> => {
    await store.settled();
    const agents = [...store.state.agents.values()].map((agent) => ({
      ...agent,
      capabilities: [...agent.capabilities],
      lastSeenMs: sightings.seenMs(agent.agentId),
    }));
    return { agents };
  };
