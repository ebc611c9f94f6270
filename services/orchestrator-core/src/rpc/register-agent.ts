import type { CallContext } from '@panal/kernel/runtime';
import type { AgentInfo, RegisterResponse } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { actorOf } from './actor.ts';
import { capabilitiesOf } from './capabilities.ts';
import { execute } from './outcome.ts';

const TEXT_CHARS_MAX = 200;

/** Registers the calling agent; its id is the subject of its token. */
export const registerAgent =
  (orchestrator: Orchestrator) =>
  async (info: AgentInfo, context: CallContext): Promise<RegisterResponse> => {
    const actor = actorOf(context.principal);
    const executed = await execute(orchestrator.store, {
      type: 'register-agent',
      actor,
      name: (info.name || actor.subject).slice(0, TEXT_CHARS_MAX),
      capabilities: capabilitiesOf(info.capabilities),
      version: info.version.slice(0, TEXT_CHARS_MAX),
      metricsUrl: info.metricsUrl.slice(0, TEXT_CHARS_MAX),
    });
    if (!executed.ok) return { agentId: actor.subject, accepted: false, message: executed.refusal.message };
    orchestrator.sightings.saw(actor.subject, orchestrator.clock());
    const suspended = orchestrator.store.state.agents.get(actor.subject)?.suspended ?? '';
    return {
      agentId: actor.subject,
      accepted: suspended === '',
      message: suspended === '' ? `registered as ${actor.kind}` : `suspended: ${suspended}`,
    };
  };
