import { AnalysisResult, type FailureEvent } from '@panal/shared-types/analyst';
import type { CallContext } from '@panal/kernel/runtime';
import type { AnalystMetrics } from '../metrics.ts';
import type { Analyst } from '../shell/analyst.ts';
import { failureReportOf } from './failure-report.ts';
import { ruleMessage } from './messages.ts';

/** Counts a failure and answers with its cluster and rule. */
export const reportFailure =
  (analyst: Analyst, metrics: AnalystMetrics) =>
  async (event: FailureEvent, { principal }: CallContext): Promise<AnalysisResult> => {
    const { cluster, rule, counted, proposed } = await analyst.report(failureReportOf(event, principal));
    metrics.reported(counted ? 'counted' : 'duplicate');
    return AnalysisResult.fromPartial({
      ruleGenerated: proposed,
      ruleContent: rule && rule.stage !== 'retired' ? rule.text : '',
      clusterId: cluster.clusterId,
      clusterCount: cluster.count,
      ...(rule && rule.stage !== 'retired' ? { rule: ruleMessage(rule) } : {}),
    });
  };
