import type { Logger } from '@panal/kernel/runtime';
import type { AnalystEvent } from '../core/state.ts';
import type { AnalystStore } from './analyst.ts';

type Line = readonly [message: string, fields: Readonly<Record<string, unknown>>];

/** Ids and kinds only: the text of a failure or a rule is read where clusters and rules are listed. */
function lineOf(event: AnalystEvent): Line {
  switch (event.type) {
    case 'failure-counted': {
      const { taskId, missionId, clusterId, kind, source, agentId: agent } = event;
      return [
        'failure clustered',
        { taskId, missionId, clusterId, newCluster: event.example !== undefined, kind, source, agent },
      ];
    }
    case 'rule-proposed':
    case 'rule-shared':
      return [
        event.type === 'rule-proposed' ? 'rule proposed' : 'rule shared',
        { ruleId: event.ruleId, clusterId: event.clusterId },
      ];
    case 'record-consolidated':
      return ['failure of Synapse was told before', { record: event.record }];
    case 'trial-counted':
      return ['trial of a rule', { ruleId: event.ruleId, taskId: event.taskId, succeeded: event.succeeded }];
    default:
      return ['rule decided', { ruleId: event.ruleId, decision: event.type.replace('rule-', ''), actor: event.actor }];
  }
}

/** Writes a line for each failure, proposal and decision, after its flush. */
export function logEvents(store: AnalystStore, log: Logger): void {
  store.subscribe(({ event }) => {
    const [message, fields] = lineOf(event);
    log.info(fields, message);
  });
}
