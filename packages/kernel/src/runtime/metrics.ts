import { AggregatorRegistry, Counter, Gauge, Histogram, type Metric, Registry, collectDefaultMetrics } from 'prom-client';
import { BoundCounter, BoundHistogram, BoundMetric } from './bound-metrics.ts';

export interface MetricOptions<Label extends string = string> {
  /** Snake case with its unit last, e.g. `panal_gateway_hold_nano_usd`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
  readonly buckets?: readonly number[];
}

/** Prometheus metrics of one process; the only place that knows the metrics library. */
export interface Metrics {
  counter<L extends string>(options: MetricOptions<L>): Counter<L>;
  gauge<L extends string>(options: MetricOptions<L> & { collect?: () => number }): Gauge<L>;
  histogram<L extends string>(options: MetricOptions<L>): Histogram<L>;
  /** A histogram for what happens at every request: `with(labels)` once, `observe` often. */
  boundHistogram<L extends string>(options: MetricOptions<L>): BoundMetric<L, BoundHistogram>;
  /** The same for a counter. */
  boundCounter<L extends string>(options: MetricOptions<L>): BoundMetric<L, BoundCounter>;
  /** The Prometheus text exposition, version 0.0.4. */
  render(): Promise<string>;
  /** The values as JSON, for a page over several processes. */
  values(): Promise<unknown>;
}

/** One page over the values of several processes: sums, of gauges too. */
export const renderTogether = (values: readonly unknown[]): Promise<string> =>
  AggregatorRegistry.aggregate([...values] as object[]).metrics();

const SECONDS_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Creates the registry of a process, with the usual process metrics and a `service` label on everything. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const base = <L extends string>(options: MetricOptions<L>) => ({
    name: options.name,
    help: options.help,
    labelNames: options.labels ?? [],
    registers: [registry],
  });
  // The registry asks a metric for its name and values only.
  const registered = <M extends { readonly name: string }>(metric: M): M => {
    registry.registerMetric(metric as unknown as Metric);
    return metric;
  };
  return {
    counter: (options) => new Counter(base(options)),
    gauge: ({ collect, ...options }) =>
      new Gauge({
        ...base(options),
        ...(collect
          ? {
              collect() {
                this.set(collect());
              },
            }
          : {}),
      }),
    histogram: (options) => new Histogram({ ...base(options), buckets: [...(options.buckets ?? SECONDS_BUCKETS)] }),
    boundHistogram: <L extends string>({ name, help, labels = [], buckets = SECONDS_BUCKETS }: MetricOptions<L>) => {
      const create = (of: Readonly<Record<string, string>>) => new BoundHistogram(of, buckets);
      return registered(new BoundMetric<L, BoundHistogram>({ name, help, type: 'histogram', labelNames: labels, create }));
    },
    boundCounter: <L extends string>({ name, help, labels = [] }: MetricOptions<L>) => {
      const create = (of: Readonly<Record<string, string>>) => new BoundCounter(of);
      return registered(new BoundMetric<L, BoundCounter>({ name, help, type: 'counter', labelNames: labels, create }));
    },
    render: () => registry.metrics(),
    values: () => registry.getMetricsAsJSON(),
  };
}
