import type { Journal } from '@panal/journal';
import type { Metrics } from '@panal/kernel/runtime';

export type FeedMetrics = ReturnType<typeof createFeedMetrics>;

/** The metrics of a feed; create once per process. */
export function createFeedMetrics(metrics: Metrics, journal: Journal, position: () => number) {
  metrics.gauge({
    name: 'panal_synapse_feed_position',
    help: 'Position of the newest journal record that Synapse has.',
    collect: position,
  });
  metrics.gauge({
    name: 'panal_synapse_feed_lag_records',
    help: 'Journal records that Synapse does not have yet.',
    collect: () => Math.max(0, journal.flushedPosition - position()),
  });
  return {
    changes: metrics.counter({ name: 'panal_synapse_feed_changes_total', help: 'Changes that Synapse acknowledged.' }),
    failures: metrics.counter({
      name: 'panal_synapse_feed_failures_total',
      help: 'Calls to Synapse that failed and are tried again.',
    }),
    skipped: metrics.counter({
      name: 'panal_synapse_feed_skipped_records_total',
      help: 'Records that are not in Synapse: refused as not valid, not projectable, or trimmed too early.',
      labels: ['reason'],
    }),
  };
}
