import type { Metrics } from '@panal/kernel/runtime';
import type { BridgeState } from './core/state.ts';

export interface BridgeMetrics {
  readonly delivered: (outcome: 'taken' | 'duplicate' | 'own' | 'refused') => void;
  readonly written: (outcome: 'sent' | 'retried' | 'dropped') => void;
}

/** Counters of deliveries and writes, and the length of the outbox. */
export function createBridgeMetrics(metrics: Metrics, state: () => BridgeState | undefined): BridgeMetrics {
  const deliveries = metrics.counter({ name: 'panal_bridge_deliveries_total', help: 'Webhook deliveries, by outcome.', labels: ['outcome'] });
  const writes = metrics.counter({ name: 'panal_bridge_writes_total', help: 'Writes to Trello, by outcome.', labels: ['outcome'] });
  metrics.gauge({ name: 'panal_bridge_outbox_entries', help: 'Writes that wait to be sent.', collect: () => state()?.outbox.size ?? 0 });
  return { delivered: (outcome) => deliveries.inc({ outcome }), written: (outcome) => writes.inc({ outcome }) };
}
