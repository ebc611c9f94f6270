import type { GrpcChannel } from '@panal/kernel/runtime';
import { AnalystService, FailureEvent, RuleQuery, RuleTrial } from '@panal/shared-types/analyst';
import { type Analyst, ruleSetHashOf } from '../ports.ts';
import { peerCall } from './peer-call.ts';

const TIMEOUT_MS = 10_000;
/** Few rules per assignment: more context lowers success. */
const RULES_MAX = 5;

/** The analyst over gRPC. */
export function grpcAnalyst(channel: GrpcChannel): Analyst {
  return {
    async goldenRules(request) {
      const message = RuleQuery.fromPartial({ ...request, text: request.text.slice(0, 10_000), limit: RULES_MAX });
      const reply = await peerCall('analyst', channel.call(AnalystService.getGoldenRules, message, { timeoutMs: TIMEOUT_MS }));
      const ruleIds = reply.details.filter(({ stage }) => stage === 'binding').map(({ ruleId }) => ruleId);
      return { constraints: reply.rules, ruleSetHash: reply.ruleSetHash || ruleSetHashOf(reply.rules), ruleIds };
    },
    async trial({ leaseId, taskId, ruleIds, succeeded }) {
      const message = RuleTrial.fromPartial({ idempotencyKey: leaseId, taskId, ruleIds: [...ruleIds], succeeded });
      const call = channel.call(AnalystService.reportTrial, message, { timeoutMs: TIMEOUT_MS });
      return (await peerCall('analyst', call)).counted;
    },
    async report({ leaseId, ...failure }) {
      const message = FailureEvent.fromPartial({ ...failure, taskId: leaseId, idempotencyKey: leaseId });
      const reply = await peerCall('analyst', channel.call(AnalystService.reportFailure, message, { timeoutMs: TIMEOUT_MS }));
      const { rule } = reply;
      return {
        clusterId: reply.clusterId,
        clusterCount: reply.clusterCount,
        ruleId: rule?.ruleId ?? '',
        ruleText: rule?.text || reply.ruleContent,
        ruleStage: rule?.stage ?? (reply.ruleGenerated ? 'candidate' : ''),
      };
    },
  };
}
