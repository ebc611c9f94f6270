import type { Metrics } from '@panal/kernel/runtime';

export type SynapseMetrics = ReturnType<typeof createSynapseMetrics>;

/** The metrics of this service; create once per process. */
export function createSynapseMetrics(
  metrics: Metrics,
  read: {
    lagRecords: () => number;
    lagChanges: () => number;
    openReplicas: () => number;
    diskFull: () => number;
    nodeIds: () => number;
    searchRefused: () => number;
  },
) {
  metrics.gauge({
    name: 'panal_synapse_apply_lag_records',
    help: 'Acknowledged records that queries do not see yet.',
    collect: read.lagRecords,
  });
  metrics.gauge({
    name: 'panal_synapse_apply_lag_changes',
    help: 'Acknowledged changes that no copy of the graph has held yet; writers wait beyond synapse.lagChangesMax.',
    collect: read.lagChanges,
  });
  metrics.gauge({
    name: 'panal_synapse_replicas_open',
    help: 'Copies of the graph that can answer.',
    collect: read.openReplicas,
  });
  metrics.gauge({
    name: 'panal_synapse_search_refused_facts',
    help: 'Texts, classes and vectors that found no room in the search index (synapse.searchTextMib).',
    collect: read.searchRefused,
  });
  metrics.gauge({
    name: 'panal_synapse_disk_full',
    help: '1 while the disk has no room for the journal: writes are refused, queries answered.',
    collect: read.diskFull,
  });
  metrics.gauge({ name: 'panal_synapse_node_ids', help: 'Nodes that have a number.', collect: read.nodeIds });
  return {
    quads: metrics.gauge({ name: 'panal_synapse_quads', help: 'Quads in all namespaces.' }),
    acknowledged: metrics.counter({
      name: 'panal_synapse_changes_acknowledged_total',
      help: 'Changes journalled, flushed and answered.',
      labels: ['source'],
    }),
    duplicates: metrics.counter({ name: 'panal_synapse_duplicates_total', help: 'Retries of what was applied before.' }),
    jobs: metrics.histogram({
      name: 'panal_synapse_graph_job_seconds',
      help: 'Time of work on the graph, by kind and outcome.',
      labels: ['kind', 'outcome'],
    }),
    quarantined: metrics.counter({
      name: 'panal_synapse_quarantined_batches_total',
      help: 'Batches of feeds that break a shape and were kept apart.',
    }),
    restores: metrics.counter({ name: 'panal_synapse_worker_restores_total', help: 'Graph workers ended and built again.' }),
  };
}
