import type { OrchestratorEvent } from './events.ts';

const short = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text).replaceAll(/\s+/g, ' ');
const because = (reason: string): string => (reason ? `: ${short(reason)}` : '');

/** One line about a task event, without the task's name. */
function describeTaskEvent(event: OrchestratorEvent): string | undefined {
  switch (event.type) {
    case 'task-ready':
      return `ready${because(event.reason)}`;
    case 'task-waits':
      return `waits${because(event.reason)}`;
    case 'task-preparing':
      return `goes to ${event.agentId}; ${event.reason}`;
    case 'task-unprepared':
      return `did not start${because(event.reason)}`;
    case 'task-leased':
      return `attempt ${event.attempt} leased to ${event.agentId} under epoch ${event.epoch}`;
    case 'lease-extended':
      return `lease extended under epoch ${event.epoch}`;
    case 'result-accepted':
      return event.outcome === 'success'
        ? `success of ${event.agentId}${because(event.artifact.summary)}`
        : `failure of ${event.agentId}${because(event.next.reason || event.errorMessage)}`;
    case 'gate-finished':
      return `gate ${event.passed ? 'passed' : 'rejected'} ${event.commit.slice(0, 12)}${because(event.summary)}`;
    case 'push-finished':
      return event.ok ? `pushed ${event.commit.slice(0, 12)} to ${event.ref || 'the branch'}` : short(event.next.reason);
    case 'lease-ended':
      return `lease ended (${event.cause})${because(event.next.reason)}`;
    case 'task-again':
      return `runs again${because(event.reason)}`;
    case 'task-reset':
      return `waits again${because(event.reason)}`;
    case 'task-held':
      return `held${because(event.reason)}`;
    case 'task-failed':
      return `failed${because(event.reason)}`;
    case 'task-cancelled':
      return `cancelled${because(event.reason)}`;
    case 'released':
      return `key and reservation of ${event.leaseId} given back`;
    case 'failure-reported':
      return event.ruleText
        ? `the analyst advises${because(event.ruleText)}`
        : `failure told to the analyst${because(event.note)}`;
    case 'trial-reported':
      return `the analyst knows that rules ${event.succeeded ? 'went with a success' : 'did not prevent a failure'}${because(event.note)}`;
    case 'step-denied':
      return `${event.agentId} denied at ${event.step}${because(event.reason)}`;
    default:
      return undefined;
  }
}

/** An event in one line, for people. */
export function describeEvent(event: OrchestratorEvent): string {
  const ofTask = describeTaskEvent(event);
  if (ofTask !== undefined) return ofTask;
  switch (event.type) {
    case 'mission-created':
      return `created${because(event.title)}`;
    case 'mission-held':
      return `held${because(event.reason)}`;
    case 'mission-resumed':
      return `resumed by ${event.actor}`;
    case 'mission-ended':
      return `${event.state}${because(event.reason)}`;
    case 'approval-requested':
      return `approval asked of ${short(event.subject)} (${event.digest.slice(0, 12)})`;
    case 'approval-decided':
      return `${event.approve ? 'approved' : 'rejected'} by ${event.approver} via ${event.via || 'rpc'}${because(event.comment)}`;
    case 'approval-voided':
      return `approval void${because(event.reason)}`;
    case 'halted':
    case 'resumed':
      return `${event.scope}${event.id ? ` ${event.id}` : ''} ${event.type} by ${event.actor}${because(event.reason)}`;
    case 'agent-registered':
      return `agent ${event.agentId} (${event.kind}) registered`;
    case 'agent-suspended':
      return `agent ${event.agentId} suspended${because(event.reason)}`;
    case 'agent-reinstated':
      return `agent ${event.agentId} reinstated by ${event.actor}`;
    case 'workflow-adopted':
      return `workflow ${event.workflow.name} ${event.workflow.hash.slice(0, 12)} adopted`;
    case 'checkpoint-signed':
      return `audit log signed over ${event.size} records`;
    case 'service-started':
      return 'orchestrator started';
    default:
      return event.type;
  }
}
