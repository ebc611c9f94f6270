import { type Logger, withContext } from '@panal/kernel/runtime';
import type { OrchestratorEvent } from '../core/events.ts';
import { leaseIdFor } from '../core/queries.ts';
import type { OrchestratorStore } from './store.ts';
import { workContextOf } from './work-context.ts';

type Line = readonly [message: string, fields?: Readonly<Record<string, unknown>>, level?: 'info' | 'warn'];

const REASON_CHARS_MAX = 200;
const short = (reason: string): string => reason.slice(0, REASON_CHARS_MAX);

/** What a lease's events say. Ids, counts and verdicts only: cards, results and findings are data of others, and may be long. */
function leaseLine(event: OrchestratorEvent): Line | undefined {
  switch (event.type) {
    case 'task-leased':
      return ['task leased', { agent: event.agentId, attempt: event.attempt }];
    case 'result-accepted':
      return ['result accepted', { agent: event.agentId, outcome: event.outcome, next: event.next.state }];
    case 'gate-finished':
      return [event.passed ? 'gate passed' : 'gate rejected', { commit: event.commit, next: event.next.state }];
    case 'push-finished':
      return event.ok
        ? ['branch pushed', { commit: event.commit, ref: event.ref }]
        : ['push refused', { commit: event.commit, next: event.next.state }, 'warn'];
    case 'lease-ended':
      return ['lease ended', { agent: event.agentId, cause: event.cause, next: event.next.state }];
    case 'released':
      return ['key and reservation given back', { settledNanoUsd: event.settledNanoUsd }];
    case 'trial-reported':
      return ['outcome of rules told to the analyst', { succeeded: event.succeeded, counted: event.counted }];
    case 'failure-reported':
      return ['failure told to the analyst', { clusterId: event.clusterId, ruleId: event.ruleId }];
    default:
      return undefined;
  }
}

function missionLine(event: OrchestratorEvent): Line | undefined {
  switch (event.type) {
    case 'mission-created':
      return ['mission created', { repositoryId: event.repositoryId, project: event.project, createdBy: event.createdBy }];
    case 'mission-held':
      return ['mission held', { reason: short(event.reason) }, 'warn'];
    case 'mission-resumed':
      return ['mission resumed', { actor: event.actor }];
    case 'mission-ended':
      return ['mission ended', { state: event.state, actor: event.actor }];
    case 'task-held':
    case 'task-failed':
      return [event.type === 'task-held' ? 'task held' : 'task failed', {}, 'warn'];
    case 'step-denied':
      return ['step denied', { agent: event.agentId, step: event.step }, 'warn'];
    case 'approval-requested':
      return ['approval asked', { approvalId: event.approvalId, digest: event.digest }];
    case 'approval-decided':
      return [
        event.approve ? 'approved' : 'rejected',
        { approvalId: event.approvalId, approver: event.approver, via: event.via },
      ];
    case 'approval-voided':
      return ['approval void', { approvalId: event.approvalId }];
    default:
      return undefined;
  }
}

function serviceLine(event: OrchestratorEvent): Line | undefined {
  switch (event.type) {
    case 'halted':
    case 'resumed':
      return [event.type, { scope: event.scope, id: event.id, actor: event.actor, reason: short(event.reason) }, 'warn'];
    case 'agent-registered':
      return ['agent registered', { agent: event.agentId, kind: event.kind }];
    case 'agent-suspended':
      return ['agent suspended', { agent: event.agentId }, 'warn'];
    case 'agent-reinstated':
      return ['agent reinstated', { agent: event.agentId, actor: event.actor }];
    default:
      return undefined;
  }
}

/** The lease's id where the event is of one, the task's otherwise. */
function taskIdOf(event: OrchestratorEvent): string {
  if ('leaseId' in event) return event.leaseId;
  if (!('taskId' in event)) return '';
  return 'epoch' in event ? leaseIdFor(event, event.epoch) : event.taskId;
}

/** Writes a line for each change that an operator would search for, after its flush, in the trace of its mission. */
export function logEvents(store: OrchestratorStore, log: Logger): void {
  store.subscribe(({ event }) => {
    const line = leaseLine(event) ?? missionLine(event) ?? serviceLine(event);
    if (!line) return;
    const [message, fields = {}, level = 'info'] = line;
    if (!('missionId' in event)) return log[level](fields, message);
    withContext(workContextOf(store.state, event.missionId, taskIdOf(event)), () => log[level](fields, message));
  });
}
