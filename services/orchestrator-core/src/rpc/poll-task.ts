import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import { type AgentQuery, TaskAssignment } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import type { Delivery, ParkedWorker } from '../shell/worker.ts';
import { callingAgent } from './actor.ts';
import { assignmentMessage } from './assignment-message.ts';
import { capabilitiesOf } from './capabilities.ts';
import { registeredAgent } from './ready-worker.ts';

/** Long poll: the next task for the calling agent, or an empty one when there is none in time. */
export const pollTask =
  (orchestrator: Orchestrator) =>
  async (query: AgentQuery, context: CallContext): Promise<TaskAssignment> => {
    const actor = callingAgent(context, query.agentId);
    const agent = registeredAgent(orchestrator, actor);
    const capabilities = query.capabilities.length > 0 ? capabilitiesOf(query.capabilities) : agent.capabilities;
    const { pollDefaultMs, pollMaxMs } = orchestrator.settings;
    const waitMs = Math.min(query.waitMs || pollDefaultMs, pollMaxMs);
    const delivery = await waitForTask(
      orchestrator,
      { actor, capabilities, heartbeats: orchestrator.sightings.hasHeartbeats(actor.subject) },
      { waitMs, signal: context.signal },
    );
    return delivery ? assignmentMessage(delivery) : TaskAssignment.fromPartial({});
  };

/** Parks until a task, the time-out, the caller's departure or the drain. */
function waitForTask(
  orchestrator: Orchestrator,
  who: Omit<ParkedWorker, 'deliver'>,
  wait: { readonly waitMs: number; readonly signal: AbortSignal },
): Promise<Delivery | undefined> {
  const { dispatcher, draining } = orchestrator;
  if (draining.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (delivery?: Delivery): boolean => {
      if (settled) return false;
      settled = true;
      clearTimeout(timer);
      wait.signal.removeEventListener('abort', leave);
      draining.removeEventListener('abort', leave);
      dispatcher.parking.remove(worker);
      resolve(delivery);
      return true;
    };
    const leave = (): void => void settle();
    const worker: ParkedWorker = { ...who, deliver: (delivery) => settle(delivery) };
    const timer = setTimeout(leave, wait.waitMs);
    wait.signal.addEventListener('abort', leave);
    draining.addEventListener('abort', leave);
    if (dispatcher.park(worker)) return;
    reject(new ServiceError('overloaded', 'As many workers wait as can. Poll again shortly.'));
    settle();
  });
}
