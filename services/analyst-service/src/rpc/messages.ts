import { FailureCluster, GoldenRule } from '@panal/shared-types/analyst';
import { targetOf } from '../core/rule-target.ts';
import type { Cluster, Rule } from '../core/state.ts';

/** A rule as the wire carries it; its history only where it is asked for. */
export function ruleMessage(rule: Rule, options: { readonly history?: boolean } = {}): GoldenRule {
  const { derivedFrom, history, remedy: _remedy, retiredMs: _retiredMs, ...plain } = rule;
  return GoldenRule.fromPartial({
    ...plain,
    derivedFrom: [...derivedFrom],
    target: targetOf(rule),
    history: options.history ? history : [],
  });
}

/** A cluster as the wire carries it. */
export const clusterMessage = (cluster: Cluster): FailureCluster =>
  FailureCluster.fromPartial({ ...cluster, members: cluster.members.toReversed(), tasks: cluster.tasks.length });
