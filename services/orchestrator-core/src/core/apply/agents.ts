import type { EventOf } from '../events.ts';
import type { State } from '../state.ts';
import { type At, recordVerdicts } from './lookups.ts';

/** How many denials of an agent are remembered: more than any setting needs to suspend it. */
const DENIALS_KEPT = 1000;

/** A new or changed agent. */
export function applyAgentRegistered(state: State, event: EventOf<'agent-registered'>): void {
  const { agentId, name, kind, operator, capabilities, version, metricsUrl } = event;
  const known = state.agents.get(agentId);
  if (known) Object.assign(known, { name, kind, operator, capabilities, version, metricsUrl });
  else
    state.agents.set(agentId, {
      agentId,
      name,
      kind,
      operator,
      capabilities,
      version,
      metricsUrl,
      suspended: '',
      leases: 0,
      denials: [],
    });
}

/** No more work for the agent. */
export function applyAgentSuspended(state: State, event: EventOf<'agent-suspended'>): void {
  const agent = state.agents.get(event.agentId);
  if (agent) agent.suspended = event.reason;
}

/** A person lets the agent work again. */
export function applyAgentReinstated(state: State, event: EventOf<'agent-reinstated'>): void {
  const agent = state.agents.get(event.agentId);
  if (!agent) return;
  agent.suspended = '';
  agent.denials = [];
}

/** Counts against the agent, and shows on the mission. */
export function applyStepDenied(state: State, event: EventOf<'step-denied'>, at: At): void {
  const agent = state.agents.get(event.agentId);
  if (agent) agent.denials = [...agent.denials.slice(-DENIALS_KEPT + 1), at.atMs];
  const mission = state.missions.get(event.missionId);
  if (mission) recordVerdicts(mission, event.compliance, { position: at.position, taskId: event.taskId });
}
