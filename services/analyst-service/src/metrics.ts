import type { Metrics } from '@panal/kernel/runtime';
import type { AnalystState } from './core/state.ts';

export interface AnalystMetrics {
  readonly reported: (outcome: 'counted' | 'duplicate') => void;
  readonly consolidated: (outcome: 'counted' | 'told-before' | 'without-text') => void;
}

/** Counters of failures, and sizes of the state. */
export function createAnalystMetrics(metrics: Metrics, state: () => AnalystState): AnalystMetrics {
  const failures = metrics.counter({
    name: 'panal_analyst_failures_total',
    help: 'Failures reported, by outcome.',
    labels: ['outcome'],
  });
  const records = metrics.counter({
    name: 'panal_analyst_synapse_records_total',
    help: 'Failures found in Synapse, by what became of them.',
    labels: ['outcome'],
  });
  metrics.gauge({ name: 'panal_analyst_clusters', help: 'Clusters of failures.', collect: () => state().clusters.size });
  metrics.gauge({ name: 'panal_analyst_rules', help: 'Rules of any stage.', collect: () => state().rules.size });
  return { reported: (outcome) => failures.inc({ outcome }), consolidated: (outcome) => records.inc({ outcome }) };
}
