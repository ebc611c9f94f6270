import type { Metrics } from '@panal/kernel/runtime';
import type { BridgeState } from './core/state.ts';

export interface BridgeMetrics {
  readonly delivered: (outcome: 'taken' | 'own' | 'refused') => void;
  readonly written: (outcome: 'sent' | 'retried' | 'dropped') => void;
  readonly requested: (outcome: 'answered' | 'limited' | 'failed') => void;
}

/** Counters of deliveries, requests and writes, and how much is owed. */
export function createBridgeMetrics(metrics: Metrics, state: BridgeState): BridgeMetrics {
  const outcomes = ['outcome'] as const;
  const deliveries = metrics.counter({
    name: 'panal_bridge_deliveries_total',
    help: 'Webhook deliveries, by outcome.',
    labels: outcomes,
  });
  const writes = metrics.counter({
    name: 'panal_bridge_writes_total',
    help: 'Cards written to Trello, by outcome.',
    labels: outcomes,
  });
  const requests = metrics.counter({
    name: 'panal_bridge_requests_total',
    help: 'Requests to Trello, by outcome.',
    labels: outcomes,
  });
  metrics.gauge({ name: 'panal_bridge_cards', help: 'Cards taken.', collect: () => state.cards.size });
  metrics.gauge({ name: 'panal_bridge_inbox_entries', help: 'Actions to be understood.', collect: () => state.inbox.size });
  metrics.gauge({
    name: 'panal_bridge_outbox_cards',
    help: 'Cards that wait to be written to.',
    collect: () => state.outbox.size,
  });
  metrics.gauge({ name: 'panal_bridge_wanted_missions', help: 'Missions to be created.', collect: () => state.wanted.size });
  return {
    delivered: (outcome) => deliveries.inc({ outcome }),
    written: (outcome) => writes.inc({ outcome }),
    requested: (outcome) => requests.inc({ outcome }),
  };
}
