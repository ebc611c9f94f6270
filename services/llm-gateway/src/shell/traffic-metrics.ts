import type { Metrics } from '@panal/kernel/runtime';

/** Counters of what happens to requests before and between calls of upstreams. Labels come from settings or closed lists. */
export interface TrafficMetrics {
  rateLimited(limit: string): void;
  cached(result: 'hit' | 'miss'): void;
  upstreamFailed(upstream: string, reason: string): void;
  retried(reason: string, where: 'same-model' | 'fallback'): void;
  reloaded(outcome: 'applied' | 'refused'): void;
}

export interface TrafficGauges {
  /** Upstreams and keys with 0: closed, 1: half-open, 2: open. */
  readonly health: () => readonly { readonly name: string; readonly value: number }[];
  readonly cacheBytes: () => number;
  readonly cacheEntries: () => number;
}

/** Registers the metrics; gauges are read when they are scraped. */
export function createTrafficMetrics(metrics: Metrics, gauges: TrafficGauges): TrafficMetrics {
  const rateLimited = metrics.counter({
    name: 'panal_gateway_rate_limited_total',
    help: 'Requests refused by a rate limit, by which one.',
    labels: ['limit'],
  });
  const cached = metrics.counter({
    name: 'panal_gateway_cache_total',
    help: 'Requests that the answer cache was asked for.',
    labels: ['result'],
  });
  const failed = metrics.counter({
    name: 'panal_gateway_upstream_failures_total',
    help: 'Failed attempts by upstream and reason.',
    labels: ['gen_ai_provider_name', 'error_type'],
  });
  const retried = metrics.counter({
    name: 'panal_gateway_retries_total',
    help: 'Requests sent again, to the same model or to a fallback, by why.',
    labels: ['error_type', 'to'],
  });
  const reloads = metrics.counter({
    name: 'panal_gateway_reloads_total',
    help: 'Settings that were read again.',
    labels: ['outcome'],
  });
  healthGauge(metrics, gauges.health);
  metrics.gauge({ name: 'panal_gateway_cache_bytes', help: 'Memory of the answer cache.', collect: gauges.cacheBytes });
  metrics.gauge({ name: 'panal_gateway_cache_entries', help: 'Answers in the cache.', collect: gauges.cacheEntries });
  return {
    rateLimited: (limit) => rateLimited.inc({ limit }),
    cached: (result) => cached.inc({ result }),
    upstreamFailed: (upstream, reason) => failed.inc({ gen_ai_provider_name: upstream, error_type: reason }),
    retried: (reason, to) => retried.inc({ error_type: reason, to }),
    reloaded: (outcome) => reloads.inc({ outcome }),
  };
}

/** One gauge for each upstream and key; names that are gone from the settings go from the page, too. */
function healthGauge(metrics: Metrics, health: TrafficGauges['health']): void {
  const gauge = metrics.gauge({
    name: 'panal_gateway_upstream_state',
    help: 'Health of an upstream, a model at it, or one of its keys (name#n): 0 closed, 1 half-open, 2 open.',
    labels: ['target'],
  });
  Object.assign(gauge, {
    // Of several worker processes the one that fares worst counts.
    aggregator: 'max',
    collect() {
      gauge.reset();
      for (const { name, value } of health()) gauge.set({ target: name }, value);
    },
  });
}
