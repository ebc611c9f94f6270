import type { Metrics } from '@panal/kernel/runtime';
import type { AnalystState } from './core/state.ts';

export interface AnalystMetrics {
  readonly reported: (outcome: 'counted' | 'duplicate') => void;
}

/** Counters of failures, and sizes of the state. */
export function createAnalystMetrics(metrics: Metrics, state: () => AnalystState): AnalystMetrics {
  const failures = metrics.counter({
    name: 'panal_analyst_failures_total',
    help: 'Failures reported, by outcome.',
    labels: ['outcome'],
  });
  metrics.gauge({ name: 'panal_analyst_clusters', help: 'Clusters of failures.', collect: () => state().clusters.size });
  metrics.gauge({ name: 'panal_analyst_rules', help: 'Rules of any stage.', collect: () => state().rules.size });
  return { reported: (outcome) => failures.inc({ outcome }) };
}
