import { FailureCluster, GoldenRule } from '@panal/shared-types/analyst';
import { targetOf } from '../core/rule-target.ts';
import type { Cluster, Rule } from '../core/state.ts';

/** A rule as the wire carries it. */
export const ruleMessage = (rule: Rule): GoldenRule =>
  GoldenRule.fromPartial({ ...rule, derivedFrom: [...rule.derivedFrom], target: targetOf(rule) });

/** A cluster as the wire carries it. */
export function clusterMessage({ kind: _kind, ...cluster }: Cluster): FailureCluster {
  return { ...cluster, members: cluster.members.toReversed() };
}
